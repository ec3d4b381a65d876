package io.thermocline.formats.text;

import java.util.concurrent.TimeUnit;

/**
 * Reads and writes timestamps: nanoseconds since 1970-01-01T00:00:00Z, so 1677-09-21 to 2262-04-11.
 *
 * <p>Read are ISO-8601 dates and date-times such as {@code 2013-01-31}, {@code 2013-01-31 06:30},
 * {@code 2013-01-31T06:30:00.123456789Z} and {@code 2013-01-31T06:30:00+05:30} (without a zone it
 * is UTC), and integers, which count a unit since 1970. Written is always the longest of these
 * forms in UTC.
 */
final class TimestampText {
    private static final String EXPECTED =
            "a timestamp such as 2013-01-31 or 2013-01-31T06:30:00.5Z, or an integer since 1970";

    private static final String IN_RANGE =
            "a timestamp in 1677-09-21T00:12:43.145224192Z..2262-04-11T23:47:16.854775807Z";

    private static final NumberText.Range LONGS =
            new NumberText.Range(Long.MIN_VALUE, Long.MAX_VALUE, EXPECTED);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int SECONDS_PER_DAY = 86_400;

    /** Days from 0000-03-01, where the computation of dates is simple, to 1970-01-01. */
    private static final int DAYS_TO_EPOCH = 719_468;

    private static final int DAYS_PER_ERA = 146_097;
    private static final int YEARS_PER_ERA = 400;

    private TimestampText() {}

    /**
     * Reads a timestamp from [from, to), which has no white space around it.
     *
     * @param epochUnit unit of integers
     * @return nanoseconds since 1970-01-01T00:00:00Z
     * @throws BadCellException if the text is something else or outside the range
     */
    static long parse(byte[] text, int from, int to, TimeUnit epochUnit) {
        if (Ascii.isInteger(text, from, to)) {
            long count = NumberText.parseLong(text, from, to, LONGS);
            long nanos = epochUnit.toNanos(count);
            if (epochUnit.convert(nanos, TimeUnit.NANOSECONDS) != count) {
                throw new BadCellException(IN_RANGE);
            }
            return nanos;
        }
        return parseIso(text, from, to);
    }

    /** Returns whether [from, to) is an ISO-8601 date or date-time in the range. */
    static boolean isIso(byte[] text, int from, int to) {
        if (to - from < 10 || text[from + 4] != '-' || !Ascii.isDigit(text[from])) {
            return false;
        }
        try {
            parseIso(text, from, to);
            return true;
        } catch (BadCellException e) {
            return false;
        }
    }

