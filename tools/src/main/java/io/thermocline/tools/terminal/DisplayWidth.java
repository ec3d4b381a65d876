package io.thermocline.tools.terminal;

import java.util.Locale;

/** How much room text takes on a terminal, and how to make it fit and harmless. */
public final class DisplayWidth {
    private static final String ELLIPSIS = "…";

    private DisplayWidth() {}

    /** Returns the columns that text takes. */
    public static int of(String text) {
        int width = 0;
        boolean ascii = true;
        for (int i = 0; i < text.length() && ascii; i++) {
            ascii = text.charAt(i) < 0x80;
        }
        if (ascii) {
            return text.length();
        }
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            width += of(codePoint);
            i += Character.charCount(codePoint);
        }
        return width;
    }

    private static int of(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    /** The blocks that Unicode calls wide: East Asian scripts and pictures. */
    private static boolean isWide(int codePoint) {
        return codePoint >= 0x1100
                && (codePoint <= 0x115f
                        || (codePoint >= 0x2e80 && codePoint <= 0xa4cf && codePoint != 0x303f)
                        || (codePoint >= 0xac00 && codePoint <= 0xd7a3)
                        || (codePoint >= 0xf900 && codePoint <= 0xfaff)
                        || (codePoint >= 0xfe30 && codePoint <= 0xfe6f)
                        || (codePoint >= 0xff00 && codePoint <= 0xff60)
                        || (codePoint >= 0xffe0 && codePoint <= 0xffe6)
                        || (codePoint >= 0x1f300 && codePoint <= 0x1faff)
                        || (codePoint >= 0x20000 && codePoint <= 0x3fffd));
    }

    /** Returns text of at most {@code width} columns; what was cut off shows as {@code …}. */
    public static String cut(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        int used = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            int next = of(codePoint);
            if (used + next > width - 1) {
                break;
            }
            used += next;
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end) + ELLIPSIS;
    }

    /**
     * Returns text in one line that moves no cursor and changes no colour: control characters, line
     * separators and unpaired surrogates are written as escapes.
     */
    public static String harmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHarmful(text, i)) {
                return escaped(text);
            }
        }
        return text;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isHarmful(text, i)) {
                out.append(c);
                continue;
            }
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static boolean isHarmful(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
        }
        // Line separators, and the marks that turn the direction of what follows.
        return Character.isISOControl(c)
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}
