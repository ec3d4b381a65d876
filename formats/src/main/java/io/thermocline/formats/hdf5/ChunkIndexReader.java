package io.thermocline.formats.hdf5;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the B-tree that {@link ChunkIndex} writes. The tree has no checksum, but all of it except
 * sizes and addresses of chunks follows from the dataset's extents and the address of its root,
 * which the header's checksum covers, and is compared. Addresses must follow from sizes where
 * chunks follow each other, or ascend where heaps lie between, and the last chunk ends where the
 * tree begins: a chunk whose address was damaged could else be mistaken for a run of zeros, which
 * even satisfies its own checksum.
 */
final class ChunkIndexReader {
    private final FileBytes file;
    private final ChunkGrid grid;
    private final ChunkIndex index;

    /** Whether chunks follow each other without gaps. */
    private final boolean isPacked;

    /** Nodes of each level, leaves first. */
    private final long[] nodes;

    /** Address of the first leaf; the levels follow each other, the root is last. */
    private final long start;

    /** Position behind the chunk that was entered last. */
    private long chunksEnd = SuperblockLayout.BYTES;

    private ChunkIndexReader(FileBytes file, ChunkGrid grid, long root, boolean isPacked) {
        this.file = file;
        this.grid = grid;
        this.index = new ChunkIndex(grid);
        this.isPacked = isPacked;
        this.nodes = nodesOfLevels(grid.chunkCount());
        this.start = root - (Arrays.stream(nodes).sum() - 1) * ChunkIndex.nodeBytes(grid.rank());
    }

    private static long[] nodesOfLevels(long chunks) {
        long[] levels = new long[Long.SIZE];
        int count = 0;
        long nodes = chunks;
        do {
            nodes = Math.ceilDiv(nodes, ChunkIndex.MAX_ENTRIES);
            levels[count++] = nodes;
        } while (nodes > 1);
        return Arrays.copyOf(levels, count);
    }

    /**
     * Reads the index of all chunks of a grid.
     *
     * @param root address of the root node; undefined if and only if there are no chunks
     * @param isPacked whether chunks follow each other without gaps
     * @throws io.thermocline.formats.CorruptFileException if anything differs from what we write
     */
    static ChunkIndex read(FileBytes file, ChunkGrid grid, long root, boolean isPacked) {
        long smallest = (long) ChunkIndex.keyBytes(grid.rank()) + Long.BYTES;
        if (grid.chunkCount() > file.size() / smallest) {
            throw file.corrupt(
                    root,
                    "chunk index",
                    "at most " + file.size() / smallest + " chunks in a file of this size",
                    grid.chunkCount());
        }
        if (grid.chunkCount() == 0) {
            if (root != LittleEndianBytes.UNDEFINED) {
                throw file.corrupt(root, "chunk index", "none for no chunks", "an address");
            }
            return new ChunkIndex(grid);
        }
        ChunkIndexReader reader = new ChunkIndexReader(file, grid, root, isPacked);
        reader.readLevels();
        return reader.index;
    }

    private void readLevels() {
        long span = 1;
        for (int level = 0; level < nodes.length; level++) {
            for (long node = 0; node < nodes[level]; node++) {
                readNode(level, node, span);
            }
            span *= ChunkIndex.MAX_ENTRIES;
        }
        if (Math.ceilDiv(chunksEnd, 8L) * 8 != start) {
            throw file.corrupt(
                    start,
                    "chunk index",
                    "the end of the last chunk before it",
                    "an end at 0x" + Long.toHexString(chunksEnd));
        }
    }

    /** Returns where a node lies, undefined for one beside its level. */
    private long addressOf(int level, long node) {
        if (node < 0 || node >= nodes[level]) {
            return LittleEndianBytes.UNDEFINED;
        }
        long before = Arrays.stream(nodes, 0, level).sum();
        return start + (before + node) * ChunkIndex.nodeBytes(grid.rank());
    }

    /**
     * Reads a node.
     *
     * @param span chunks below each of its children
     */
    private void readNode(int level, long number, long span) {
        long address = addressOf(level, number);
        ByteBuffer node = file.read(address, ChunkIndex.nodeBytes(grid.rank()), "chunk index");
        byte[] signature = new byte[ChunkIndex.SIGNATURE.length];
        node.get(signature);
        long firstChunk = number * ChunkIndex.MAX_ENTRIES * span;
        long entries =
                Math.min(
                        ChunkIndex.MAX_ENTRIES, Math.ceilDiv(grid.chunkCount() - firstChunk, span));
        boolean isExpected = Arrays.equals(signature, ChunkIndex.SIGNATURE);
        isExpected &= node.get() == 1;
        isExpected &= node.get() == level;
        isExpected &= Short.toUnsignedInt(node.getShort()) == entries;
        isExpected &= node.getLong() == addressOf(level, number - 1);
        isExpected &= node.getLong() == addressOf(level, number + 1);
        if (!isExpected) {
            throw file.corrupt(
                    address,
                    "chunk index node",
                    "TREE type 1 level %d with %d entries".formatted(level, entries),
                    "another");
        }
        for (long entry = 0; entry < entries; entry++) {
            long chunk = firstChunk + entry * span;
            int bytes = key(node, address, chunk);
            long child = node.getLong();
            if (level == 0) {
                enter((int) chunk, child, bytes);
            } else if (child != addressOf(level - 1, number * ChunkIndex.MAX_ENTRIES + entry)) {
                throw file.corrupt(
                        address, "chunk index child", "a node of the level below", child);
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
        boolean mustTouch = isPacked && chunk > 0;
        boolean isPlaced = mustTouch ? address == chunksEnd : address >= chunksEnd;
        if (bytes < 1 || !isPlaced) {
            throw file.corrupt(
                    address,
                    "chunk " + chunk,
                    "at least 1 byte from 0x%x on".formatted(chunksEnd),
                    bytes + " bytes elsewhere");
        }
        file.require(address, bytes, "chunk " + chunk);
        index.set(chunk, address, bytes);
        chunksEnd = address + bytes;
    }
}