    private static long parseIso(byte[] text, int from, int to) {
        require(to - from >= 10 && text[from + 4] == '-' && text[from + 7] == '-');
        int year = twoDigits(text, from) * 100 + twoDigits(text, from + 2);
        int month = twoDigits(text, from + 5);
        int day = twoDigits(text, from + 8);
        require(month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month));
        long seconds = (long) daysOf(year, month, day) * SECONDS_PER_DAY;
        int at = from + 10;
        if (at == to) {
            return nanos(seconds, 0);
        }
        require((text[at] | 0x20) == 't' || text[at] == ' ');
        require(to - at >= 6 && text[at + 3] == ':');
        int hour = twoDigits(text, at + 1);
        int minute = twoDigits(text, at + 4);
        require(hour < 24 && minute < 60);
        seconds += hour * 3600L + minute * 60L;
        at += 6;
        if (at == to || text[at] != ':') {
            return nanos(seconds - zoneSeconds(text, at, to), 0);
        }
        require(to - at >= 3);
        int second = twoDigits(text, at + 1);
        require(second < 60);
        seconds += second;
        at += 3;
        int fraction = 0;
        if (at < to && (text[at] == '.' || text[at] == ',')) {
            int end = at + 1;
            while (end < to && Ascii.isDigit(text[end])) {
                end++;
            }
            fraction = fraction(text, at + 1, end);
            at = end;
        }
        return nanos(seconds - zoneSeconds(text, at, to), fraction);
    }

    private static int fraction(byte[] text, int from, int to) {
        int digits = to - from;
        if (digits > 9) {
            throw new BadCellException("a timestamp with at most 9 digits of a second");
        }
        require(digits > 0);
        int value = 0;
        for (int i = 0; i < 9; i++) {
            value = value * 10 + (i < digits ? text[from + i] - '0' : 0);
        }
        return value;
    }

    /** Reads nothing, {@code Z}, {@code +hh}, {@code +hhmm} or {@code +hh:mm} as seconds. */
    private static int zoneSeconds(byte[] text, int from, int to) {
        int length = to - from;
        if (length == 0 || (length == 1 && (text[from] | 0x20) == 'z')) {
            return 0;
        }
        require(text[from] == '+' || text[from] == '-');
        require(length == 3 || length == 5 || (length == 6 && text[from + 3] == ':'));
        int hours = twoDigits(text, from + 1);
        int minutes = length == 3 ? 0 : twoDigits(text, to - 2);
        require(hours <= 18 && minutes < 60);
        int seconds = hours * 3600 + minutes * 60;
        return text[from] == '-' ? -seconds : seconds;
    }

    private static int twoDigits(byte[] text, int at) {
        require(Ascii.isDigit(text[at]) && Ascii.isDigit(text[at + 1]));
        return (text[at] - '0') * 10 + text[at + 1] - '0';
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new BadCellException(EXPECTED);
        }
    }

    private static int monthLength(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % YEARS_PER_ERA == 0);
        return switch (month) {
            case 2 -> leap ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Returns days since 1970-01-01. Years begin in March, so that leap days come last. */
    private static int daysOf(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int monthFromMarch = (month + 9) % 12;
        int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
        int era = Math.floorDiv(marchYear, YEARS_PER_ERA);
        int yearOfEra = marchYear - era * YEARS_PER_ERA;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_PER_ERA + dayOfEra - DAYS_TO_EPOCH;
    }

    private static long nanos(long seconds, int fraction) {
        try {
            // The first second of the range begins before it, so its product alone would overflow.
            return seconds < 0 && fraction > 0
                    ? Math.addExact(
                            Math.multiplyExact(seconds + 1, NANOS_PER_SECOND),
                            fraction - NANOS_PER_SECOND)
                    : Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), fraction);
        } catch (ArithmeticException e) {
            throw new BadCellException(IN_RANGE);
        }
    }

    /** Length of the written form. */
    static final int LENGTH = "2013-01-31T06:30:00.123456789Z".length();

    /**
     * Writes {@code nanos} as {@code 2013-01-31T06:30:00.123456789Z}.
     *
     * @param target gets {@link #LENGTH} bytes from its start
     */
    static void format(long nanos, byte[] target) {
        long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
        int days = (int) Math.floorDiv(seconds, (long) SECONDS_PER_DAY);
        int secondOfDay = (int) (seconds - (long) days * SECONDS_PER_DAY);
        formatDate(days, target);
        target[10] = 'T';
        digits(secondOfDay / 3600, 2, target, 11);
        target[13] = ':';
        digits(secondOfDay / 60 % 60, 2, target, 14);
        target[16] = ':';
        digits(secondOfDay % 60, 2, target, 17);
        target[19] = '.';
        digits((int) (nanos - seconds * NANOS_PER_SECOND), 9, target, 20);
        target[29] = 'Z';
    }

    private static void formatDate(int days, byte[] target) {
        int shifted = days + DAYS_TO_EPOCH;
        int era = Math.floorDiv(shifted, DAYS_PER_ERA);
        int dayOfEra = shifted - era * DAYS_PER_ERA;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0);
        digits(year, 4, target, 0);
        target[4] = '-';
        digits(month, 2, target, 5);
        target[7] = '-';
        digits(day, 2, target, 8);
    }

    private static void digits(int value, int count, byte[] target, int at) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
