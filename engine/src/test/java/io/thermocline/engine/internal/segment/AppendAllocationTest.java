package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;

final class AppendAllocationTest {
    private static final int BODIES = 1024;
    private static final int ROWS = 1 << 20;

    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private TailPool pool;

    @BeforeEach
    void createPool() {
        pool = TailPool.create(LocalStorage.INSTANCE, directory, 1, 256L << 20);
    }

    @AfterEach
    void close() {
        pool.close();
        arena.close();
    }

    private static Schema mixed() {
        return new Schema(
                1,
                List.of(
                        Column.of(1, "ts", ColumnType.TIMESTAMP, false),
                        Column.of(2, "flag", ColumnType.scalar(ElementType.BOOL), true),
                        Column.of(3, "name", ColumnType.STRING, true),
                        Column.of(4, "data", ColumnType.BINARY, false),
                        Column.of(5, "list", ColumnType.list(ElementType.FLOAT64), true),
                        Column.of(6, "tags", ColumnType.STRING_LIST, true)),
                null);
    }

    @Test
    void appendingNarrowRowsAllocatesNothingAcrossRecycledExtents() {
        // 4 MiB extents: eleven rolls in a million rows.
        assertAppendsWithoutGarbage(TailExtentTest.narrow(), 8);
    }

    @Test
    void appendingTextsAndListsAllocatesNothing() {
        assertAppendsWithoutGarbage(mixed(), 12);
    }

    private void assertAppendsWithoutGarbage(Schema schema, int sizeClass) {
        SampleRows sample = SampleRows.random(schema, BODIES, new Random(2), arena);
        SampleRows.Bodies bodies = sample.bodies();
        Filler filler = new Filler(schema, sizeClass);
        filler.fill(sample, bodies, ROWS);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The compiler may allocate on this thread's account while it replaces a loop.
        for (int attempt = 0; attempt < 5 && least > ROWS / 100; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            filler.fill(sample, bodies, ROWS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least <= ROWS / 100, least + " bytes for " + ROWS + " rows");
    }

    /** Writer and keeper in one: every full extent is recycled at once. */
    private final class Filler {
        private final Schema schema;
        private final int sizeClass;
        private TailExtent extent;
        private TextModes modes;
        private long row;

        Filler(Schema schema, int sizeClass) {
            this.schema = schema;
            this.sizeClass = sizeClass;
            extent = Objects.requireNonNull(pool.allocate(sizeClass));
            modes = TextModes.initial(schema);
            extent.begin(1, schema, 1, 0, modes);
        }

        void fill(SampleRows sample, SampleRows.Bodies bodies, int rows) {
            long end = row + rows;
            while (row < end) {
                int from = (int) (row % BODIES);
                boolean isBatch = (row / BODIES & 1) == 0;
                int taken =
                        isBatch
                                ? extent.appendBatch(sample.vectors(), from, BODIES - from)
                                : bodies.append(extent, from, BODIES - from);
                row += taken;
                extent.noteAppend(row);
                if (taken < BODIES - from) {
                    modes = extent.nextModes();
                    pool.release(extent);
                    extent = Objects.requireNonNull(pool.poll(sizeClass));
                    extent.begin(1, schema, 1, row, modes);
                }
            }
        }
    }
}
