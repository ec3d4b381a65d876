package io.thermocline.formats.segment;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * Lengths of the buffers of a chunk. Raw, a chunk is its buffers in this order, each padded with
 * zeros to a multiple of 64; a buffer of length 0 is not there.
 *
 * @param validity bytes of the validity bits; 0 if every row has a value
 * @param offsets bytes of the end offsets; 0 for fixed widths and codes
 * @param childOffsets bytes of the texts' end offsets; 0 but for text lists
 * @param values bytes of values, codes or heap
 */
record BufferBytes(long validity, long offsets, long childOffsets, long values) {
    /** Returns the length of the raw form. */
    long raw() {
        return SegmentLayout.align(validity)
                + SegmentLayout.align(offsets)
                + SegmentLayout.align(childOffsets)
                + SegmentLayout.align(values);
    }

    /** Returns the rows whose raw form this is, as slices of it. */
    ColumnVector vector(
            ColumnType type, int rows, MemorySegment raw, @Nullable Dictionary dictionary) {
        long offsetsAt = SegmentLayout.align(validity);
        long childOffsetsAt = offsetsAt + SegmentLayout.align(offsets);
        long valuesAt = childOffsetsAt + SegmentLayout.align(childOffsets);
        return new ColumnVector(
                type,
                0,
                rows,
                validity == 0 ? null : raw.asSlice(0, validity),
                raw.asSlice(valuesAt, values),
                offsets == 0 ? null : raw.asSlice(offsetsAt, offsets),
                childOffsets == 0 ? null : raw.asSlice(childOffsetsAt, childOffsets),
                dictionary);
    }

    /** Returns the dictionary whose raw form this is, as slices of it. */
    Dictionary dictionary(int size, MemorySegment raw) {
        return new Dictionary(
                size, raw.asSlice(0, offsets), raw.asSlice(SegmentLayout.align(offsets), values));
    }

    @Override
    public String toString() {
        return "validity %d, offsets %d, child offsets %d, values %d bytes"
                .formatted(validity, offsets, childOffsets, values);
    }
}
