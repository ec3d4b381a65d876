package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** 256 MB pass through a process that may hold 64 MB on the heap and 64 MB beside it. */
class BoundedMemoryTest {
    private static final long ROWS = 1L << 25;

    @TempDir Path folder;

    @Test
    @Tag("slow")
    void aLargeDatasetAndALargeSegmentNeedLittleMemory() throws Exception {
        List<String> options = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=64m");
        ChildJvm.Result result = ChildJvm.run(options, Large.class, folder);
        assertEquals("", result.output());
        assertEquals(0, result.code());
    }

    /** Rows made up as they are read. */
    private record Endless(Schema schema, int rowCount) implements StoredColumns {
        @Override
        public long baseRow() {
            return 0;
        }

        @Override
        public int chunkRows() {
            return 1 << 16;
        }

        @Override
        public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
            MemorySegment values = scratch.allocate(8L * chunkRows(), 64);
            for (int row = 0; row < chunkRows(); row++) {
                values.setAtIndex(ColumnVector.LONG, row, (long) row * row * chunk);
            }
            return ColumnVector.fixed(schema.column(column).type(), chunkRows(), null, values);
        }

        @Override
        public @Nullable BlockStatistics statistics(int column) {
            return null;
        }

        @Override
        public long fileBytes() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** Writes 256 MB twice. */
    static final class Large {
        private Large() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                Hdf5Writer writer = new Hdf5Writer();
                writer.root()
                        .dataset(
                                Hdf5Dataset.of("x", ElementType.FLOAT64, Shape.of(ROWS)),
                                (first, target) -> {
                                    for (long at = 0; at < target.byteSize(); at += 8) {
                                        target.set(ColumnVector.DOUBLE, at, (first + at / 8) * 0.1);
                                    }
                                });
                writer.writeTo(folder.resolve("large.h5"), pool);
                Schema schema = RandomColumns.schema(List.of("i64", "timestamp"), false);
                Endless rows = new Endless(schema, 1 << 24);
                Path file = folder.resolve("cold.h5");
                ColdSegmentFacts facts = ColdSegmentFacts.of("t", 1, Instant.EPOCH);
                ColdSegmentWriter.write(file, List.of(rows), facts, pool);
                try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                    reader.verify();
                }
            }
        }
    }
}
