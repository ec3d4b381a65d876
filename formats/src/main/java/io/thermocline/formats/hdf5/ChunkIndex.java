package io.thermocline.formats.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Addresses of the chunks of one dataset, stored as a version 1 B-tree: readable since HDF5 1.8 and
 * open to an unlimited axis. All chunks are known when it is written, so it is loaded bottom-up.
 *
 * <pre>
 *   0      4      5       6         8      16      24
 *   +------+------+-------+---------+------+-------+-----+-------+-----+-------+ ... +-----+
 *   | TREE | type | level | entries | left | right | key | child | key | child |     | key |
 *   |      | 1    |       |         |      |       |     | u64   |     |       |     |     |
 *   +------+------+-------+---------+------+-------+-----+-------+-----+-------+ ... +-----+
 *   key := stored bytes u32 | filter mask u32 | offset u64 per axis | 0 u64
 * </pre>
 */
final class ChunkIndex {
    /** Entries of a full node: twice the superblock's default K of 32. */
    static final int MAX_ENTRIES = 64;

    /** Bytes before the first key. */
    static final int HEADER_BYTES = 24;

    static final byte[] SIGNATURE = {'T', 'R', 'E', 'E'};

    private final ChunkGrid grid;
    private final long[] addresses;
    private final int[] storedBytes;

    ChunkIndex(ChunkGrid grid) {
        this.grid = grid;
        int count = Math.toIntExact(grid.chunkCount());
        this.addresses = new long[count];
        this.storedBytes = new int[count];
    }

    /** Returns the bytes of a key for a dataset of {@code rank} axes. */
    static int keyBytes(int rank) {
        return 2 * Integer.BYTES + (rank + 1) * Long.BYTES;
    }

    /** Returns the bytes of a node, full or not. */
    static int nodeBytes(int rank) {
        return HEADER_BYTES + MAX_ENTRIES * Long.BYTES + (MAX_ENTRIES + 1) * keyBytes(rank);
    }

    int count() {
        return addresses.length;
    }

    long address(int chunk) {
        return addresses[chunk];
    }

    int storedBytes(int chunk) {
        return storedBytes[chunk];
    }

    void set(int chunk, long address, int bytes) {
        addresses[chunk] = address;
        storedBytes[chunk] = bytes;
    }

    /** Returns the stored bytes of all chunks. */
    long totalBytes() {
        long total = 0;
        for (int bytes : storedBytes) {
            total += bytes;
        }
        return total;
    }

    /** Where a written tree lies. */
    record Location(long root, long end) {}

    /** Writes the tree at {@code position}; without chunks there is none. */
    Location write(FileChannel channel, long position) throws IOException {
        if (addresses.length == 0) {
            return new Location(LittleEndianBytes.UNDEFINED, position);
        }
        long[] children = addresses;
        long span = 1; // chunks under one child
        long at = position;
        for (int level = 0; ; level++) {
            int nodes = Math.ceilDiv(children.length, MAX_ENTRIES);
            long[] parents = new long[nodes];
            for (int node = 0; node < nodes; node++) {
                parents[node] = at + (long) node * nodeBytes(grid.rank());
            }
            for (int node = 0; node < nodes; node++) {
                ByteBuffer bytes = node(level, node, children, span);
                bytes.putLong(8, node == 0 ? LittleEndianBytes.UNDEFINED : parents[node - 1]);
                bytes.putLong(
                        16, node == nodes - 1 ? LittleEndianBytes.UNDEFINED : parents[node + 1]);
                WholeWrites.write(channel, bytes, parents[node]);
            }
            at += (long) nodes * nodeBytes(grid.rank());
            if (nodes == 1) {
                return new Location(parents[0], at);
            }
            children = parents;
            span *= MAX_ENTRIES;
        }
    }

    private ByteBuffer node(int level, int node, long[] children, long span) {
        int first = node * MAX_ENTRIES;
        int last = Math.min(children.length, first + MAX_ENTRIES);
        ByteBuffer bytes =
                ByteBuffer.allocate(nodeBytes(grid.rank()))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(SIGNATURE)
                        .put((byte) 1)
                        .put((byte) level)
                        .putShort((short) (last - first))
                        .position(HEADER_BYTES);
        for (int child = first; child < last; child++) {
            putKey(bytes, child * span);
            bytes.putLong(children[child]);
        }
        putKey(bytes, Math.min(last * span, grid.chunkCount()));
        return bytes.clear();
    }

    private void putKey(ByteBuffer bytes, long chunk) {
        bytes.putInt(chunk < storedBytes.length ? storedBytes[(int) chunk] : 0).putInt(0);
        for (int axis = 0; axis < grid.rank(); axis++) {
            bytes.putLong(grid.offset(chunk, axis));
        }
        bytes.putLong(0);
    }
}
