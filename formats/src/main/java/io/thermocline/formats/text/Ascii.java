package io.thermocline.formats.text;

/** Looks at text as ASCII bytes: what numbers, timestamps and punctuation are made of. */
final class Ascii {
    private Ascii() {}

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Returns the first index in [from, to) that is no white space, or {@code to}. */
    static int skipSpace(byte[] text, int from, int to) {
        int at = from;
        while (at < to && isSpace(text[at])) {
            at++;
        }
        return at;
    }

    /** Returns one past the last index in [from, to) that is no white space, or {@code from}. */
    static int trimEnd(byte[] text, int from, int to) {
        int end = to;
        while (end > from && isSpace(text[end - 1])) {
            end--;
        }
        return end;
    }

    /** Returns whether [from, to) holds exactly {@code lowerCaseWord}, in any case. */
    static boolean isWord(byte[] text, int from, int to, String lowerCaseWord) {
        if (to - from != lowerCaseWord.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            byte b = text[i];
            int lower = b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
            if (lower != lowerCaseWord.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether [from, to) is a sign, if any, and at least one digit, and nothing else. */
    static boolean isInteger(byte[] text, int from, int to) {
        int at = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        if (at == to) {
            return false;
        }
        while (at < to && isDigit(text[at])) {
            at++;
        }
        return at == to;
    }
}
