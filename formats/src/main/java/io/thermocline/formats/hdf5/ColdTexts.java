package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/**
 * Reads texts, binaries and lists of a cold segment into offsets and a heap, Arrow's way. The
 * result lies in the allocator's memory.
 *
 * @param offsets i32 a row plus one
 * @param values heap or elements
 */
record ColdTexts(MemorySegment offsets, MemorySegment values) {
    private static final long ALIGNMENT = 64;
    private static final int REFERENCE = Hdf5Datatype.REFERENCE_BYTES;

    /** Reads rows of texts of fixed length. */
    static ColdTexts fixed(
            SealedDataset dataset, long firstRow, int rows, SegmentAllocator scratch) {
        int width = dataset.elementBytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment padded = arena.allocate((long) rows * width, ALIGNMENT);
            dataset.read(firstRow, padded);
            MemorySegment offsets = offsets(rows, scratch);
            long end = 0;
            for (int row = 0; row < rows; row++) {
                end += length(padded, (long) row * width, width);
                setOffset(dataset, offsets, row + 1, end);
            }
            MemorySegment values = scratch.allocate(Math.max(1, end), ALIGNMENT);
            for (int row = 0; row < rows; row++) {
                int from = offsets.get(ColumnVector.INT, (long) row * Integer.BYTES);
                int to = offsets.get(ColumnVector.INT, (row + 1L) * Integer.BYTES);
                MemorySegment.copy(padded, (long) row * width, values, from, to - from);
            }
            return new ColdTexts(offsets, values.asSlice(0, end));
        }
    }

    /** Returns the bytes of a text without its padding. */
    private static int length(MemorySegment padded, long from, int width) {
        int length = width;
        while (length > 0 && padded.get(ValueLayout.JAVA_BYTE, from + length - 1) == 0) {
            length--;
        }
        return length;
    }

    /**
     * Reads rows that lie in the heap.
     *
     * @param elementBytes bytes of what a reference counts
     */
    static ColdTexts variable(
            SealedDataset dataset,
            long firstRow,
            int rows,
            int elementBytes,
            SegmentAllocator scratch) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment references = arena.allocate((long) rows * REFERENCE, ALIGNMENT);
            dataset.read(firstRow, references);
            return resolve(dataset, references, elementBytes, scratch);
        }
    }

    /**
     * Copies what references point to. Only the offsets are set for references that count elements.
     */
    static ColdTexts resolve(
            SealedDataset dataset,
            MemorySegment references,
            int elementBytes,
            SegmentAllocator scratch) {
        int rows = (int) (references.byteSize() / REFERENCE);
        MemorySegment offsets = offsets(rows, scratch);
        long end = 0;
        for (int row = 0; row < rows; row++) {
            long elements = elements(references, row);
            end += elements;
            setOffset(dataset, offsets, row + 1, end);
        }
        long bytes = end * elementBytes;
        // Every object lies in the file once, so together they cannot exceed it.
        if (bytes > Math.min(Integer.MAX_VALUE, dataset.header().file().bytes().size())) {
            throw dataset.header()
                    .corrupt("heap references", "rows that fit into the file", bytes + " bytes");
        }
        MemorySegment values = scratch.allocate(Math.max(1, bytes), ALIGNMENT);
        copy(dataset, references, elementBytes, values);
        return new ColdTexts(offsets, values.asSlice(0, bytes));
    }

    private static void copy(
            SealedDataset dataset,
            MemorySegment references,
            int elementBytes,
            MemorySegment values) {
        int rows = (int) (references.byteSize() / REFERENCE);
        try (HeapCursor heap = new HeapCursor(dataset.header())) {
            long at = 0;
            for (int row = 0; row < rows; row++) {
                long bytes = elements(references, row) * elementBytes;
                if (bytes > 0) {
                    MemorySegment object =
                            heap.object(references.asSlice((long) row * REFERENCE), bytes);
                    MemorySegment.copy(object, 0, values, at, bytes);
                    at += bytes;
                }
            }
        }
    }

    private static long elements(MemorySegment references, int row) {
        return Integer.toUnsignedLong(references.get(ColumnVector.INT, (long) row * REFERENCE));
    }

    private static MemorySegment offsets(int rows, SegmentAllocator scratch) {
        MemorySegment offsets = scratch.allocate((rows + 1L) * Integer.BYTES, ALIGNMENT);
        offsets.set(ColumnVector.INT, 0, 0);
        return offsets;
    }

    private static void setOffset(
            SealedDataset dataset, MemorySegment offsets, int row, long value) {
        if (value > Integer.MAX_VALUE) {
            throw dataset.header()
                    .corrupt("texts of the rows read at once", "at most 2 GiB", value + " bytes");
        }
        offsets.set(ColumnVector.INT, (long) row * Integer.BYTES, (int) value);
    }

    /** The collection that was needed last. References ascend, so that each is read once. */
    private static final class HeapCursor implements AutoCloseable {
        private final SealedObject header;
        private Arena arena = Arena.ofConfined();
        private @Nullable HeapCollection collection;
        private long address;

        HeapCursor(SealedObject header) {
            this.header = header;
        }

        MemorySegment object(MemorySegment reference, long bytes) {
            long wanted = reference.get(ColumnVector.LONG, 4);
            HeapCollection current = collection;
            if (current == null || wanted != address) {
                if (wanted < address) {
                    throw header.corrupt(
                            "heap reference",
                            "a collection from 0x%x on".formatted(address),
                            wanted);
                }
                close();
                arena = Arena.ofConfined();
                current = HeapCollection.read(header.file().bytes(), wanted, arena);
                collection = current;
                address = wanted;
            }
            return current.object(reference.get(ColumnVector.INT, 12), bytes);
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
