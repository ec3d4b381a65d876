package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.RowLayout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Rows per second into recycled 4 MiB extents: narrow rows (timestamp, i64, 3 × f64, i32: 44 bytes)
 * from 8,192 ring slots by rows a call; then by kind of row from bodies and from batches of 1,024;
 * beside them the bytes of narrow rows moved by one copy a call.
 *
 * <p>A quick look while working on the loops, not a figure to quote: {@code main} prints.
 */
final class AppendRowsBenchmark {
    private static final int SLOTS = 8192;
    private static final int SIZE_CLASS = 8;
    private static final int BATCH = 1024;

    private final TailPool pool;
    private final Arena arena;

    private AppendRowsBenchmark(TailPool pool, Arena arena) {
        this.pool = pool;
        this.arena = arena;
    }

    /** Prints the figures, the warm-up rounds among them. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("append");
        try (TailPool pool = TailPool.create(LocalStorage.INSTANCE, directory, 1, 1L << 30);
                Arena arena = Arena.ofShared()) {
            AppendRowsBenchmark benchmark = new AppendRowsBenchmark(pool, arena);
            for (int round = 0; round < 3; round++) {
                System.out.println("round " + round);
                for (int perCall : new int[] {1, 8, 64, 1024}) {
                    benchmark.slots(320, perCall);
                }
                benchmark.kinds();
                benchmark.copy();
            }
        } finally {
            TailPool.deleteSlabs(LocalStorage.INSTANCE, directory);
            Files.delete(directory);
        }
    }

    /** Appends the row that comes next; returns how many were taken. */
    @FunctionalInterface
    private interface Appender {
        int append(TailExtent extent, long row);
    }

    private void slots(int slotBytes, int perCall) {
        Schema schema = TailExtentTest.narrow();
        RowLayout layout = new RowLayout(schema);
        MemorySegment ring = arena.allocate((long) SLOTS * slotBytes, 64);
        long[] slots = new long[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = (long) i * slotBytes + 16;
            for (int field = 0; field < 40; field += 8) {
                ring.set(ColumnVector.LONG, slots[i] + field, i);
            }
        }
        measure(
                "narrow, " + perCall + " rows a call",
                schema,
                perCall,
                (extent, row) ->
                        extent.appendRows(layout, ring, slots, (int) (row & (SLOTS - 1)), perCall));
    }

    private void kinds() {
        kind("narrow", TailExtentTest.narrow().columns(), 0);
        kind(
                "f32[512]",
                List.of(Column.of(1, "v", ColumnType.vector(ElementType.FLOAT32, 512), false)),
                0);
        kind("50 texts as codes", List.of(text(Column.Encoding.DICTIONARY)), 50);
        kind("10,000 texts as codes", List.of(text(Column.Encoding.DICTIONARY)), 10_000);
        kind("plain texts", List.of(text(Column.Encoding.PLAIN)), 10_000);
        kind("nullable i64", List.of(Column.of(1, "n", ColumnType.parse("i64"), true)), 0);
        kind("bool", List.of(Column.of(1, "b", ColumnType.parse("bool"), false)), 0);
    }

    private static Column text(Column.Encoding encoding) {
        return new Column(1, "s", ColumnType.STRING, false, encoding, "", "", Map.of());
    }

    private void kind(String name, List<Column> columns, int texts) {
        Schema schema = new Schema(1, columns, null);
        List<ColumnVector> vectors = columns.stream().map(column -> vector(column, texts)).toList();
        SampleRows.Bodies bodies = SampleRows.of(schema, vectors, arena).bodies();
        measure(
                name + ", bodies",
                schema,
                BATCH,
                (extent, row) -> bodies.append(extent, (int) (row & (SLOTS - 1)), BATCH));
        measure(
                name + ", batches",
                schema,
                BATCH,
                (extent, row) -> extent.appendBatch(vectors, (int) (row & (SLOTS - 1)), BATCH));
    }

    private ColumnVector vector(Column column, int texts) {
        ColumnBuilder builder = new ColumnBuilder(column, SLOTS, arena);
        for (int row = 0; row < SLOTS; row++) {
            if (column.nullable() && row % 5 == 0) {
                builder.appendNull();
                continue;
            }
            switch (column.type().kind()) {
                case STRING -> builder.appendText("station-" + row * 7919L % texts);
                case VECTOR -> {
                    for (int i = 0; i < column.type().length(); i++) {
                        builder.addDouble(i);
                    }
                    builder.endRow();
                }
                default -> {
                    if (column.type().isBool()) {
                        builder.appendBool(row % 3 == 0);
                    } else if (column.type().element().isFloat()) {
                        builder.appendDouble(row);
                    } else {
                        builder.appendLong(row);
                    }
                }
            }
        }
        return builder.vector();
    }

    private void measure(String name, Schema schema, int perCall, Appender appender) {
        TextModes modes = TextModes.initial(schema);
        TailExtent extent = pool.poll(SIZE_CLASS);
        if (extent == null) {
            extent = Objects.requireNonNull(pool.allocate(SIZE_CLASS));
        }
        extent.begin(0, schema, 0, 0, modes);
        long paused = 0;
        long start = System.nanoTime();
        long row = 0;
        // Rolling and recycling belong to other threads and are left out.
        while (System.nanoTime() - start < 400_000_000L) {
            for (int call = 0; call < 4096 / perCall; call++) {
                if (appender.append(extent, row) < perCall) {
                    long pause = System.nanoTime();
                    modes = extent.nextModes();
                    pool.release(extent);
                    extent = Objects.requireNonNull(pool.poll(SIZE_CLASS));
                    extent.begin(0, schema, 0, 0, modes);
                    paused += System.nanoTime() - pause;
                }
                row += perCall;
            }
        }
        double seconds = (System.nanoTime() - start - paused) / 1e9;
        pool.release(extent);
        print(name, row, seconds);
    }

    private static void print(String name, long rows, double seconds) {
        System.out.printf(
                Locale.ROOT,
                "%-32s %7.1f M rows/s %8.2f ns a row%n",
                name,
                rows / seconds / 1e6,
                seconds * 1e9 / rows);
    }

    private void copy() {
        MemorySegment source = arena.allocate(44L * BATCH, 64);
        MemorySegment target = arena.allocate(4 << 20, 64);
        long rows = 20_000_000;
        long start = System.nanoTime();
        long at = 0;
        for (long row = 0; row < rows; row += BATCH) {
            MemorySegment.copy(source, 0, target, at, source.byteSize());
            at = at + 2 * source.byteSize() > target.byteSize() ? 0 : at + source.byteSize();
        }
        print("44 bytes a row by one copy", rows, (System.nanoTime() - start) / 1e9);
    }
}
