package io.thermocline.tools.inspect;

import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

/**
 * Least and greatest value and nulls of a stored column, from its statistics.
 *
 * @param least as text, or null if there is none
 * @param greatest as text, or null if there is none
 * @param nulls rows without a value, or null if not known
 */
record ColumnSpan(@Nullable String least, @Nullable String greatest, @Nullable Long nulls) {
    static ColumnSpan of(Column column, @Nullable BlockStatistics statistics) {
        if (statistics == null) {
            return new ColumnSpan(null, null, null);
        }
        long nulls = 0;
        int first = -1;
        for (int block = 0; block < statistics.blockCount(); block++) {
            nulls += statistics.nullCount(block);
            first = first < 0 && statistics.valueCount(block) > 0 ? block : first;
        }
        if (first < 0) {
            return new ColumnSpan(null, null, nulls);
        }
        return statistics.isFloating()
                ? floating(statistics, first, nulls)
                : integral(column, statistics, first, nulls);
    }

    private static ColumnSpan floating(BlockStatistics statistics, int first, long nulls) {
        double least = statistics.minDouble(first);
        double greatest = statistics.maxDouble(first);
        for (int block = first + 1; block < statistics.blockCount(); block++) {
            if (statistics.valueCount(block) > 0) {
                least = Math.min(least, statistics.minDouble(block));
                greatest = Math.max(greatest, statistics.maxDouble(block));
            }
        }
        return new ColumnSpan(Double.toString(least), Double.toString(greatest), nulls);
    }

    private static ColumnSpan integral(
            Column column, BlockStatistics statistics, int first, long nulls) {
        long least = statistics.minBits(first);
        long greatest = statistics.maxBits(first);
        for (int block = first + 1; block < statistics.blockCount(); block++) {
            if (statistics.valueCount(block) > 0) {
                least = Math.min(least, statistics.minBits(block));
                greatest = Math.max(greatest, statistics.maxBits(block));
            }
        }
        return new ColumnSpan(text(column, least), text(column, greatest), nulls);
    }

    private static String text(Column column, long value) {
        if (column.type().isBool()) {
            return value == 0 ? "false" : "true";
        }
        return column.type().kind() == ColumnType.Kind.TIMESTAMP
                ? Moments.text(value)
                : Long.toString(value);
    }
}
