package io.thermocline.formats.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * HDF5's shuffle filter: byte k of every element is gathered into plane k. Bytes past the last
 * whole element follow the planes unchanged.
 *
 * <p>Elements of 2, 4 or a multiple of 8 bytes go through registers, eight elements at a time: an 8
 * x 8 byte transpose costs far less than eight strided byte loads.
 */
final class Shuffle {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Shuffle() {}

    /**
     * Gathers planes.
     *
     * @param source elements, {@code bytes} of them read
     * @param planes receives {@code bytes} bytes; must not overlap the source
     * @param elementBytes size of an element, at least 1
     */
    static void shuffle(MemorySegment source, MemorySegment planes, long bytes, int elementBytes) {
        long count = bytes / elementBytes;
        long whole = isWide(elementBytes) ? count & -8 : 0;
        for (int column = 0; column < elementBytes && whole > 0; column += Long.BYTES) {
            int width = Math.min(Long.BYTES, elementBytes - column);
            shuffleColumn(
                    source.asSlice(column),
                    planes.asSlice(column * count),
                    new Walk(whole, elementBytes, count, width));
        }
        for (long i = whole; i < count; i++) {
            for (int k = 0; k < elementBytes; k++) {
                planes.set(BYTE, k * count + i, source.get(BYTE, i * elementBytes + k));
            }
        }
        copyTail(source, planes, count * elementBytes, bytes);
    }

    /** Undoes {@link #shuffle}. */
    static void unshuffle(
            MemorySegment planes, MemorySegment target, long bytes, int elementBytes) {
        long count = bytes / elementBytes;
        long whole = isWide(elementBytes) ? count & -8 : 0;
        for (int column = 0; column < elementBytes && whole > 0; column += Long.BYTES) {
            int width = Math.min(Long.BYTES, elementBytes - column);
            unshuffleColumn(
                    planes.asSlice(column * count),
                    target.asSlice(column),
                    new Walk(whole, elementBytes, count, width));
        }
        for (long i = whole; i < count; i++) {
            for (int k = 0; k < elementBytes; k++) {
                target.set(BYTE, i * elementBytes + k, planes.get(BYTE, k * count + i));
            }
        }
        copyTail(planes, target, count * elementBytes, bytes);
    }

    /** How to step through one column of up to eight bytes a element. */
    private record Walk(long elements, int stride, long planeBytes, int width) {}

    private static boolean isWide(int elementBytes) {
        return elementBytes == Short.BYTES
                || elementBytes == Integer.BYTES
                || elementBytes % Long.BYTES == 0;
    }

    private static void copyTail(MemorySegment from, MemorySegment to, long start, long end) {
        if (start < end) {
            MemorySegment.copy(from, start, to, start, end - start);
        }
    }

    private static void shuffleColumn(MemorySegment source, MemorySegment planes, Walk walk) {
        long[] rows = new long[8];
        for (long i = 0; i < walk.elements; i += 8) {
            for (int k = 0; k < 8; k++) {
                rows[k] = load(source, (i + k) * walk.stride, walk.width);
            }
            transpose(rows);
            for (int k = 0; k < walk.width; k++) {
                planes.set(LONG, k * walk.planeBytes + i, rows[k]);
            }
        }
    }

    private static void unshuffleColumn(MemorySegment planes, MemorySegment target, Walk walk) {
        long[] rows = new long[8];
        for (long i = 0; i < walk.elements; i += 8) {
            for (int k = 0; k < walk.width; k++) {
                rows[k] = planes.get(LONG, k * walk.planeBytes + i);
            }
            transpose(rows);
            for (int k = 0; k < 8; k++) {
                store(target, (i + k) * walk.stride, walk.width, rows[k]);
            }
            if (walk.width < 8) {
                Arrays.fill(rows, walk.width, 8, 0L);
            }
        }
    }

    private static long load(MemorySegment memory, long at, int width) {
        return switch (width) {
            case Short.BYTES -> memory.get(SHORT, at) & 0xffffL;
            case Integer.BYTES -> memory.get(INT, at) & 0xffffffffL;
            default -> memory.get(LONG, at);
        };
    }

    private static void store(MemorySegment memory, long at, int width, long value) {
        switch (width) {
            case Short.BYTES -> memory.set(SHORT, at, (short) value);
            case Integer.BYTES -> memory.set(INT, at, (int) value);
            default -> memory.set(LONG, at, value);
        }
    }

    /** Transposes 8 x 8 bytes: byte k of row j becomes byte j of row k. */
    private static void transpose(long[] rows) {
        swap(rows, 1, 8, 0x00FF00FF00FF00FFL);
        swap(rows, 2, 16, 0x0000FFFF0000FFFFL);
        swap(rows, 4, 32, 0x00000000FFFFFFFFL);
    }

    /** Swaps the off-diagonal blocks of every pair of rows that lie {@code distance} apart. */
    private static void swap(long[] rows, int distance, int shift, long mask) {
        for (int i = 0; i < 8; i++) {
            if ((i & distance) == 0) {
                long difference = (rows[i] >>> shift ^ rows[i + distance]) & mask;
                rows[i + distance] ^= difference;
                rows[i] ^= difference << shift;
            }
        }
    }
}
