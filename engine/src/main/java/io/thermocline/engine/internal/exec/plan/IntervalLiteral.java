package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads spans of time of a fixed length as a query writes them: {@code 5 minutes}, {@code 1 day 12
 * hours}. Months and years have no fixed length and are refused.
 */
public final class IntervalLiteral {
    private static final Pattern PART = Pattern.compile("\\s*(-?\\d{1,18})\\s*([A-Za-z]+)");

    private IntervalLiteral() {}

    /**
     * Reads a span.
     *
     * @return nanoseconds
     * @throws QueryFault if {@code text} is none, or longer than an i64 of nanoseconds
     */
    public static long parse(String text, Span span) {
        Matcher part = PART.matcher(text);
        long nanos = 0;
        int at = 0;
        try {
            while (part.find() && part.start() == at) {
                long unit = unit(part.group(2).toLowerCase(Locale.ROOT), span);
                long count = Long.parseLong(part.group(1));
                nanos = Math.addExact(nanos, Math.multiplyExact(count, unit));
                at = part.end();
            }
        } catch (ArithmeticException e) {
            throw fault("expected at most 292 years", text, span);
        }
        if (at == 0 || !text.substring(at).isBlank()) {
            throw fault("expected a form such as '5 minutes' or '1 day 12 hours'", text, span);
        }
        return nanos;
    }

    private static long unit(String name, Span span) {
        String one =
                name.length() > 2 && name.endsWith("s")
                        ? name.substring(0, name.length() - 1)
                        : name;
        return switch (one) {
            case "week", "w" -> 604_800_000_000_000L;
            case "day", "d" -> 86_400_000_000_000L;
            case "hour", "h" -> 3_600_000_000_000L;
            case "minute", "min", "m" -> 60_000_000_000L;
            case "second", "sec", "s" -> 1_000_000_000L;
            case "millisecond", "ms" -> 1_000_000L;
            case "microsecond", "us" -> 1_000L;
            case "nanosecond", "ns" -> 1L;
            default ->
                    throw fault(
                            "expected weeks, days, hours, minutes, seconds, milliseconds,"
                                    + " microseconds or nanoseconds",
                            name,
                            span);
        };
    }

    private static QueryFault fault(String expected, String found, Span span) {
        return new QueryFault(
                QueryFault.Kind.VALUE, span, "interval: " + expected + ", found '" + found + "'");
    }
}
