package io.thermocline.formats.text;

/** Finds out which delimiter separates the cells of a CSV text. */
final class CsvSniffer {
    /** Rows looked at: more would tell little more. */
    private static final int MAX_ROWS = 100;

    private CsvSniffer() {}

    /**
     * Returns the delimiter that gives most rows as many cells as the first row has, at least two;
     * of equals the one that gives more cells; the comma if there is none.
     *
     * @param wholeText whether [from, to) is the whole text; otherwise the last row counts for
     *     nothing
     */
    static char sniff(byte[] text, int from, int to, boolean wholeText) {
        char best = ',';
        long bestScore = 0;
        for (int i = 0; i < CsvDialect.SNIFFED.length(); i++) {
            char candidate = CsvDialect.SNIFFED.charAt(i);
            long score = score(text, from, to, wholeText, (byte) candidate);
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    /** Returns rows of the first row's width, then that width, as one number. */
    private static long score(byte[] text, int from, int to, boolean wholeText, byte delimiter) {
        int width = -1;
        int alike = 0;
        int rows = 0;
        int at = from;
        while (at < to && rows < MAX_ROWS) {
            if (text[at] == '\n' || text[at] == '\r') {
                at++;
                continue;
            }
            int cells = 1;
            boolean atCellStart = true;
            while (at < to && text[at] != '\n' && text[at] != '\r') {
                if (atCellStart && text[at] == '"') {
                    at = skipQuoted(text, at + 1, to);
                    atCellStart = false;
                    continue;
                }
                atCellStart = text[at] == delimiter;
                cells += atCellStart ? 1 : 0;
                at++;
            }
            if (at >= to && !wholeText && width >= 0) {
                break;
            }
            width = width < 0 ? cells : width;
            alike += cells == width ? 1 : 0;
            rows++;
        }
        return width < 2 ? 0 : ((long) alike << 32) + width;
    }

    /** Returns one past the closing quote, or {@code to}. */
    private static int skipQuoted(byte[] text, int from, int to) {
        int at = from;
        while (at < to) {
            if (text[at] != '"') {
                at++;
            } else if (at + 1 < to && text[at + 1] == '"') {
                at += 2;
            } else {
                return at + 1;
            }
        }
        return to;
    }
}
