package io.thermocline.formats.hdf5;

import java.nio.ByteBuffer;

/** Reads a version 2 B-tree of chunks: the index of datasets with several unlimited axes. */
final class Tree2Index {
    /** Signature, version, type, checksum. */
    private static final int NODE_OVERHEAD = 10;

    private static final int TYPE_PLAIN = 10;
    private static final int TYPE_FILTERED = 11;

    /** Deepest tree read: already 2^64 chunks of the smallest nodes. */
    private static final int MAX_DEPTH = 64;

    private final ForeignFile file;
    private final ForeignChunks chunks;

    private int nodeBytes;
    private int recordBytes;
    private boolean isFiltered;

    /** Bytes of the record count in a pointer, and of the total count below each level. */
    private int countBytes;

    private int[] totalBytes = new int[0];

    Tree2Index(ForeignFile file, ForeignChunks chunks) {
        this.file = file;
        this.chunks = chunks;
    }

    void read(long address) {
        int bytes = 22 + file.getSizeOfOffsets() + file.getSizeOfLengths();
        ByteBuffer header = file.checked(address, bytes, "BTHD");
        header.get(); // version
        int type = header.get();
        nodeBytes = header.getInt();
        recordBytes = Short.toUnsignedInt(header.getShort());
        int depth = Short.toUnsignedInt(header.getShort());
        header.getShort(); // split and merge per cent
        long root = file.offset(header);
        int records = Short.toUnsignedInt(header.getShort());
        isFiltered = type == TYPE_FILTERED;
        int fixed = file.getSizeOfOffsets() + chunks.rank() * Long.BYTES;
        int extra = recordBytes - fixed - Integer.BYTES;
        boolean isSound =
                (type == TYPE_PLAIN && recordBytes == fixed)
                        || (isFiltered && extra >= 1 && extra <= Long.BYTES);
        if (!isSound || depth > MAX_DEPTH || nodeBytes < NODE_OVERHEAD + recordBytes) {
            throw file.corrupt(address, "chunk B-tree", "records of chunks", "others");
        }
        measure(depth);
        if (!file.isUndefined(root)) {
            node(root, depth, records);
        }
    }

    /** Derives the widths of counts in pointers from what fits into the nodes of each level. */
    private void measure(int depth) {
        int offset = file.getSizeOfOffsets();
        long most = ((long) nodeBytes - NODE_OVERHEAD) / recordBytes;
        countBytes = bytesFor(most);
        totalBytes = new int[depth + 1];
        long below = most;
        for (int level = 1; level <= depth; level++) {
            int pointer = offset + countBytes + totalBytes[level - 1];
            long inNode = ((long) nodeBytes - NODE_OVERHEAD - pointer) / (recordBytes + pointer);
            below = saturated(inNode + 1, below, inNode);
            totalBytes[level] = bytesFor(below);
        }
    }

    private static long saturated(long factor, long value, long summand) {
        long high = Math.multiplyHigh(factor, value);
        long low = factor * value + summand;
        return high != 0 || low < 0 ? Long.MAX_VALUE : low;
    }

    private static int bytesFor(long limit) {
        return (63 - Long.numberOfLeadingZeros(Math.max(1, limit))) / 8 + 1;
    }

    private void node(long address, int depth, int records) {
        int offset = file.getSizeOfOffsets();
        int pointer =
                depth == 0 ? 0 : offset + countBytes + (depth > 1 ? totalBytes[depth - 1] : 0);
        int size =
                Math.toIntExact(
                        NODE_OVERHEAD
                                + (long) records * recordBytes
                                + (depth == 0 ? 0 : (records + 1L) * pointer));
        if (size > nodeBytes) {
            throw file.corrupt(address, "B-tree node", "at most " + nodeBytes + " bytes", size);
        }
        ByteBuffer node = file.checked(address, size, depth == 0 ? "BTLF" : "BTIN");
        node.getShort(); // version and type
        for (int i = 0; i < records; i++) {
            record(node);
        }
        for (int i = 0; depth > 0 && i <= records; i++) {
            long child = file.offset(node);
            int inChild = (int) ForeignFile.unsigned(node, countBytes);
            if (depth > 1) {
                ForeignFile.unsigned(node, totalBytes[depth - 1]);
            }
            node(child, depth - 1, inChild);
        }
    }

    private void record(ByteBuffer node) {
        long address = file.offset(node);
        long bytes = chunks.chunkBytes();
        int mask = 0;
        if (isFiltered) {
            int fixed = file.getSizeOfOffsets() + chunks.rank() * Long.BYTES;
            bytes = ForeignFile.unsigned(node, recordBytes - fixed - Integer.BYTES);
            mask = node.getInt();
        }
        long[] scaled = new long[chunks.rank()];
        for (int axis = 0; axis < scaled.length; axis++) {
            scaled[axis] = node.getLong();
        }
        chunks.put(scaled, address, bytes, mask);
    }
}
