package io.thermocline.tools.load;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and spans as people type them. */
public final class TimeText {
    private static final Pattern PART =
            Pattern.compile("([0-9]+)\\s*(ns|us|ms|s|min|m|h|d|w)\\s*", Pattern.CASE_INSENSITIVE);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TimeText() {}

    /**
     * Reads a date, a date and time (UTC without a zone), or an integer of nanoseconds since 1970.
     *
     * @return ns since 1970-01-01T00:00:00Z
     * @throws IllegalArgumentException if the text is something else, or outside 1677..2262
     */
    public static long nanos(String text) {
        String written = text.strip();
        try {
            if (written.matches("[+-]?[0-9]+")) {
                return Long.parseLong(written);
            }
            Instant instant = instant(written.replace(' ', 'T'));
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND),
                    instant.getNano());
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "time: expected a date or time in 1677..2262 such as 2015-09-14 or"
                            + " 2015-09-14T09:50:30.5Z, or nanoseconds since 1970, found '"
                            + text
                            + "'",
                    e);
        }
    }

    private static Instant instant(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        boolean hasZone =
                text.toUpperCase(Locale.ROOT).endsWith("Z")
                        || text.lastIndexOf('+') > 10
                        || text.lastIndexOf('-') > 10;
        return hasZone
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }

    /**
     * Reads a span such as {@code 7d}, {@code 1h30m} or {@code PT90S}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static Duration duration(String text) {
        String written = text.strip();
        try {
            if (written.toUpperCase(Locale.ROOT).startsWith("P")) {
                return requirePositive(Duration.parse(written), text);
            }
            Duration sum = Duration.ZERO;
            Matcher matcher = PART.matcher(written);
            int end = 0;
            while (matcher.find() && matcher.start() == end) {
                long count = Long.parseLong(matcher.group(1));
                sum = sum.plus(unit(matcher.group(2)).multipliedBy(count));
                end = matcher.end();
            }
            if (end == written.length() && end > 0) {
                return requirePositive(sum, text);
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw badDuration(text, e);
        }
        throw badDuration(text, null);
    }

    private static Duration requirePositive(Duration duration, String text) {
        if (duration.isNegative()) {
            throw badDuration(text, null);
        }
        return duration;
    }

    private static IllegalArgumentException badDuration(
            String text, @org.jspecify.annotations.Nullable Exception cause) {
        return new IllegalArgumentException(
                "duration: expected a number and ns, us, ms, s, m, h, d or w, such as 7d or 1h30m,"
                        + " found '"
                        + text
                        + "'",
                cause);
    }

    private static Duration unit(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "ns" -> Duration.ofNanos(1);
            case "us" -> Duration.ofNanos(1_000);
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m", "min" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            case "d" -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }
}
