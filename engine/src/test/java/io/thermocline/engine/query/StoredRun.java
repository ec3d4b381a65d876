package io.thermocline.engine.query;

import io.thermocline.engine.internal.segment.BlockReader;
import io.thermocline.engine.internal.segment.RowMask;
import io.thermocline.engine.internal.segment.RowRun;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A run of rows in memory that keeps its promises to the letter and no further. */
final class StoredRun implements RowRun {
    /** Where values lie when they are read. */
    enum Memory {
        /** Slices of native memory, as sealed files give them. */
        SHARED,
        /** Copies that are overwritten by the next read, as the tail gives them. */
        COPIED,
        /** Slices of the Java heap. */
        HEAP
    }

    private final Schema schema;
    private final long baseRow;
    private final int rowCount;
    private final List<ColumnVector> vectors;
    private final List<@Nullable BlockStatistics> statistics;
    private final @Nullable RowMask mask;
    private final Memory memory;
    private final Tier tier;
    int openReaders;

    /** Columns of the run, by index in the schema. */
    private record Content(
            List<ColumnVector> vectors,
            List<@Nullable BlockStatistics> statistics,
            @Nullable RowMask mask) {}

    private StoredRun(
            Schema schema, long baseRow, int rowCount, Content content, Memory memory, Tier tier) {
        this.schema = schema;
        this.baseRow = baseRow;
        this.rowCount = rowCount;
        this.vectors = content.vectors;
        this.statistics = content.statistics;
        this.mask = content.mask;
        this.memory = memory;
        this.tier = tier;
    }

