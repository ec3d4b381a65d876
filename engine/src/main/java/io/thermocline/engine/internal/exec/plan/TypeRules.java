package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which types meet, and what they become when they do. */
final class TypeRules {
    private TypeRules() {}

    static boolean isInteger(ColumnType type) {
        return type.kind() == ColumnType.Kind.SCALAR && type.element().isInteger();
    }

    static boolean isFloat(ColumnType type) {
        return type.kind() == ColumnType.Kind.SCALAR && type.element().isFloat();
    }

    static boolean isReal(ColumnType type) {
        return isInteger(type) || isFloat(type);
    }

    static boolean isComplex(ColumnType type) {
        return type.kind() == ColumnType.Kind.SCALAR && type.element().isComplex();
    }

    static boolean isTimestamp(ColumnType type) {
        return type.kind() == ColumnType.Kind.TIMESTAMP;
    }

    static boolean isText(ColumnType type) {
        return type.isText();
    }

    /** Returns the type that holds values of both, or null if there is none. */
    static @Nullable ColumnType common(ColumnType a, ColumnType b) {
        if (a.equals(b)) {
            return a;
        }
        if (isInteger(a) && isInteger(b)) {
            return a.element().bytes() >= b.element().bytes() ? a : b;
        }
        if (isFloat(a) && isFloat(b)) {
            return a.element().bytes() >= b.element().bytes() ? a : b;
        }
        if (isReal(a) && isReal(b)) {
            return Expr.F64;
        }
        boolean numbers = (isReal(a) || isComplex(a)) && (isReal(b) || isComplex(b));
        if (numbers) {
            return Expr.COMPLEX128;
        }
        return isText(a) && isText(b) ? ColumnType.STRING : null;
    }

    /** Returns the type that holds the values of all, NULLs apart. */
    static ColumnType commonOf(List<Expr> parts, String what) {
        ColumnType type = null;
        for (Expr part : parts) {
            if (part.isNullLiteral()) {
                continue;
            }
            ColumnType next = type == null ? part.type() : common(type, part.type());
            if (next == null) {
                throw new QueryFault(
                        QueryFault.Kind.TYPE,
                        part.span(),
                        what
                                + ": expected values of one type, found "
                                + type
                                + " and "
                                + part.type());
            }
            type = next;
        }
        return type == null ? Expr.I64 : type;
    }

    /**
     * Returns {@code expr} as {@code type}, which {@link #common} has given. Values of one kind
     * need no cast: they are computed with in the widest form anyway.
     */
    static Expr coerce(Expr expr, ColumnType type) {
        if (expr instanceof Expr.Literal literal) {
            return literal(literal, type);
        }
        if (expr.kind() == ValueKind.of(type)) {
            return expr;
        }
        return new Expr.Cast(expr, type, expr.span());
    }

    private static Expr literal(Expr.Literal literal, ColumnType type) {
        Object value = literal.value();
        if (value == null || literal.type().equals(type)) {
            return new Expr.Literal(value, type, literal.span());
        }
        if (isFloat(type) && value instanceof Number number) {
            return new Expr.Literal(rounded(number.doubleValue(), type), type, literal.span());
        }
        if ((isInteger(type) && value instanceof Long)
                || (isText(type) && isText(literal.type()))) {
            return new Expr.Literal(value, type, literal.span());
        }
        return new Expr.Cast(literal, type, literal.span());
    }

    private static double rounded(double value, ColumnType type) {
        return switch (type.element()) {
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case FLOAT32 -> (float) value;
            default -> value;
        };
    }

    /**
     * Returns a literal in the type of what it is compared with: a text becomes a timestamp, a
     * number the float of the other side, so that {@code f32_column = 0.1} holds for 0.1.
     */
    static Expr adapted(Expr expr, ColumnType other) {
        if (!(expr instanceof Expr.Literal literal) || literal.value() == null) {
            return expr;
        }
        if (isTimestamp(other)
                && isText(literal.type())
                && literal.value() instanceof byte[] text) {
            String written = new String(text, StandardCharsets.UTF_8);
            return new Expr.Literal(
                    TimestampLiteral.parse(written, literal.span()), other, literal.span());
        }
        boolean narrow = isFloat(other) && other.element() != ElementType.FLOAT64;
        return narrow && isReal(literal.type()) ? literal(literal, other) : expr;
    }

    /** Returns whether a value can be cast from one type to another. */
    static boolean castable(ColumnType from, ColumnType to) {
        if (from.equals(to)) {
            return true;
        }
        if (to.kind() == ColumnType.Kind.STRING) {
            return ValueKind.of(from) != ValueKind.BYTES || isText(from);
        }
        if (isText(from)) {
            return isReal(to) || to.isBool() || isTimestamp(to);
        }
        if (isComplex(to)) {
            return isReal(from) || isComplex(from);
        }
        if (isReal(to)) {
            return isReal(from) || from.isBool() || (isTimestamp(from) && isInteger(to));
        }
        return to.isBool() ? isReal(from) : isTimestamp(to) && isInteger(from);
    }

    static QueryFault mismatch(Span span, String what, String expected, ColumnType found) {
        return new QueryFault(
                QueryFault.Kind.TYPE,
                span,
                what + ": expected " + expected + ", found " + found.text());
    }
}
