package io.thermocline.formats.hdf5;

import java.nio.ByteBuffer;

/**
 * Elements of fixed and extensible arrays: an address, and for filtered chunks stored bytes and
 * filter mask.
 *
 * @param file the file
 * @param elementBytes bytes of an element
 * @param isFiltered whether elements tell more than an address
 */
record ArrayElements(ForeignFile file, int elementBytes, boolean isFiltered) {
    /** Checks the two numbers that a header tells. */
    static ArrayElements of(ForeignFile file, int client, int elementBytes, long address) {
        int offset = file.getSizeOfOffsets();
        boolean isFiltered = client == 1;
        int extra = elementBytes - offset - Integer.BYTES;
        boolean isSound = isFiltered ? extra >= 1 && extra <= Long.BYTES : elementBytes == offset;
        if (client < 0 || client > 1 || !isSound) {
            throw file.corrupt(
                    address, "chunk array", "client 0 or 1", client + " with " + elementBytes);
        }
        return new ArrayElements(file, elementBytes, isFiltered);
    }

    /** Takes chunks. */
    @FunctionalInterface
    interface Taker {
        /** Takes chunk {@code number} of the array. */
        void take(long number, long address, long bytes, int mask);
    }

    /** Passes {@code count} elements that were written, the first being {@code firstNumber}. */
    void read(ByteBuffer block, long firstNumber, long count, long chunkBytes, Taker taker) {
        for (long i = 0; i < count; i++) {
            long address = file.offset(block);
            long bytes = chunkBytes;
            int mask = 0;
            if (isFiltered) {
                int sizeBytes = elementBytes - file.getSizeOfOffsets() - Integer.BYTES;
                bytes = ForeignFile.unsigned(block, sizeBytes);
                mask = block.getInt();
            }
            if (!file.isUndefined(address)) {
                taker.take(firstNumber + i, address, bytes, mask);
            }
        }
    }
}
