package io.thermocline.tools.terminal;

import java.util.Locale;

/** Numbers as people read them. */
public final class Quantity {
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final double UNIT_STEP = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    private Quantity() {}

    /** Returns a count in groups of three digits, such as {@code 181 204}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
    }

    /** Returns a number of bytes in three or four digits, such as {@code 1.30 MB}. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= UNIT_STEP && unit < BYTE_UNITS.length - 1) {
            value /= UNIT_STEP;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(
                        Locale.ROOT,
                        value >= 100 ? "%.0f %s" : value >= 10 ? "%.1f %s" : "%.2f %s",
                        value,
                        BYTE_UNITS[unit]);
    }

    /** Returns a time in seconds, or in minutes from one minute on. */
    public static String seconds(long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        return seconds < 60
                ? String.format(Locale.ROOT, "%.2f s", seconds)
                : "%d min %d s".formatted((long) seconds / 60, (long) seconds % 60);
    }

    /** Returns {@code 1 row}, {@code 2 rows}. */
    public static String plural(long count, String singular) {
        return count(count) + " " + singular + (count == 1 ? "" : "s");
    }

    /** Returns how many a second these are. */
    public static String rate(long count, long nanos) {
        return count(Math.round(count * NANOS_PER_SECOND / Math.max(1, nanos)));
    }
}
