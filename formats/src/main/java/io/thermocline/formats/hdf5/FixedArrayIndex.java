package io.thermocline.formats.hdf5;

import java.nio.ByteBuffer;

/** Reads a fixed array: the index of chunked datasets all of whose axes are limited. */
final class FixedArrayIndex {
    private final ForeignFile file;
    private final ForeignChunks chunks;

    FixedArrayIndex(ForeignFile file, ForeignChunks chunks) {
        this.file = file;
        this.chunks = chunks;
    }

    void read(long address) {
        int offset = file.getSizeOfOffsets();
        int bytes = 12 + file.getSizeOfLengths() + offset;
        ByteBuffer header = file.checked(address, bytes, "FAHD");
        header.get(); // version
        int client = header.get();
        int elementBytes = header.get();
        int pageBits = header.get();
        long count = file.length(header);
        long block = file.offset(header);
        ArrayElements elements = ArrayElements.of(file, client, elementBytes, address);
        if (pageBits < 0 || pageBits > 30) {
            throw file.corrupt(address, "fixed array page bits", "0..30", pageBits);
        }
        if (file.isUndefined(block)) {
            return;
        }
        long pageElements = 1L << pageBits;
        if (count <= pageElements) {
            int size = Math.toIntExact(10L + offset + count * elementBytes);
            ByteBuffer data = file.checked(block, size, "FADB");
            data.position(6 + offset);
            elements.read(data, 0, count, chunks.chunkBytes(), chunks::putNumbered);
        } else {
            readPages(elements, block, count, pageElements);
        }
    }

    private void readPages(ArrayElements elements, long block, long count, long pageElements) {
        int offset = file.getSizeOfOffsets();
        long pages = Math.ceilDiv(count, pageElements);
        int prefixBytes = Math.toIntExact(10 + offset + Math.ceilDiv(pages, 8L));
        ByteBuffer prefix = file.checked(block, prefixBytes, "FADB");
        long at = block + prefixBytes;
        for (long page = 0; page < pages; page++) {
            long inPage = Math.min(pageElements, count - page * pageElements);
            int size = Math.toIntExact(inPage * elements.elementBytes() + Integer.BYTES);
            // Bits of a page bitmap run from the most significant on.
            int bits = prefix.get(Math.toIntExact(6 + offset + page / 8));
            if ((bits >>> (7 - page % 8) & 1) != 0) {
                ByteBuffer data = file.checked(at, size, "");
                elements.read(
                        data,
                        page * pageElements,
                        inPage,
                        chunks.chunkBytes(),
                        chunks::putNumbered);
            }
            at += size;
        }
    }
}
