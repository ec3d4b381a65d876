package io.thermocline.tools.demo;

import java.util.ArrayList;
import java.util.List;

/** A picture of dots in characters: braille, eight dots a character, or ASCII, two. One thread. */
final class DotCanvas {
    private static final int BRAILLE = 0x2800;
    private static final int BRAILLE_COLUMNS = 2;
    private static final int BRAILLE_ROWS = 4;
    private static final int ASCII_ROWS = 2;

    /** Bits of the dots of a braille character, row by row. */
    private static final int[] BRAILLE_BITS = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};

    /** Neither dot, the upper, the lower, both. */
    private static final String ASCII = " '.:";

    private final boolean braille;
    private final int columns;
    private final int lines;
    private final boolean[][] dots;

    /**
     * Creates an empty canvas.
     *
     * @param columns characters in a line
     * @param lines lines
     * @param braille whether the reader's font has braille; else ASCII is used
     */
    DotCanvas(int columns, int lines, boolean braille) {
        this.braille = braille;
        this.columns = columns;
        this.lines = lines;
        this.dots =
                new boolean[lines * (braille ? BRAILLE_ROWS : ASCII_ROWS)]
                        [columns * (braille ? BRAILLE_COLUMNS : 1)];
    }

    /** Returns the dots in a row. */
    int width() {
        return dots[0].length;
    }

    /** Returns the rows of dots. */
    int height() {
        return dots.length;
    }

    /**
     * Draws samples from left to right, each column of dots from its least to its greatest one.
     *
     * @param from first sample
     * @param to end of the samples
     * @param limit value at the upper edge; −limit is at the lower one
     */
    void draw(double[] samples, int from, int to, double limit) {
        double last = samples[from];
        for (int x = 0; x < width(); x++) {
            int first = from + (int) ((long) (to - from) * x / width());
            int end = from + (int) ((long) (to - from) * (x + 1) / width());
            // Joined with the column before, so that a steep curve is no cloud of dots.
            double least = last;
            double greatest = last;
            for (int i = first; i < Math.max(end, first + 1); i++) {
                last = samples[i];
                least = Math.min(least, last);
                greatest = Math.max(greatest, last);
            }
            for (int y = row(greatest, limit); y <= row(least, limit); y++) {
                dots[y][x] = true;
            }
        }
    }

    private int row(double value, double limit) {
        double share = (1 - value / limit) / 2;
        return Math.clamp((long) (share * height()), 0, height() - 1);
    }

    /** Returns the lines from the top. */
    List<String> lines() {
        List<String> result = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            StringBuilder text = new StringBuilder(columns);
            for (int column = 0; column < columns; column++) {
                text.append(braille ? braille(line, column) : ascii(line, column));
            }
            result.add(text.toString().stripTrailing());
        }
        return result;
    }

    private char braille(int line, int column) {
        int bits = 0;
        for (int dot = 0; dot < BRAILLE_BITS.length; dot++) {
            boolean isSet =
                    dots[line * BRAILLE_ROWS + dot / BRAILLE_COLUMNS][
                            column * BRAILLE_COLUMNS + dot % BRAILLE_COLUMNS];
            bits |= isSet ? BRAILLE_BITS[dot] : 0;
        }
        return bits == 0 ? ' ' : (char) (BRAILLE + bits);
    }

    private char ascii(int line, int column) {
        int upper = dots[line * ASCII_ROWS][column] ? 1 : 0;
        int lower = dots[line * ASCII_ROWS + 1][column] ? 2 : 0;
        return ASCII.charAt(upper + lower);
    }
}
