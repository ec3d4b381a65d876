package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.checksum.ChecksumUtils;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

class ChecksumsAndFiltersTest {
    private static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void lookup3AgreesWithJhdfAtEveryLength() {
        for (int length = 0; length < 100; length++) {
            byte[] bytes = noise(length, length);
            byte[] shifted = new byte[length + 3];
            System.arraycopy(bytes, 0, shifted, 3, length);
            int expected = ChecksumUtils.checksum(bytes);
            assertEquals(expected, Lookup3.hash(bytes, 0, length), "length " + length);
            assertEquals(expected, Lookup3.hash(shifted, 3, length), "length " + length);
        }
    }

    /** The loop of the HDF5 library, word by word. */
    private static int fletcher32Slowly(byte[] bytes) {
        long sum1 = 0;
        long sum2 = 0;
        for (int i = 0; i < bytes.length; i += 2) {
            int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
            sum1 += (bytes[i] & 0xff) << 8 | low;
            sum2 += sum1;
            if (i / 2 % 360 == 359) {
                sum1 = (sum1 & 0xffff) + (sum1 >>> 16);
                sum2 = (sum2 & 0xffff) + (sum2 >>> 16);
            }
        }
        for (int fold = 0; fold < 2; fold++) {
            sum1 = (sum1 & 0xffff) + (sum1 >>> 16);
            sum2 = (sum2 & 0xffff) + (sum2 >>> 16);
        }
        return (int) (sum2 << 16 | sum1);
    }

    @Test
    void fletcher32FoldsAsTheLibraryDoes() {
        for (int length : new int[] {0, 1, 2, 7, 8, 9, 719, 720, 721, 131_071, 131_072, 300_001}) {
            byte[] ones = new byte[length];
            Arrays.fill(ones, (byte) 0xff);
            for (byte[] bytes : new byte[][] {noise(length, length), ones, new byte[length]}) {
                int found = Fletcher32.of(MemorySegment.ofArray(bytes), length);
                assertEquals(fletcher32Slowly(bytes), found, "length " + length);
            }
        }
    }

    @Test
    void shufflingGathersPlanesAndIsUndone() {
        try (Arena arena = Arena.ofConfined()) {
            for (int width : new int[] {1, 2, 3, 4, 5, 7, 8, 12, 16, 24}) {
                for (int elements : new int[] {0, 1, 7, 8, 9, 64, 1001}) {
                    byte[] bytes = noise(elements * width + width / 2, 31L * elements + width);
                    byte[] planes = new byte[bytes.length];
                    System.arraycopy(bytes, 0, planes, 0, bytes.length);
                    for (int i = 0; i < elements * width; i++) {
                        planes[i % width * elements + i / width] = bytes[i];
                    }
                    MemorySegment source = arena.allocate(bytes.length + 1, 8);
                    MemorySegment target = arena.allocate(bytes.length + 1, 8);
                    MemorySegment.copy(bytes, 0, source, ValueLayout.JAVA_BYTE, 0, bytes.length);
                    Shuffle.shuffle(source, target, bytes.length, width);
                    String what = elements + " elements of " + width;
                    assertArrayEquals(planes, content(target, bytes.length), what);
                    source.fill((byte) 0);
                    Shuffle.unshuffle(target, source, bytes.length, width);
                    assertArrayEquals(bytes, content(source, bytes.length), what);
                }
            }
        }
    }

    private static byte[] content(MemorySegment memory, int length) {
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void noisePlanesAreStoredInAStreamThatAnyInflaterReads() throws DataFormatException {
        int planeBytes = 20_000;
        byte[] planes = new byte[8 * planeBytes + 5];
        System.arraycopy(noise(5 * planeBytes, 1), 0, planes, 0, 5 * planeBytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocate(planes.length);
            MemorySegment.copy(planes, 0, source, ValueLayout.JAVA_BYTE, 0, planes.length);
            long bound = ChunkEncoder.deflateBound(planes.length);
            for (long noisePlanes : new long[] {0, 0x1f, 0xff, 0x15}) {
                MemorySegment target = arena.allocate(bound);
                Deflater deflater = new Deflater(1);
                int length = PlaneDeflater.deflate(deflater, 1, source, 8, noisePlanes, target);
                deflater.end();
                assertTrue(length < 5 * planeBytes + 2000, "planes " + noisePlanes);
                Inflater inflater = new Inflater();
                inflater.setInput(content(target, length));
                byte[] found = new byte[planes.length + 1];
                assertEquals(planes.length, inflater.inflate(found));
                assertTrue(inflater.finished());
                inflater.end();
                assertArrayEquals(planes, Arrays.copyOf(found, planes.length));
            }
        }
    }
}
