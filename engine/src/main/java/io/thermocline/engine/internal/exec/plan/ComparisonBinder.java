package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.formats.column.ColumnType;

import java.util.ArrayList;
import java.util.List;

/** Finds the common type of what is compared. */
final class ComparisonBinder {
    private ComparisonBinder() {}

    /** Returns whether values have an order. */
    static boolean isOrdered(ColumnType type) {
        return switch (type.kind()) {
            case TIMESTAMP, STRING, JSON, BINARY -> true;
            case SCALAR -> !type.element().isComplex();
            case VECTOR, LIST, STRING_LIST -> false;
        };
    }

    /** Returns whether values can be told apart, so that they can be grouped. */
    static boolean isHashable(ColumnType type) {
        return isOrdered(type) || TypeRules.isComplex(type);
    }

    static Expr compare(Operator operator, Expr left, Expr right, Span span) {
        Expr a = TypeRules.adapted(left, right.type());
        Expr b = TypeRules.adapted(right, left.type());
        ColumnType type = commonType(operator, a, b, span);
        return new Expr.Comparison(
                operator, TypeRules.coerce(a, type), TypeRules.coerce(b, type), span);
    }

    /** Returns {@code operand IN (list)}; lists of other things than literals become ORs. */
    static Expr in(Expr operand, List<Expr> list, Span span) {
        boolean literals = list.stream().allMatch(Expr.Literal.class::isInstance);
        boolean simple =
                switch (operand.kind()) {
                    case LONG, DOUBLE -> true;
                    case BYTES -> isOrdered(operand.type());
                    case BOOL, COMPLEX -> false;
                };
        if (!literals || !simple) {
            List<Expr> terms = new ArrayList<>();
            for (Expr item : list) {
                terms.add(compare(Operator.EQUAL, operand, item, span));
            }
            return terms.size() == 1 ? terms.getFirst() : new Expr.Logic(false, terms, span);
        }
        List<Expr> adapted =
                list.stream().map(item -> TypeRules.adapted(item, operand.type())).toList();
        ColumnType type = operand.type();
        for (Expr item : adapted) {
            if (!item.isNullLiteral()) {
                Expr probe = new Expr.Column(0, "", type, span);
                type = commonType(Operator.EQUAL, probe, item, item.span());
            }
        }
        List<Expr.Literal> values = new ArrayList<>();
        for (Expr item : adapted) {
            Expr value = TypeRules.coerce(item, type);
            if (value instanceof Expr.Literal literal && literal.value() != null) {
                values.add(literal);
            }
        }
        boolean hasNull = values.size() < list.size();
        return new Expr.InList(TypeRules.coerce(operand, type), values, hasNull, span);
    }

    private static ColumnType commonType(Operator operator, Expr a, Expr b, Span span) {
        ColumnType type = a.isNullLiteral() ? b.type() : a.type();
        if (!a.isNullLiteral() && !b.isNullLiteral()) {
            ColumnType common = TypeRules.common(a.type(), b.type());
            if (common == null) {
                throw new QueryFault(
                        QueryFault.Kind.TYPE,
                        span,
                        operator.text()
                                + ": expected operands that can be compared, found "
                                + a.type().text()
                                + " and "
                                + b.type().text());
            }
            type = common;
        }
        boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        if (!(equality ? isHashable(type) : isOrdered(type))) {
            throw TypeRules.mismatch(
                    span,
                    operator.text(),
                    equality ? "a number, text, binary or complex" : "values with an order",
                    type);
        }
        return type;
    }
}