    static StoredRun of(
            TestTable table,
            Schema schema,
            int from,
            int count,
            TestTable.Split split,
            Random random) {
        List<ColumnVector> vectors = new ArrayList<>();
        List<@Nullable BlockStatistics> statistics = new ArrayList<>();
        for (Column column : schema.columns()) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int row = from; row < from + count; row++) {
                values.add(table.value(column.id(), row));
            }
            boolean coded = column.type().isText() && split.dictionaries() && random.nextInt(5) > 0;
            ColumnVector vector = coded ? coded(column, values) : plain(column, values);
            vectors.add(split.memory() == Memory.HEAP ? onHeap(vector) : vector);
            boolean known = split.statistics() && random.nextInt(10) > 0;
            statistics.add(known ? statistics(column.type(), values) : null);
        }
        boolean anyDeleted = table.deleted.subList(from, from + count).contains(true);
        RowMask mask =
                anyDeleted
                        ? (bits, first, rows) -> {
                            for (int i = 0; i < rows; i++) {
                                if (table.deleted.get(from + first + i)) {
                                    bits[i >>> 6] &= ~(1L << i);
                                }
                            }
                        }
                        : null;
        Tier[] tiers = Tier.values();
        return new StoredRun(
                schema,
                split.baseRow() + from,
                count,
                new Content(vectors, statistics, mask),
                split.memory(),
                tiers[random.nextInt(tiers.length)]);
    }

    // Building ----------------------------------------------------------------------------------

    private static ColumnVector plain(Column column, List<@Nullable Object> values) {
        Column writable = Column.of(column.id(), column.name(), column.type(), true);
        ColumnBuilder builder =
                new ColumnBuilder(writable, Math.max(1, values.size()), Arena.ofAuto());
        for (Object value : values) {
            append(builder, column.type(), value);
        }
        return builder.vector();
    }

    private static void append(ColumnBuilder builder, ColumnType type, @Nullable Object value) {
        switch (value) {
            case null -> builder.appendNull();
            case Long l when type.isNumber() && !type.element().isFloat() -> builder.appendLong(l);
            case Long l -> builder.appendDouble(l);
            case Double d -> builder.appendDouble(d);
            case Boolean b -> builder.appendBool(b);
            case String s -> builder.appendText(s);
            case byte[] bytes -> builder.appendBytes(bytes, 0, bytes.length);
            case double[] pair when type.kind() == ColumnType.Kind.SCALAR ->
                    builder.appendComplex(pair[0], pair[1]);
            case double[] numbers -> {
                for (double number : numbers) {
                    if (type.element().isInteger()) {
                        builder.addLong((long) number);
                    } else {
                        builder.addDouble(number);
                    }
                }
                builder.endRow();
            }
            case List<?> texts -> {
                for (Object text : texts) {
                    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
                    builder.addText(utf8, 0, utf8.length);
                }
                builder.endRow();
            }
            default -> throw new IllegalArgumentException(value.getClass().getName());
        }
    }

    private static ColumnVector coded(Column column, List<@Nullable Object> values) {
        List<@Nullable Object> distinct =
                new ArrayList<>(values.stream().filter(v -> v != null).distinct().toList());
        ColumnVector texts = plain(column, distinct);
        MemorySegment offsets = texts.offsets();
        if (offsets == null) {
            throw new IllegalStateException("text without offsets");
        }
        Dictionary dictionary = new Dictionary(distinct.size(), offsets, texts.values());
        java.util.Map<Object, Integer> codes = new java.util.HashMap<>();
        for (Object text : distinct) {
            codes.put(java.util.Objects.requireNonNull(text), codes.size());
        }
        MemorySegment written = Arena.ofAuto().allocate(values.size() * 4L + 1, 64);
        for (int row = 0; row < values.size(); row++) {
            Object text = values.get(row);
            written.set(
                    ColumnVector.INT, row * 4L, text == null ? 0 : codes.getOrDefault(text, -1));
        }
        ColumnVector nulls = plain(column, values);
        return ColumnVector.coded(
                column.type(), values.size(), nulls.validity(), written, dictionary);
    }

    private static ColumnVector onHeap(ColumnVector v) {
        Dictionary d = v.dictionary();
        return new ColumnVector(
                v.type(),
                v.firstRow(),
                v.rowCount(),
                heap(v.validity()),
                java.util.Objects.requireNonNull(heap(v.values())),
                heap(v.offsets()),
                heap(v.childOffsets()),
                d == null
                        ? null
                        : new Dictionary(
                                d.size(),
                                java.util.Objects.requireNonNull(heap(d.offsets())),
                                java.util.Objects.requireNonNull(heap(d.heap()))));
    }

    private static @Nullable MemorySegment heap(@Nullable MemorySegment memory) {
        return memory == null
                ? null
                : MemorySegment.ofArray(memory.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    }

    private static BlockStatistics statistics(ColumnType type, List<@Nullable Object> values) {
        int blocks = (values.size() + StoredColumns.BLOCK_ROWS - 1) / StoredColumns.BLOCK_ROWS;
        int[] nulls = new int[blocks];
        int[] counts = new int[blocks];
        long[] mins = new long[blocks];
        long[] maxs = new long[blocks];
        boolean floating = type.isNumber() && type.element().isFloat();
        for (int row = 0; row < values.size(); row++) {
            int block = row / StoredColumns.BLOCK_ROWS;
            Object value = values.get(row);
            if (value == null) {
                nulls[block]++;
                continue;
            }
            if (!type.isNumber() && !type.isBool()) {
                continue;
            }
            if (floating) {
                double d = rounded(((Number) value).doubleValue(), type.element());
                if (!Double.isNaN(d)) {
                    boolean first = counts[block]++ == 0;
                    if (first || d < Double.longBitsToDouble(mins[block])) {
                        mins[block] = Double.doubleToRawLongBits(d);
                    }
                    if (first || d > Double.longBitsToDouble(maxs[block])) {
                        maxs[block] = Double.doubleToRawLongBits(d);
                    }
                }
                continue;
            }
            long l = value instanceof Boolean b ? (b ? 1 : 0) : (Long) value;
            boolean first = counts[block]++ == 0;
            mins[block] = first ? l : Math.min(mins[block], l);
            maxs[block] = first ? l : Math.max(maxs[block], l);
        }
        return new BlockStatistics(floating, nulls, counts, mins, maxs);
    }

    static double rounded(double value, ElementType element) {
        return switch (element) {
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case FLOAT32 -> (float) value;
            default -> value;
        };
    }

    // Reading -----------------------------------------------------------------------------------

    @Override
    public Tier tier() {
        return tier;
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long baseRow() {
        return baseRow;
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        return statistics.get(column);
    }

    @Override
    public @Nullable RowMask mask() {
        return mask;
    }

    @Override
    public BlockReader open() {
        openReaders++;
        return new Reader();
    }

    private final class Reader implements BlockReader {
        private final @Nullable ColumnVector[] last = new ColumnVector[vectors.size()];
        private final Thread owner = Thread.currentThread();
        private boolean closed;

        @Override
        public ColumnVector read(int column, int from, int count) {
            if (closed || Thread.currentThread() != owner) {
                throw new IllegalStateException("reader closed, or read by another thread");
            }
            if (from % 64 != 0
                    || count < 1
                    || from + count > rowCount
                    || from / MAX_ROWS != (from + count - 1) / MAX_ROWS) {
                throw new IllegalArgumentException("read of rows " + from + " + " + count);
            }
            ColumnVector slice = vectors.get(column).slice(from, count);
            if (memory != Memory.COPIED) {
                return slice;
            }
            ColumnVector before = last[column];
            if (before != null) {
                before.values().fill((byte) 0x5A);
            }
            ColumnVector copy = copied(slice);
            last[column] = copy;
            return copy;
        }

        private ColumnVector copied(ColumnVector v) {
            MemorySegment values = Arena.ofAuto().allocate(v.values().byteSize() + 1, 64);
            MemorySegment.copy(v.values(), 0, values, 0, v.values().byteSize());
            return new ColumnVector(
                    v.type(),
                    v.firstRow(),
                    v.rowCount(),
                    v.validity(),
                    values.asSlice(0, v.values().byteSize()),
                    v.offsets(),
                    v.childOffsets(),
                    v.dictionary());
        }

        @Override
        public void close() {
            if (!closed) {
                openReaders--;
            }
            closed = true;
        }
    }
}
