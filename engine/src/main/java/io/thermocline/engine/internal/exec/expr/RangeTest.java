package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.ValueKind;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

/**
 * A comparison of numbers with a constant, as the range that it lets through.
 *
 * @param operand what is compared
 * @param range values that it may have
 * @param negated whether it may have all others instead
 */
public record RangeTest(Expr operand, NumberRange range, boolean negated) {
    /** Returns the range of a condition, or null if it is no comparison of that form. */
    public static @Nullable RangeTest of(Expr condition) {
        if (!(condition instanceof Expr.Comparison comparison)) {
            return null;
        }
        if (comparison.right() instanceof Expr.Literal literal) {
            return of(comparison.operator(), comparison.left(), literal);
        }
        if (comparison.left() instanceof Expr.Literal literal) {
            return of(comparison.operator().mirrored(), comparison.right(), literal);
        }
        return null;
    }

    private static @Nullable RangeTest of(Operator operator, Expr operand, Expr.Literal literal) {
        boolean negated = operator == Operator.NOT_EQUAL;
        return switch (literal.value()) {
            case Long constant ->
                    new RangeTest(operand, NumberRange.Longs.of(operator, constant), negated);
            case Double constant ->
                    onIntegers(
                            new RangeTest(
                                    operand, NumberRange.Doubles.of(operator, constant), negated));
            case null, default -> null;
        };
    }

    /** Integers that were cast to be compared with an f64 need no cast: the range is cast back. */
    private static RangeTest onIntegers(RangeTest test) {
        boolean integers =
                test.operand instanceof Expr.Cast cast
                        && cast.type().equals(Expr.F64)
                        && cast.operand().kind() == ValueKind.LONG;
        if (integers && test.range instanceof NumberRange.Doubles doubles) {
            Expr inner = test.operand.operands().getFirst();
            return new RangeTest(inner, NumberRange.Longs.of(doubles), test.negated);
        }
        return test;
    }

    /** Returns the test for plans. */
    public String text() {
        boolean instants = operand.type().kind() == ColumnType.Kind.TIMESTAMP;
        String shown =
                instants && range instanceof NumberRange.Longs longs
                        ? "in " + instant(longs.low()) + ".." + instant(longs.high())
                        : range.toString();
        return operand.text() + (negated ? " not " : " ") + shown;
    }

    private static String instant(long nanos) {
        return nanos == Long.MIN_VALUE || nanos == Long.MAX_VALUE
                ? ""
                : TextCasts.toText(nanos, ColumnType.TIMESTAMP);
    }

    /** Returns the range of both tests, or null if one is negated or they differ in operand. */
    public @Nullable RangeTest and(RangeTest other) {
        if (negated || other.negated || !operand.text().equals(other.operand.text())) {
            return null;
        }
        if (range instanceof NumberRange.Longs a && other.range instanceof NumberRange.Longs b) {
            return new RangeTest(operand, a.intersect(b), false);
        }
        if (range instanceof NumberRange.Doubles a
                && other.range instanceof NumberRange.Doubles b) {
            return new RangeTest(operand, a.intersect(b), false);
        }
        return null;
    }
}
