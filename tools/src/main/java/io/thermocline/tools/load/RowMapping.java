package io.thermocline.tools.load;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Fits rows of a file to the columns of a table: by name, converted where nothing is lost, with
 * times of a {@link SeriesClock} and with nulls where the file has nothing. One thread at a time.
 */
final class RowMapping implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final List<Part> parts = new ArrayList<>();

    /** Rows mapped so far. Mapping thread. */
    private long rows;

    /** Makes the vector of one column of the table. */
    private interface Part {
        ColumnVector of(List<ColumnVector> source, int count, long firstRow);
    }

    /** How to fit. */
    record Rules(@Nullable Series series, TimeUnit epochUnit, boolean ignoreUnknown) {}

    /** A column that a clock fills. */
    record Series(String column, SeriesClock clock) {}

    /**
     * Creates the mapping.
     *
     * @param what file, for messages
     * @throws FormatException if a column has nowhere to go, does not fit, or is missing
     */
    RowMapping(String what, Schema source, Schema table, Rules rules) {
        try {
            for (Column column : source.columns()) {
                if (table.indexOf(column.name()) < 0 && !rules.ignoreUnknown) {
                    throw new FormatException(
                            "%s: expected columns of the table only (%s), found '%s' as well (leave it"
                                            .formatted(what, names(table), column.name())
                                    + " out with --ignore-unknown)");
                }
            }
            for (Column column : table.columns()) {
                parts.add(part(what, source, column, rules));
            }
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static String names(Schema schema) {
        return String.join(", ", schema.columns().stream().map(Column::name).toList());
    }

    private Part part(String what, Schema source, Column column, Rules rules) {
        if (rules.series != null && rules.series.column.equals(column.name())) {
            return series(rules.series.clock);
        }
        int index = source.indexOf(column.name());
        if (index < 0) {
            if (!column.nullable()) {
                throw new FormatException(
                        "%s: expected a column '%s', which is not null in the table, found %s"
                                .formatted(what, column.name(), names(source)));
            }
            return nulls(column);
        }
        Column given = source.column(index);
        if (!VectorConversion.isPossible(given.type(), column.type())) {
            throw new FormatException(
                    "%s: column '%s': expected %s as in the table, found %s"
                            .formatted(what, column.name(), column.type(), given.type()));
        }
        if (given.type().equals(column.type()) && (column.nullable() || !given.nullable())) {
            return (vectors, count, firstRow) -> vectors.get(index);
        }
        VectorConversion conversion =
                new VectorConversion(given.type(), column, rules.epochUnit, arena);
        return (vectors, count, firstRow) -> conversion.convert(vectors.get(index), firstRow);
    }

    private Part series(SeriesClock clock) {
        MemorySegment[] block = new MemorySegment[1];
        return (vectors, count, firstRow) -> {
            long bytes = (long) count * Long.BYTES;
            if (block[0] == null || block[0].byteSize() < bytes) {
                block[0] = arena.allocate(bytes, Long.BYTES);
            }
            try {
                clock.fill(firstRow, count, block[0]);
            } catch (ArithmeticException e) {
                throw new FormatException(
                        "row %d: expected times up to 2262 (a shorter --time-step or an earlier"
                                        .formatted(firstRow)
                                + " --time-start)",
                        e);
            }
            return ColumnVector.fixed(
                    ColumnType.TIMESTAMP, count, null, block[0].asSlice(0, bytes));
        };
    }

    private Part nulls(Column column) {
        ColumnVector[] last = new ColumnVector[1];
        return (vectors, count, firstRow) -> {
            if (last[0] == null || last[0].rowCount() < count) {
                ColumnBuilder builder = new ColumnBuilder(column, count, arena);
                for (int row = 0; row < count; row++) {
                    builder.appendNull();
                }
                last[0] = builder.vector();
            }
            return last[0].slice(0, count);
        };
    }

    /** Returns the rows as the table has them, valid until the next call. */
    List<ColumnVector> map(List<ColumnVector> source) {
        int count = source.getFirst().rowCount();
        List<ColumnVector> mapped = new ArrayList<>(parts.size());
        for (Part part : parts) {
            mapped.add(part.of(source, count, rows));
        }
        rows += count;
        return mapped;
    }

    /** Returns the rows mapped so far. */
    long rows() {
        return rows;
    }

    @Override
    public void close() {
        arena.close();
    }
}
