package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads timestamps as a query writes them: {@code 2013-01-31}, {@code 2013-01-31 06:30}, {@code
 * 2013-01-31T06:30:00.123456789Z} or {@code …+05:30}; UTC unless a zone is given.
 */
public final class TimestampLiteral {
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{4}-\\d{2}-\\d{2})"
                            + "(?:[ Tt](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)"
                            + "\\s*([Zz]|[+-]\\d{2}(?::?\\d{2})?)?)?");

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TimestampLiteral() {}

    /**
     * Reads a timestamp.
     *
     * @return nanoseconds since 1970-01-01T00:00:00Z
     * @throws QueryFault if {@code text} is none, or outside 1677-09-21 … 2262-04-11
     */
    public static long parse(String text, Span span) {
        Long nanos = parseOrNull(text);
        if (nanos == null) {
            throw new QueryFault(
                    QueryFault.Kind.VALUE,
                    span,
                    "timestamp: expected a form such as 2013-01-31 06:30:00.5 within 1677-09-21 ..."
                            + " 2262-04-11, found '"
                            + text
                            + "'");
        }
        return nanos;
    }

    /** Returns nanoseconds since 1970-01-01T00:00:00Z, or null if the text is no timestamp. */
    public static @Nullable Long parseOrNull(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(parts.group(1));
            LocalTime time =
                    parts.group(2) == null ? LocalTime.MIDNIGHT : LocalTime.parse(parts.group(2));
            ZoneOffset zone =
                    parts.group(3) == null
                            ? ZoneOffset.UTC
                            : ZoneOffset.of(parts.group(3).replace('z', 'Z'));
            long seconds = date.toEpochSecond(time, zone);
            long nanos = time.toNanoOfDay() % NANOS_PER_SECOND;
            // The first second of the range begins before it, so its product alone would overflow.
            return seconds < 0
                    ? Math.addExact(
                            Math.multiplyExact(seconds + 1, NANOS_PER_SECOND),
                            nanos - NANOS_PER_SECOND)
                    : Math.addExact(Math.multiplyExact(seconds, NANOS_PER_SECOND), nanos);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
