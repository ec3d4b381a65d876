package io.thermocline.formats.segment;

import io.thermocline.formats.encoding.Codec;

/**
 * One chunk as the directory knows it.
 *
 * <p>Raw, a chunk is its buffers in the order of the fields below, each padded to a multiple of 64
 * bytes; a buffer of length 0 is not there.
 *
 * @param codec how it is stored
 * @param shuffleWidth bytes of the elements that were shuffled, or 0
 * @param crc CRC32C of the stored bytes
 * @param offset where it starts in the file, a multiple of 64
 * @param storedBytes its length in the file
 * @param validityBytes length of the validity bits; 0 if every row has a value
 * @param offsetsBytes length of the end offsets; 0 for fixed widths and codes
 * @param childOffsetsBytes length of the texts' end offsets; 0 but for text lists
 * @param valuesBytes length of values, codes or heap
 */
record ChunkEntry(
        Codec codec,
        int shuffleWidth,
        int crc,
        long offset,
        long storedBytes,
        long validityBytes,
        long offsetsBytes,
        long childOffsetsBytes,
        long valuesBytes) {

    long rawBytes() {
        return SegmentLayout.align(validityBytes)
                + SegmentLayout.align(offsetsBytes)
                + SegmentLayout.align(childOffsetsBytes)
                + SegmentLayout.align(valuesBytes);
    }
}
