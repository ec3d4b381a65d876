package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

/**
 * Finds the type of arithmetic: integers give i64 (but {@code /} gives f64), floats f64, complex
 * complex128; timestamps move by i64 nanoseconds and differ by them.
 */
final class ArithmeticBinder {
    private ArithmeticBinder() {}

    static Expr bind(Operator operator, Expr left, Expr right, Span span) {
        if (operator == Operator.CONCATENATE) {
            return new Expr.Arithmetic(
                    operator, text(left, span), text(right, span), ColumnType.STRING, span);
        }
        ColumnType leftType = typeBeside(left, right);
        ColumnType rightType = typeBeside(right, left);
        ColumnType timestamps = timestamps(operator, leftType, rightType);
        if (timestamps != null) {
            return new Expr.Arithmetic(operator, left, right, timestamps, span);
        }
        ColumnType type = number(operator, leftType, rightType);
        if (type == null) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    span,
                    operator.text()
                            + ": expected numbers, found "
                            + leftType.text()
                            + " and "
                            + rightType.text());
        }
        return new Expr.Arithmetic(
                operator, TypeRules.coerce(left, type), TypeRules.coerce(right, type), type, span);
    }

    /** NULL takes the type of the other side; beside a timestamp it stands for nanoseconds. */
    private static ColumnType typeBeside(Expr expr, Expr other) {
        boolean adopts = expr.isNullLiteral() && !TypeRules.isTimestamp(other.type());
        return adopts ? other.type() : expr.isNullLiteral() ? Expr.I64 : expr.type();
    }

    private static @Nullable ColumnType timestamps(
            Operator operator, ColumnType left, ColumnType right) {
        boolean timeLeft = TypeRules.isTimestamp(left);
        boolean timeRight = TypeRules.isTimestamp(right);
        if (operator == Operator.SUBTRACT && timeLeft && timeRight) {
            return Expr.I64;
        }
        boolean moved =
                (timeLeft
                                && TypeRules.isInteger(right)
                                && (operator == Operator.ADD || operator == Operator.SUBTRACT))
                        || (timeRight && TypeRules.isInteger(left) && operator == Operator.ADD);
        return moved ? ColumnType.TIMESTAMP : null;
    }

    private static @Nullable ColumnType number(
            Operator operator, ColumnType left, ColumnType right) {
        ColumnType common = TypeRules.common(left, right);
        if (common == null) {
            return null;
        }
        if (TypeRules.isInteger(common)) {
            return operator == Operator.DIVIDE ? Expr.F64 : Expr.I64;
        }
        if (TypeRules.isFloat(common)) {
            return Expr.F64;
        }
        return TypeRules.isComplex(common) && operator != Operator.MODULO ? Expr.COMPLEX128 : null;
    }

    private static Expr text(Expr expr, Span span) {
        if (expr.isNullLiteral()) {
            return TypeRules.coerce(expr, ColumnType.STRING);
        }
        if (TypeRules.isText(expr.type())) {
            return expr;
        }
        if (!TypeRules.castable(expr.type(), ColumnType.STRING)) {
            throw TypeRules.mismatch(span, "||", "text", expr.type());
        }
        return new Expr.Cast(expr, ColumnType.STRING, expr.span());
    }
}
