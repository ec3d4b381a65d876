package io.thermocline.formats.text;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnBuilder;

import java.util.concurrent.TimeUnit;

/** Parsers of values that are one number, truth value or timestamp. */
final class ScalarCells {
    private ScalarCells() {}

    static CellParser of(ElementType element) {
        return switch (element) {
            case BOOL -> new Bools();
            case FLOAT64, FLOAT16 -> new Doubles(expectedReal(element));
            case FLOAT32 -> new Floats(expectedReal(element));
            case COMPLEX64 -> new Complexes(new ComplexText(true));
            case COMPLEX128 -> new Complexes(new ComplexText(false));
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 ->
                    new Integers(NumberText.Range.of(element));
        };
    }

    static String expectedReal(ElementType element) {
        return "a number (" + element.text() + ")";
    }

    /** Truth values. */
    record Bools() implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            int end = Ascii.trimEnd(text, start, to);
            column.appendBool(value(text, start, end));
        }

        private static boolean value(byte[] text, int from, int to) {
            if (isAny(text, from, to, "true", "t", "yes", "y", "1")) {
                return true;
            }
            if (isAny(text, from, to, "false", "f", "no", "n", "0")) {
                return false;
            }
            throw new BadCellException("true, false, t, f, yes, no, y, n, 1 or 0 (bool)");
        }

        private static boolean isAny(byte[] text, int from, int to, String... words) {
            for (String word : words) {
                if (Ascii.isWord(text, from, to, word)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Integers of every width. */
    record Integers(NumberText.Range range) implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            int end = Ascii.trimEnd(text, start, to);
            column.appendLong(NumberText.parseLong(text, start, end, range));
        }
    }

    /** Real numbers of f64, and of f16, for which the way over f64 is exact enough. */
    record Doubles(String expected) implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            int end = Ascii.trimEnd(text, start, to);
            double value = NumberText.parseDouble(text, start, end, expected);
            requireHalfRange(value, column.column().type().element(), expected);
            column.appendDouble(value);
        }
    }

    /** Real numbers of f32. */
    record Floats(String expected) implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            int end = Ascii.trimEnd(text, start, to);
            column.appendDouble(NumberText.parseFloat(text, start, end, expected));
        }
    }

    /** Smallest number that rounds to infinity in f16: half a step above 65504. */
    private static final double HALF_OVERFLOW = 65_520;

    /** Refuses finite numbers that f16 has not got. */
    static void requireHalfRange(double value, ElementType element, String expected) {
        if (element == ElementType.FLOAT16
                && Math.abs(value) >= HALF_OVERFLOW
                && !Double.isInfinite(value)) {
            throw new BadCellException(expected + " within -65504..65504");
        }
    }

    /** Complex numbers. */
    record Complexes(ComplexText number) implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            number.parse(text, start, Ascii.trimEnd(text, start, to));
            column.appendComplex(number.re(), number.im());
        }
    }

    /** Timestamps. */
    record Timestamps(TimeUnit epochUnit) implements CellParser {
        @Override
        public void parse(byte[] text, int from, int to, ColumnBuilder column) {
            int start = Ascii.skipSpace(text, from, to);
            int end = Ascii.trimEnd(text, start, to);
            column.appendLong(TimestampText.parse(text, start, end, epochUnit));
        }
    }
}
