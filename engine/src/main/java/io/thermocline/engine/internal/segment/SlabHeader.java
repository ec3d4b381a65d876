package io.thermocline.engine.internal.segment;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * What a slab says about itself.
 *
 * @param epoch opening of the store that made it
 * @param sizeClass size class of its extents
 */
record SlabHeader(long epoch, int sizeClass) {
    /**
     * Checks the first bytes of a slab.
     *
     * @param identity private copy of {@link SlabLayout#IDENTITY_BYTES} bytes
     * @return null if the slab is still being made
     */
    static @Nullable SlabHeader read(Path file, byte[] identity) {
        MemorySegment bytes = MemorySegment.ofArray(identity);
        long magic = bytes.get(ColumnVector.LONG, SlabLayout.MAGIC_OFFSET);
        if (magic == 0) {
            return null;
        }
        expect(file, SlabLayout.MAGIC_OFFSET, "magic", SlabLayout.MAGIC, magic);
        int version = bytes.get(ColumnVector.INT, SlabLayout.VERSION_OFFSET);
        if (version > SlabLayout.VERSION) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: version: expected %d, found %d (written by a newer Thermocline; upgrade to read it)"
                            .formatted(
                                    file, SlabLayout.VERSION_OFFSET, SlabLayout.VERSION, version));
        }
        expect(
                file,
                SlabLayout.CRC_OFFSET,
                "header crc32c",
                Slab.crc(identity),
                bytes.get(ColumnVector.INT, SlabLayout.CRC_OFFSET));
        int sizeClass = bytes.get(ColumnVector.INT, SlabLayout.SIZE_CLASS_OFFSET);
        if (sizeClass < 0 || sizeClass > ExtentSize.LARGEST_CLASS) {
            throw new CorruptFileException(
                    file,
                    SlabLayout.SIZE_CLASS_OFFSET,
                    "size class",
                    "0.." + ExtentSize.LARGEST_CLASS,
                    sizeClass);
        }
        expect(
                file,
                SlabLayout.EXTENT_BYTES_OFFSET,
                "extent bytes",
                ExtentSize.bytes(sizeClass),
                bytes.get(ColumnVector.LONG, SlabLayout.EXTENT_BYTES_OFFSET));
        expect(
                file,
                SlabLayout.EXTENT_COUNT_OFFSET,
                "extent count",
                ExtentSize.perSlab(sizeClass),
                bytes.get(ColumnVector.INT, SlabLayout.EXTENT_COUNT_OFFSET));
        return new SlabHeader(bytes.get(ColumnVector.LONG, SlabLayout.EPOCH_OFFSET), sizeClass);
    }

    private static void expect(Path file, long offset, String field, long expected, long found) {
        if (expected != found) {
            throw new CorruptFileException(
                    file,
                    offset,
                    field,
                    "0x" + Long.toHexString(expected),
                    "0x" + Long.toHexString(found));
        }
    }
}
