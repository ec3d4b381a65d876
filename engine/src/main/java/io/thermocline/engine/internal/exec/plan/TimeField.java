package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A field of a timestamp: UTC, proleptic Gregorian calendar, weeks as in ISO 8601. Values are those
 * of DuckDB's {@code date_part}.
 */
public enum TimeField {
    YEAR("y years"),
    QUARTER("quarters"),
    MONTH("mon months"),
    /** Week of the ISO year, 1 to 53. */
    WEEK("w weeks weekofyear"),
    /** Day of the month. */
    DAY("d days dayofmonth"),
    HOUR("h hours"),
    MINUTE("m minutes"),
    SECOND("s seconds"),
    /** Milliseconds since the minute began. */
    MILLISECOND("ms milliseconds"),
    /** Microseconds since the minute began. */
    MICROSECOND("us microseconds"),
    /** Sunday is 0. */
    DAYOFWEEK("dow weekday"),
    /** Monday is 1, Sunday is 7. */
    ISODOW("isodow"),
    DAYOFYEAR("doy"),
    ISOYEAR("isoyear"),
    /** Whole milliseconds since 1970. */
    EPOCH_MS("epoch_ms"),
    /** Whole microseconds since 1970. */
    EPOCH_US("epoch_us"),
    /** Nanoseconds since 1970. */
    EPOCH_NS("epoch_ns");

    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long MINUTE_NANOS = 60 * SECOND_NANOS;
    private static final long HOUR_NANOS = 60 * MINUTE_NANOS;
    private static final long DAY_NANOS = 24 * HOUR_NANOS;

    /** Other names, with spaces between. */
    private final String aliases;

    TimeField(String aliases) {
        this.aliases = aliases;
    }

    /**
     * Returns the field of a name in any case.
     *
     * @throws QueryFault if there is none
     */
    public static TimeField parse(String name, Span span) {
        String wanted = name.toLowerCase(Locale.ROOT);
        List<String> known = new ArrayList<>();
        for (TimeField field : values()) {
            if (field.text().equals(wanted)
                    || List.of(field.aliases.split(" ", -1)).contains(wanted)) {
                return field;
            }
            known.add(field.text());
        }
        throw new QueryFault(
                QueryFault.Kind.NAME,
                span,
                "field of a timestamp: expected one of "
                        + String.join(", ", known)
                        + ", found '"
                        + name
                        + "'"
                        + NearName.hint(name, known));
    }

    /** Returns the name as it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether {@link #truncate} knows the field. */
    public boolean isUnit() {
        return compareTo(MICROSECOND) <= 0;
    }

    /**
     * Returns the field's value.
     *
     * @param nanos nanoseconds since 1970-01-01T00:00:00Z
     */
    public long of(long nanos) {
        return switch (this) {
            case HOUR -> Math.floorMod(nanos, DAY_NANOS) / HOUR_NANOS;
            case MINUTE -> Math.floorMod(nanos, HOUR_NANOS) / MINUTE_NANOS;
            case SECOND -> Math.floorMod(nanos, MINUTE_NANOS) / SECOND_NANOS;
            case MILLISECOND -> Math.floorMod(nanos, MINUTE_NANOS) / MILLI;
            case MICROSECOND -> Math.floorMod(nanos, MINUTE_NANOS) / MICRO;
            case EPOCH_MS -> Math.floorDiv(nanos, MILLI);
            case EPOCH_US -> Math.floorDiv(nanos, MICRO);
            case EPOCH_NS -> nanos;
            default -> of(date(nanos));
        };
    }

    private long of(LocalDate date) {
        return switch (this) {
            case YEAR -> date.getYear();
            case QUARTER -> (date.getMonthValue() + 2) / 3;
            case MONTH -> date.getMonthValue();
            case WEEK -> date.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case DAY -> date.getDayOfMonth();
            case DAYOFWEEK -> date.getDayOfWeek().getValue() % 7;
            case ISODOW -> date.getDayOfWeek().getValue();
            case DAYOFYEAR -> date.getDayOfYear();
            case ISOYEAR -> date.get(IsoFields.WEEK_BASED_YEAR);
            default -> throw new IllegalStateException(name());
        };
    }

    /**
     * Returns the moment at which the unit that holds {@code nanos} began.
     *
     * @throws ArithmeticException if it began before 1677-09-21, where timestamps do
     */
    public long truncate(long nanos) {
        return switch (this) {
            case MICROSECOND -> floor(nanos, MICRO);
            case MILLISECOND -> floor(nanos, MILLI);
            case SECOND -> floor(nanos, SECOND_NANOS);
            case MINUTE -> floor(nanos, MINUTE_NANOS);
            case HOUR -> floor(nanos, HOUR_NANOS);
            case DAY -> floor(nanos, DAY_NANOS);
            default -> Math.multiplyExact(truncate(date(nanos)).toEpochDay(), DAY_NANOS);
        };
    }

    private LocalDate truncate(LocalDate date) {
        return switch (this) {
            case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> date.withDayOfMonth(1);
            case QUARTER -> LocalDate.of(date.getYear(), (date.getMonthValue() - 1) / 3 * 3 + 1, 1);
            case YEAR -> LocalDate.of(date.getYear(), 1, 1);
            default -> throw new IllegalStateException(name());
        };
    }

    private static long floor(long nanos, long unit) {
        return Math.subtractExact(nanos, Math.floorMod(nanos, unit));
    }

    private static LocalDate date(long nanos) {
        return LocalDate.ofEpochDay(Math.floorDiv(nanos, DAY_NANOS));
    }
}
