package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.kernel.Kernels;

/**
 * The values that a comparison with a constant lets through: from low to high, both included. Every
 * comparison is one, or (for {@code <>}) everything but one.
 */
public sealed interface NumberRange {
    /** Returns whether no value lies in the range. */
    boolean isEmpty();

    /**
     * Integers and timestamps.
     *
     * @param low smallest value
     * @param high largest value; less than {@code low} if there is none
     */
    record Longs(long low, long high) implements NumberRange {
        /** Every value. */
        public static final Longs ALL = new Longs(Long.MIN_VALUE, Long.MAX_VALUE);

        private static final Longs NOTHING = new Longs(Long.MAX_VALUE, Long.MIN_VALUE);

        /**
         * Returns the values that compare so with a constant; for {@code <>}, those that do not.
         */
        public static Longs of(Operator operator, long constant) {
            return switch (operator) {
                case EQUAL, NOT_EQUAL -> new Longs(constant, constant);
                case LESS ->
                        constant == Long.MIN_VALUE
                                ? NOTHING
                                : new Longs(Long.MIN_VALUE, constant - 1);
                case LESS_OR_EQUAL -> new Longs(Long.MIN_VALUE, constant);
                case GREATER ->
                        constant == Long.MAX_VALUE
                                ? NOTHING
                                : new Longs(constant + 1, Long.MAX_VALUE);
                case GREATER_OR_EQUAL -> new Longs(constant, Long.MAX_VALUE);
                default -> throw new IllegalStateException(operator.text());
            };
        }

        /** Returns the integers that become doubles of a range when they are cast to f64. */
        static Longs of(Doubles range) {
            if (range.isEmpty()) {
                return NOTHING;
            }
            // A cast keeps the order, so both ends can be found by halving.
            long low = first(range.low(), false);
            long high = first(range.high(), true);
            boolean lowReached = (double) Long.MAX_VALUE >= range.low();
            if (!lowReached || range.isOnlyNaN()) {
                return NOTHING;
            }
            if ((double) Long.MAX_VALUE <= range.high()) {
                return new Longs(low, Long.MAX_VALUE);
            }
            return high == Long.MIN_VALUE ? NOTHING : new Longs(low, high - 1);
        }

        /** Returns the smallest long that is, as a double, at least (or above) a bound. */
        private static long first(double bound, boolean above) {
            long low = Long.MIN_VALUE;
            long high = Long.MAX_VALUE;
            while (low < high) {
                long middle = (low >> 1) + (high >> 1) + (low & high & 1);
                boolean reached = above ? (double) middle > bound : (double) middle >= bound;
                if (reached) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        Longs intersect(Longs other) {
            return new Longs(Math.max(low, other.low), Math.min(high, other.high));
        }

        @Override
        public boolean isEmpty() {
            return low > high;
        }

        @Override
        public String toString() {
            return "in " + low + ".." + high;
        }
    }

    /**
     * Real numbers in the order of the language: NaN is equal to itself and larger than all others,
     * −0.0 equals 0.0.
     *
     * @param low smallest number
     * @param high largest number; less than {@code low} if no number lies in the range
     * @param nan whether NaN lies in the range; then it has no upper end among the numbers
     */
    record Doubles(double low, double high, boolean nan) implements NumberRange {
        private static final double INFINITY = Double.POSITIVE_INFINITY;

        /** Every value. */
        public static final Doubles ALL = new Doubles(-INFINITY, INFINITY, true);

        private static final Doubles NOTHING = new Doubles(INFINITY, -INFINITY, false);
        private static final Doubles ONLY_NAN = new Doubles(INFINITY, -INFINITY, true);
        private static final Doubles NUMBERS = new Doubles(-INFINITY, INFINITY, false);

        /**
         * Returns the values that compare so with a constant; for {@code <>}, those that do not.
         */
        public static Doubles of(Operator operator, double constant) {
            if (Double.isNaN(constant)) {
                return switch (operator) {
                    case EQUAL, NOT_EQUAL, GREATER_OR_EQUAL -> ONLY_NAN;
                    case LESS -> NUMBERS;
                    case LESS_OR_EQUAL -> ALL;
                    case GREATER -> NOTHING;
                    default -> throw new IllegalStateException(operator.text());
                };
            }
            return switch (operator) {
                case EQUAL, NOT_EQUAL -> new Doubles(constant, constant, false);
                case LESS ->
                        constant == -INFINITY
                                ? NOTHING
                                : new Doubles(-INFINITY, Math.nextDown(constant), false);
                case LESS_OR_EQUAL -> new Doubles(-INFINITY, constant, false);
                case GREATER ->
                        constant == INFINITY
                                ? ONLY_NAN
                                : new Doubles(Math.nextUp(constant), INFINITY, true);
                case GREATER_OR_EQUAL -> new Doubles(constant, INFINITY, true);
                default -> throw new IllegalStateException(operator.text());
            };
        }

        Doubles intersect(Doubles other) {
            boolean bothNan = nan && other.nan;
            double from = Math.max(low, other.low);
            double to = Math.min(high, other.high);
            if (from > to) {
                return bothNan ? ONLY_NAN : NOTHING;
            }
            return new Doubles(from, to, bothNan);
        }

        boolean isOnlyNaN() {
            return nan && low > high;
        }

        @Override
        public boolean isEmpty() {
            return !nan && low > high;
        }

        @Override
        public String toString() {
            if (isOnlyNaN()) {
                return "is NaN";
            }
            return "in " + low + ".." + high + (nan ? " or NaN" : "");
        }

        /**
         * Returns the upper end of the numbers outside of a range with NaN: its complement, for
         * {@link Kernels}, whose ranges have no NaN.
         */
        double complementHigh() {
            return low > high ? INFINITY : low == -INFINITY ? Double.NaN : Math.nextDown(low);
        }
    }
}
