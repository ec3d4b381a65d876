package io.thermocline.formats.hdf5;

import io.thermocline.formats.UnsupportedFormatException;

import java.nio.ByteBuffer;

/**
 * Reads an extensible array: the index of chunked datasets with one unlimited axis. Elements are
 * spread over the index block, data blocks of growing size, and secondary blocks that list more of
 * them; the unlimited axis counts as the slowest.
 */
final class ExtensibleArrayIndex {
    private final ForeignFile file;
    private final ForeignChunks chunks;
    private final int unlimitedAxis;

    private ArrayElements elements;
    private int blockOffsetBytes;
    private int indexElements;
    private int minElements;
    private int minPointers;
    private long pageElements;
    private long maxIndex;

    ExtensibleArrayIndex(ForeignFile file, ForeignChunks chunks, int unlimitedAxis) {
        this.file = file;
        this.chunks = chunks;
        this.unlimitedAxis = Math.max(0, unlimitedAxis);
        this.elements = new ArrayElements(file, file.getSizeOfOffsets(), false);
    }

    void read(long address) {
        int bytes = 16 + 6 * file.getSizeOfLengths() + file.getSizeOfOffsets();
        ByteBuffer header = file.checked(address, bytes, "EAHD");
        header.get(); // version
        int client = header.get();
        int elementBytes = header.get();
        int maxBits = header.get();
        indexElements = Byte.toUnsignedInt(header.get());
        minElements = Byte.toUnsignedInt(header.get());
        minPointers = Byte.toUnsignedInt(header.get());
        int pageBits = header.get();
        for (int skipped = 0; skipped < 4; skipped++) {
            file.length(header); // numbers and sizes of blocks
        }
        maxIndex = file.length(header);
        file.length(header); // realised elements
        long indexBlock = file.offset(header);
        elements = ArrayElements.of(file, client, elementBytes, address);
        boolean isSound =
                maxBits > 0
                        && maxBits <= 64
                        && Integer.bitCount(minElements) == 1
                        && Integer.bitCount(minPointers) == 1
                        && pageBits >= 0
                        && pageBits <= 30;
        if (!isSound) {
            throw file.corrupt(address, "extensible array", "powers of two", "other parameters");
        }
        blockOffsetBytes = Math.ceilDiv(maxBits, 8);
        pageElements = 1L << pageBits;
        if (!file.isUndefined(indexBlock)) {
            readIndexBlock(indexBlock, maxBits);
        }
    }

    private static int log2(int powerOfTwo) {
        return Integer.numberOfTrailingZeros(powerOfTwo);
    }

    private void readIndexBlock(long address, int maxBits) {
        int offset = file.getSizeOfOffsets();
        int superBlocks = 1 + maxBits - log2(minElements);
        int directSuperBlocks = 2 * log2(minPointers);
        int directBlocks = 2 * (minPointers - 1);
        int secondaryBlocks = Math.max(0, superBlocks - directSuperBlocks);
        int size =
                6
                        + offset
                        + indexElements * elements.elementBytes()
                        + (directBlocks + secondaryBlocks) * offset
                        + Integer.BYTES;
        ByteBuffer block = file.checked(address, size, "EAIB");
        block.position(6 + offset);
        elements.read(block, 0, indexElements, chunks.chunkBytes(), this::take);
        long first = indexElements;
        for (int superBlock = 0; superBlock < superBlocks; superBlock++) {
            long blocks = 1L << (superBlock / 2);
            long inBlock = (1L << ((superBlock + 1) / 2)) * minElements;
            if (first >= maxIndex) {
                return;
            }
            if (superBlock < directSuperBlocks) {
                for (long i = 0; i < blocks; i++) {
                    readDataBlock(file.offset(block), first + i * inBlock, inBlock);
                }
            } else {
                readSecondaryBlock(file.offset(block), first, blocks, inBlock);
            }
            first += blocks * inBlock;
        }
    }

    private void readSecondaryBlock(long address, long first, long blocks, long inBlock) {
        if (file.isUndefined(address)) {
            return;
        }
        int offset = file.getSizeOfOffsets();
        boolean isPaged = inBlock > pageElements;
        long bitmapBytes = isPaged ? Math.ceilDiv(inBlock / pageElements, 8L) : 0;
        int prefix = 6 + offset + blockOffsetBytes;
        int size = Math.toIntExact(prefix + blocks * (bitmapBytes + offset) + Integer.BYTES);
        ByteBuffer block = file.checked(address, size, "EASB");
        for (long i = 0; i < blocks; i++) {
            block.position(Math.toIntExact(prefix + blocks * bitmapBytes + i * offset));
            long data = file.offset(block);
            if (isPaged) {
                block.position(prefix);
                long firstBit = i * (inBlock / pageElements);
                readPages(data, first + i * inBlock, inBlock, block.slice(), firstBit);
            } else {
                readDataBlock(data, first + i * inBlock, inBlock);
            }
        }
    }

    private void readDataBlock(long address, long first, long count) {
        if (file.isUndefined(address)) {
            return;
        }
        if (count > pageElements) {
            throw new UnsupportedFormatException(
                    file.path() + ": extensible array with pages in its index block is not read");
        }
        int prefix = 6 + file.getSizeOfOffsets() + blockOffsetBytes;
        int size = Math.toIntExact(prefix + count * elements.elementBytes() + Integer.BYTES);
        ByteBuffer block = file.checked(address, size, "EADB");
        block.position(prefix);
        elements.read(block, first, count, chunks.chunkBytes(), this::take);
    }

    /** Reads the pages of a data block that its secondary block marks as written. */
    private void readPages(long address, long first, long count, ByteBuffer bitmap, long firstBit) {
        if (file.isUndefined(address)) {
            return;
        }
        int prefix = 6 + file.getSizeOfOffsets() + blockOffsetBytes + Integer.BYTES;
        file.checked(address, prefix, "EADB");
        int pageBytes = Math.toIntExact(pageElements * elements.elementBytes() + Integer.BYTES);
        for (long page = 0; page < count / pageElements; page++) {
            long bit = firstBit + page;
            int bits = bitmap.get(Math.toIntExact(bit / 8));
            if ((bits >>> (7 - bit % 8) & 1) != 0) {
                ByteBuffer block = file.checked(address + prefix + page * pageBytes, pageBytes, "");
                elements.read(
                        block,
                        first + page * pageElements,
                        pageElements,
                        chunks.chunkBytes(),
                        this::take);
            }
        }
    }

    /** Turns a number in which the unlimited axis is the slowest into chunk coordinates. */
    private void take(long number, long address, long bytes, int mask) {
        long[] scaled = new long[chunks.rank()];
        long rest = number;
        for (int axis = chunks.rank() - 1; axis >= 0; axis--) {
            if (axis != unlimitedAxis) {
                scaled[axis] = rest % chunks.limitChunks(axis);
                rest /= chunks.limitChunks(axis);
            }
        }
        scaled[unlimitedAxis] = rest;
        chunks.put(scaled, address, bytes, mask);
    }
}
