package io.thermocline.formats.segment;

import io.thermocline.formats.encoding.Codec;

/**
 * One chunk as the directory knows it.
 *
 * @param codec how it is stored
 * @param shuffleWidth bytes of the elements that were shuffled, or 0
 * @param crc CRC32C of the stored bytes
 * @param offset where it starts in the file, a multiple of 64
 * @param storedBytes its length in the file
 * @param buffers lengths of its buffers before any codec
 */
record ChunkEntry(
        Codec codec,
        int shuffleWidth,
        int crc,
        long offset,
        long storedBytes,
        BufferBytes buffers) {

    long rawBytes() {
        return buffers.raw();
    }
}
