package io.thermocline.formats.npy;

import io.thermocline.formats.array.Shape;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Collects rows of an array whose first index runs fastest in the file.
 *
 * <p>Seen from its first dimension such an array is a table stored column by column: for every
 * combination of the other indexes ("column") the items of all rows follow each other. Two read
 * patterns keep memory at one buffer: short columns are read whole, many at once; long ones are
 * read only where the wanted rows are.
 */
final class FortranGather {
    /** Bytes of the only buffer: large enough that a read call costs less than its bytes. */
    private static final int BUFFER_BYTES = 1 << 18;

    /** Bytes of the target filled at once: what stays in a second-level cache. */
    private static final int BLOCK_BYTES = 1 << 22;

    /**
     * Fewest rows read at once: 4 KiB of binary64, below which the call costs more than the copy.
     */
    private static final long RUN_ROWS_MIN = 512;

    private final ByteSource source;
    private final long dataOffset;
    private final long rowCount;
    private final int itemBytes;

    /** Extents of the dimensions behind the first. */
    private final long[] extents;

    /** Items between neighbours of each of these dimensions in row-major memory. */
    private final long[] strides;

    private final long columnCount;
    private final MemorySegment buffer = MemorySegment.ofArray(new byte[BUFFER_BYTES]);

    FortranGather(ByteSource source, long dataOffset, NpyHeader header) {
        Shape shape = header.shape();
        this.source = source;
        this.dataOffset = dataOffset;
        this.rowCount = header.rowCount();
        this.columnCount = header.rowItems();
        this.itemBytes = header.type().bytes();
        this.extents = new long[shape.rank() - 1];
        this.strides = new long[extents.length];
        long stride = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
            extents[axis] = shape.dimension(axis + 1);
            strides[axis] = stride;
            stride *= extents[axis];
        }
    }

    /** Returns whether items fit the buffer; larger structures are refused. */
    static boolean accepts(NpyType type) {
        return type.bytes() <= BUFFER_BYTES;
    }

    /** Fills {@code target} with rows [first, first + count), row-major, bytes as stored. */
    void read(long first, long count, MemorySegment target) throws IOException {
        if (count == 0 || itemBytes == 0) {
            return;
        }
        long columnBytes = rowCount * itemBytes;
        if (columnBytes <= BUFFER_BYTES) {
            readWholeColumns(first, count, target);
        } else {
            readRuns(first, count, target);
        }
    }

    private void readWholeColumns(long first, long count, MemorySegment target) throws IOException {
        long columnBytes = rowCount * itemBytes;
        long columnsPerRead = BUFFER_BYTES / columnBytes;
        Odometer column = new Odometer();
        for (long at = 0; at < columnCount; at += columnsPerRead) {
            long columns = Math.min(columnsPerRead, columnCount - at);
            source.read(dataOffset + at * columnBytes, buffer.asSlice(0, columns * columnBytes));
            for (long k = 0; k < columns; k++) {
                long from = k * columnBytes + first * itemBytes;
                scatter(from, count, target, column.position * itemBytes);
                column.advance();
            }
        }
    }

    /** Walks blocks of rows, so that the part of the target being filled stays in the cache. */
    private void readRuns(long first, long count, MemorySegment target) throws IOException {
        long rowBytes = columnCount * itemBytes;
        long rowsMax = BUFFER_BYTES / itemBytes;
        long rowsPerRead =
                Math.clamp(BLOCK_BYTES / rowBytes, Math.min(RUN_ROWS_MIN, rowsMax), rowsMax);
        for (long done = 0; done < count; done += rowsPerRead) {
            long rows = Math.min(rowsPerRead, count - done);
            Odometer column = new Odometer();
            for (long at = 0; at < columnCount; at++) {
                long item = at * rowCount + first + done;
                source.read(dataOffset + item * itemBytes, buffer.asSlice(0, rows * itemBytes));
                long to = (done * columnCount + column.position) * itemBytes;
                scatter(0, rows, target, to);
                column.advance();
            }
        }
    }

    /** Spreads {@code count} neighbouring items of the buffer over as many rows of the target. */
    private void scatter(long from, long count, MemorySegment target, long to) {
        long stride = columnCount * itemBytes;
        if (itemBytes == Long.BYTES) {
            for (long i = 0; i < count; i++) {
                long bits = buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, from + i * Long.BYTES);
                target.set(ValueLayout.JAVA_LONG_UNALIGNED, to + i * stride, bits);
            }
            return;
        }
        for (long i = 0; i < count; i++) {
            MemorySegment.copy(buffer, from + i * itemBytes, target, to + i * stride, itemBytes);
        }
    }

    /** Counts columns in file order, first of the remaining indexes fastest. */
    private final class Odometer {
        private final long[] index = new long[extents.length];

        /** Row-major position of the current column within a row, in items. */
        private long position;

        void advance() {
            for (int axis = 0; axis < index.length; axis++) {
                position += strides[axis];
                if (++index[axis] < extents[axis]) {
                    return;
                }
                position -= strides[axis] * extents[axis];
                index[axis] = 0;
            }
        }
    }
}
