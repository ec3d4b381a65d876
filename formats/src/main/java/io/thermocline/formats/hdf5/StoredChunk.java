package io.thermocline.formats.hdf5;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A chunk in the file and the way back to its elements. Bytes are copied into private memory before
 * any checksum or inflater looks at them.
 *
 * @param file the file
 * @param address where the stored bytes are
 * @param storedBytes how many they are
 * @param chunkBytes bytes before filters, padding included
 * @param elementBytes bytes of one element
 */
record StoredChunk(
        FileBytes file, long address, int storedBytes, long chunkBytes, int elementBytes) {

    private static final long ALIGNMENT = 64;

    /**
     * Decodes part of the chunk.
     *
     * @param from first byte wanted of the decoded chunk
     * @param target receives the bytes from there on
     * @throws io.thermocline.formats.CorruptFileException if the checksum does not hold, or the
     *     bytes do not inflate to exactly the chunk
     */
    void decode(Hdf5Filters filters, long from, MemorySegment target) {
        int sumBytes = filters.fletcher32() ? Fletcher32.BYTES : 0;
        long dataBytes = storedBytes - (long) sumBytes;
        boolean isPlain = filters.deflateLevel() == 0 && !filters.shuffle();
        boolean isWhole = from == 0 && target.byteSize() == chunkBytes;
        requireLength(filters, dataBytes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stored =
                    isPlain && isWhole ? target : arena.allocate(dataBytes, ALIGNMENT);
            file.read(address, stored, "chunk");
            if (sumBytes > 0) {
                requireSum(stored, file.read(address + dataBytes, sumBytes, "chunk").getInt());
            }
            if (isPlain) {
                if (!isWhole) {
                    MemorySegment.copy(stored, from, target, 0, target.byteSize());
                }
                return;
            }
            boolean isShuffled = filters.shuffle() && elementBytes > 1;
            MemorySegment chunk = isWhole ? target : arena.allocate(chunkBytes, ALIGNMENT);
            MemorySegment inflated = isShuffled ? arena.allocate(chunkBytes, ALIGNMENT) : chunk;
            if (filters.deflateLevel() > 0) {
                inflate(stored, inflated);
            } else {
                inflated = stored;
            }
            if (isShuffled) {
                Shuffle.unshuffle(inflated, chunk, chunkBytes, elementBytes);
            }
            if (!isWhole) {
                MemorySegment.copy(chunk, from, target, 0, target.byteSize());
            }
        }
    }

    private void requireLength(Hdf5Filters filters, long dataBytes) {
        boolean isPossible =
                filters.deflateLevel() == 0
                        ? dataBytes == chunkBytes
                        : dataBytes > 0 && dataBytes <= ChunkEncoder.deflateBound(chunkBytes);
        if (!isPossible) {
            throw file.corrupt(
                    address, "chunk bytes", "those of a chunk of " + chunkBytes, dataBytes);
        }
    }

    private void requireSum(MemorySegment stored, int expected) {
        int found = Fletcher32.of(stored, stored.byteSize());
        if (found != expected) {
            throw file.corrupt(
                    address, "chunk fletcher32", SealedFile.hex(expected), SealedFile.hex(found));
        }
    }

    private void inflate(MemorySegment stored, MemorySegment target) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored.asByteBuffer());
            ByteBuffer output = target.asByteBuffer();
            while (output.hasRemaining() && !inflater.finished()) {
                if (inflater.inflate(output) == 0 && inflater.needsInput()) {
                    break;
                }
            }
            // The last bytes of the stream hold no data, only its end and its own checksum.
            boolean isComplete = inflater.finished() || inflater.inflate(new byte[1]) == 0;
            if (output.hasRemaining() || !isComplete || !inflater.finished()) {
                throw file.corrupt(
                        address,
                        "chunk",
                        "a zlib stream of " + chunkBytes + " bytes",
                        "one of another length");
            }
            if (inflater.getRemaining() > 0) {
                throw file.corrupt(
                        address,
                        "chunk",
                        "nothing behind the zlib stream",
                        inflater.getRemaining() + " bytes");
            }
        } catch (DataFormatException e) {
            throw file.corrupt(address, "chunk", "a zlib stream", e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
