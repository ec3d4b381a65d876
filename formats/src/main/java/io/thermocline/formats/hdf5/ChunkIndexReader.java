package io.thermocline.formats.hdf5;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the B-tree that {@link ChunkIndex} writes. The tree has no checksum, but all of it except
 * addresses and sizes follows from the dataset's extents and is compared; addresses must ascend
 * without overlap, and what lies there is checked by each chunk's own checksum.
 */
final class ChunkIndexReader {
    private final FileBytes file;
    private final ChunkGrid grid;
    private final ChunkIndex index;

    /** Position behind the chunk that was entered last. */
    private long chunksEnd = SuperblockLayout.BYTES;

    private ChunkIndexReader(FileBytes file, ChunkGrid grid) {
        this.file = file;
        this.grid = grid;
        this.index = new ChunkIndex(grid);
    }

    /**
     * Reads the index of all chunks of a grid.
     *
     * @param root address of the root node; undefined if and only if there are no chunks
     * @throws io.thermocline.formats.CorruptFileException if anything differs from what we write
     */
    static ChunkIndex read(FileBytes file, ChunkGrid grid, long root) {
        long smallest = (long) ChunkIndex.keyBytes(grid.rank()) + Long.BYTES;
        if (grid.chunkCount() > file.size() / smallest) {
            throw file.corrupt(
                    root,
                    "chunk index",
                    "at most " + file.size() / smallest + " chunks in a file of this size",
                    grid.chunkCount());
        }
        ChunkIndexReader reader = new ChunkIndexReader(file, grid);
        if (grid.chunkCount() == 0) {
            if (root != LittleEndianBytes.UNDEFINED) {
                throw file.corrupt(root, "chunk index", "none for no chunks", "an address");
            }
            return reader.index;
        }
        int level = 0;
        long span = 1;
        while (span * ChunkIndex.MAX_ENTRIES < grid.chunkCount()) {
            span *= ChunkIndex.MAX_ENTRIES;
            level++;
        }
        reader.node(root, level, 0, span);
        return reader.index;
    }

    /**
     * Reads a node.
     *
     * @param firstChunk first chunk below it
     * @param span chunks below each child but the last
     */
    private void node(long address, int level, long firstChunk, long span) {
        ByteBuffer node = file.read(address, ChunkIndex.nodeBytes(grid.rank()), "chunk index");
        byte[] signature = new byte[ChunkIndex.SIGNATURE.length];
        node.get(signature);
        long entries =
                Math.min(
                        ChunkIndex.MAX_ENTRIES, Math.ceilDiv(grid.chunkCount() - firstChunk, span));
        int foundType = node.get();
        int foundLevel = node.get();
        int foundEntries = Short.toUnsignedInt(node.getShort());
        if (!Arrays.equals(signature, ChunkIndex.SIGNATURE)
                || foundType != 1
                || foundLevel != level
                || foundEntries != entries) {
            throw file.corrupt(
                    address,
                    "chunk index node",
                    "TREE type 1 level %d with %d entries".formatted(level, entries),
                    "type %d level %d with %d".formatted(foundType, foundLevel, foundEntries));
        }
        node.position(ChunkIndex.HEADER_BYTES);
        for (long entry = 0; entry < entries; entry++) {
            long chunk = firstChunk + entry * span;
            int bytes = key(node, address, chunk);
            long child = node.getLong();
            if (level > 0) {
                node(child, level - 1, chunk, span / ChunkIndex.MAX_ENTRIES);
            } else {
                enter((int) chunk, child, bytes);
            }
        }
    }

    /** Reads a key and returns the stored bytes it names. */
    private int key(ByteBuffer node, long address, long chunk) {
        int at = node.position();
        int bytes = node.getInt();
        boolean isExpected = node.getInt() == 0;
        for (int axis = 0; axis < grid.rank(); axis++) {
            isExpected &= node.getLong() == grid.offset(chunk, axis);
        }
        isExpected &= node.getLong() == 0;
        if (!isExpected) {
            throw file.corrupt(
                    address + at, "chunk index key", "the offset of chunk " + chunk, "another");
        }
        return bytes;
    }

    private void enter(int chunk, long address, int bytes) {
        if (bytes < 1 || address < chunksEnd) {
            throw file.corrupt(
                    address,
                    "chunk " + chunk,
                    "at least 1 byte from 0x%x on".formatted(chunksEnd),
                    bytes + " bytes before it");
        }
        file.require(address, bytes, "chunk " + chunk);
        index.set(chunk, address, bytes);
        chunksEnd = address + bytes;
    }
}
