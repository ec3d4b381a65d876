package io.thermocline.formats.text;

/**
 * Reads complex numbers: {@code 1.5+2j}, {@code (1+2j)}, {@code 2i}, {@code -1e-3}, {@code [re,
 * im]}. White space is allowed around the parts. Holds the last number read; one thread at a time.
 */
final class ComplexText {
    private final boolean single;
    private final String expected;

    /** Parts of the last number. Parsing thread only. */
    private double re;

    private double im;

    /**
     * Creates a reader.
     *
     * @param single whether the parts are f32, rounded once from the text
     */
    ComplexText(boolean single) {
        this.single = single;
        this.expected =
                "a complex number such as 1.5+2j or [1.5, 2] ("
                        + (single ? "complex64" : "complex128")
                        + ")";
    }

    double re() {
        return re;
    }

    double im() {
        return im;
    }

    /** Reads [from, to), which has no white space around it. */
    void parse(byte[] text, int from, int to) {
        if (to - from >= 2 && text[from] == '(' && text[to - 1] == ')') {
            int inner = Ascii.skipSpace(text, from + 1, to - 1);
            parseSum(text, inner, Ascii.trimEnd(text, inner, to - 1));
        } else if (to - from >= 2 && text[from] == '[' && text[to - 1] == ']') {
            parsePair(text, from + 1, to - 1);
        } else {
            parseSum(text, from, to);
        }
    }

    private void parsePair(byte[] text, int from, int to) {
        int comma = from;
        while (comma < to && text[comma] != ',') {
            comma++;
        }
        if (comma == to) {
            throw new BadCellException(expected);
        }
        re = part(text, from, comma);
        im = part(text, comma + 1, to);
    }

    /** Reads a part, which may stand in quotes: JSON has no bare NaN. */
    private double part(byte[] text, int from, int to) {
        int start = Ascii.skipSpace(text, from, to);
        int end = Ascii.trimEnd(text, start, to);
        if (end - start >= 2 && text[start] == '"' && text[end - 1] == '"') {
            start++;
            end--;
        }
        return number(text, start, end);
    }

    private void parseSum(byte[] text, int from, int to) {
        int last = to > from ? text[to - 1] | 0x20 : 0;
        if (last != 'j' && last != 'i') {
            re = number(text, from, to);
            im = 0;
            return;
        }
        int split = to - 1;
        while (split > from && !isSign(text, split, from)) {
            split--;
        }
        re = split == from ? 0 : number(text, from, Ascii.trimEnd(text, from, split));
        im = imaginaryPart(text, split, to - 1);
    }

    /** Tells the sign of a part from the sign of an exponent. */
    private static boolean isSign(byte[] text, int at, int from) {
        return (text[at] == '+' || text[at] == '-')
                && !(at - 1 >= from && (text[at - 1] | 0x20) == 'e');
    }

    private double imaginaryPart(byte[] text, int from, int to) {
        boolean signed = from < to && (text[from] == '+' || text[from] == '-');
        int digits = Ascii.skipSpace(text, signed ? from + 1 : from, to);
        double size = digits == to ? 1 : number(text, digits, to);
        return signed && text[from] == '-' ? -size : size;
    }

    private double number(byte[] text, int from, int to) {
        return single
                ? NumberText.parseFloat(text, from, to, expected)
                : NumberText.parseDouble(text, from, to, expected);
    }
}
