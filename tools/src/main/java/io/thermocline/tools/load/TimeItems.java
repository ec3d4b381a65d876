package io.thermocline.tools.load;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.npy.NpyType;

import java.util.Map;

/** NumPy's dates and time spans as columns. */
final class TimeItems {
    private TimeItems() {}

    static ItemColumn column(String name, NpyType.Time time, ItemColumn.Place place) {
        if (time.span()) {
            Map<String, String> metadata =
                    time.unit().isEmpty()
                            ? Map.of()
                            : Map.of("numpy", time.descr().replace("'", ""));
            return new ItemColumn(
                    ItemColumn.column(name, ColumnType.scalar(ElementType.INT64), metadata),
                    (rows, at, target) -> {
                        long count = rows.get(ColumnVector.LONG, at);
                        if (count == Long.MIN_VALUE) {
                            target.appendNull();
                        } else {
                            target.appendLong(count);
                        }
                    },
                    place,
                    false);
        }
        long factor = Math.multiplyExact(unitNanos(name, time), (long) time.step());
        return new ItemColumn(
                ItemColumn.column(name, ColumnType.TIMESTAMP, Map.of()),
                (rows, at, target) -> {
                    long count = rows.get(ColumnVector.LONG, at);
                    if (count == Long.MIN_VALUE) {
                        target.appendNull();
                    } else {
                        target.appendLong(scaled(count, factor));
                    }
                },
                place,
                false);
    }

    private static long scaled(long count, long factor) {
        long high = Math.multiplyHigh(count, factor);
        long low = count * factor;
        if (high != low >> (Long.SIZE - 1)) {
            throw new IllegalArgumentException(
                    "expected a time in 1677..2262, found " + count + " times " + factor + " ns");
        }
        return low;
    }

    private static long unitNanos(String name, NpyType.Time time) {
        return switch (time.unit()) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "D" -> 86_400_000_000_000L;
            case "W" -> 604_800_000_000_000L;
            default -> throw ItemColumn.unsupported(name, "times of type " + time.descr());
        };
    }
}
