package io.thermocline.formats.text;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import ch.randelshofer.fastdoubleparser.JavaFloatParser;

import io.thermocline.formats.array.ElementType;

/**
 * Reads numbers from ASCII bytes without making objects. White space around a number is the
 * caller's concern.
 *
 * <p>Real numbers are read exactly: the result is the value of the type that lies nearest to the
 * decimal number. Finite text beyond the range of the type is refused.
 */
final class NumberText {
    /** Digits that cannot leave the range of a long. */
    private static final int SAFE_DIGITS = 18;

    private NumberText() {}

    /**
     * Smallest and largest integer of a type.
     *
     * @param expected the range in words, for messages
     */
    record Range(long min, long max, String expected) {
        static Range of(ElementType element) {
            int unused = Long.SIZE - Byte.SIZE * element.bytes();
            long min = Long.MIN_VALUE >> unused;
            long max = Long.MAX_VALUE >> unused;
            return new Range(
                    min, max, "an integer in " + min + ".." + max + " (" + element.text() + ")");
        }
    }

    /**
     * Reads an integer: a sign, if any, and digits.
     *
     * @throws BadCellException if the text is something else or outside the range
     */
    static long parseLong(byte[] text, int from, int to, Range range) {
        boolean negative = from < to && text[from] == '-';
        int at = negative || (from < to && text[from] == '+') ? from + 1 : from;
        if (at == to) {
            throw new BadCellException(range.expected());
        }
        // The negative side is the longer one.
        long value = 0;
        if (to - at <= SAFE_DIGITS) {
            for (; at < to; at++) {
                value = value * 10 - digit(text[at], range);
            }
        } else {
            for (; at < to; at++) {
                int digit = digit(text[at], range);
                if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
                    throw new BadCellException(range.expected());
                }
                value = value * 10 - digit;
            }
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new BadCellException(range.expected());
        }
        long signed = negative ? value : -value;
        if (signed < range.min() || signed > range.max()) {
            throw new BadCellException(range.expected());
        }
        return signed;
    }

    private static int digit(byte b, Range range) {
        int digit = b - '0';
        if (digit < 0 || digit > 9) {
            throw new BadCellException(range.expected());
        }
        return digit;
    }

    /**
     * Reads a real number: decimal digits with point and exponent, {@code nan}, {@code inf} or
     * {@code infinity} in any case, with a sign if any.
     *
     * @param expected what to say if the text is something else
     */
    static double parseDouble(byte[] text, int from, int to, String expected) {
        if (!mayBeDecimal(text, from, to)) {
            return notFinite(text, from, to, expected);
        }
        double value;
        try {
            value = JavaDoubleParser.parseDouble(text, from, to - from);
        } catch (NumberFormatException e) {
            throw new BadCellException(expected);
        }
        if (Double.isInfinite(value)) {
            throw new BadCellException(expected + " within the range of f64");
        }
        return value;
    }

    /** Reads a real number as f32, rounded once; otherwise as {@link #parseDouble}. */
    static float parseFloat(byte[] text, int from, int to, String expected) {
        if (!mayBeDecimal(text, from, to)) {
            return (float) notFinite(text, from, to, expected);
        }
        float value;
        try {
            value = JavaFloatParser.parseFloat(text, from, to - from);
        } catch (NumberFormatException e) {
            throw new BadCellException(expected);
        }
        if (Float.isInfinite(value)) {
            throw new BadCellException(expected + " within the range of f32");
        }
        return value;
    }

    /**
     * Keeps from the parser what Java takes for a number beside plain decimals: words, the suffixes
     * of {@code 1.0f} and {@code 2d}, hexadecimal numbers and white space.
     */
    private static boolean mayBeDecimal(byte[] text, int from, int to) {
        if (from == to || !(Ascii.isDigit(text[to - 1]) || text[to - 1] == '.')) {
            return false;
        }
        boolean hexadecimal =
                (to - from > 1 && (text[from + 1] | 0x20) == 'x')
                        || (to - from > 2 && (text[from + 2] | 0x20) == 'x');
        return !hexadecimal && !Ascii.isSpace(text[from]);
    }

    private static double notFinite(byte[] text, int from, int to, String expected) {
        boolean negative = from < to && text[from] == '-';
        int word = negative || (from < to && text[from] == '+') ? from + 1 : from;
        if (Ascii.isWord(text, word, to, "nan")) {
            return Double.NaN;
        }
        if (Ascii.isWord(text, word, to, "inf") || Ascii.isWord(text, word, to, "infinity")) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        throw new BadCellException(expected);
    }
}
