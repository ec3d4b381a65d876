package io.thermocline.formats.hdf5;

import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the elements of a foreign dataset lie: the layout message, versions 1 to 4.
 *
 * @param kind arrangement
 * @param address address of the elements or of the chunk index; meaningless for compact data
 * @param bytes bytes of contiguous elements where the message tells, otherwise −1
 * @param compact the elements of compact data, otherwise null
 * @param chunk extents of a chunk, without the element, none if there are no chunks
 * @param index how the chunks are found
 */
record ForeignLayout(
        Kind kind,
        long address,
        long bytes,
        @Nullable ByteBuffer compact,
        Shape chunk,
        Index index) {

    /** Arrangements. */
    enum Kind {
        /** In the object header. */
        COMPACT,
        /** In one piece. */
        CONTIGUOUS,
        /** In chunks. */
        CHUNKED
    }

    /**
     * How chunks are found.
     *
     * @param type 0 for a version 1 B-tree, otherwise the number in the message
     * @param skipsEdges whether chunks that stick out of the dataset are stored without filters
     * @param singleBytes stored bytes of a single filtered chunk, otherwise −1
     * @param singleMask filters that a single chunk skips
     */
    record Index(int type, boolean skipsEdges, long singleBytes, int singleMask) {
        static final int TREE1 = 0;
        static final int SINGLE = 1;
        static final int IMPLICIT = 2;
        static final int FIXED_ARRAY = 3;
        static final int EXTENSIBLE_ARRAY = 4;
        static final int TREE2 = 5;

        static final Index NONE = new Index(TREE1, false, -1, 0);
    }

    private static final Shape NO_CHUNK = Shape.of();

    /** Reads the layout message of a dataset. */
    static ForeignLayout of(ForeignHeader header) {
        ForeignFile file = header.file();
        ByteBuffer body = header.require(Hdf5Messages.LAYOUT).reader();
        int version = body.get();
        return switch (version) {
            case 1, 2 -> old(file, body);
            case 3, 4 -> current(file, body, version);
            default ->
                    throw new UnsupportedFormatException(
                            file.path() + ": layout version " + version + " is not read");
        };
    }

    private static ForeignLayout old(ForeignFile file, ByteBuffer body) {
        int rank = body.get();
        int kind = body.get();
        body.position(body.position() + 5);
        long address = kind == 0 ? 0 : file.offset(body);
        long[] extents = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            extents[axis] = Integer.toUnsignedLong(body.getInt());
        }
        return switch (kind) {
            case 0 -> compact(body, body.getInt());
            case 1 -> contiguous(address, -1);
            default -> chunked(address, Arrays.copyOf(extents, rank - 1), Index.NONE);
        };
    }

    private static ForeignLayout current(ForeignFile file, ByteBuffer body, int version) {
        int kind = body.get();
        return switch (kind) {
            case 0 -> compact(body, Short.toUnsignedInt(body.getShort()));
            case 1 -> contiguous(file.offset(body), file.length(body));
            case 2 -> version == 3 ? tree1(file, body) : indexed(file, body);
            case 3 ->
                    throw new UnsupportedFormatException(
                            file.path()
                                    + ": virtual datasets (VDS) are not read: open the files that"
                                    + " they are made of");
            default -> throw file.corrupt(0, "layout class", "0..3", kind);
        };
    }

    private static ForeignLayout compact(ByteBuffer body, int bytes) {
        ByteBuffer data = body.slice(body.position(), bytes);
        return new ForeignLayout(Kind.COMPACT, 0, bytes, data, NO_CHUNK, Index.NONE);
    }

    private static ForeignLayout contiguous(long address, long bytes) {
        return new ForeignLayout(Kind.CONTIGUOUS, address, bytes, null, NO_CHUNK, Index.NONE);
    }

    private static ForeignLayout chunked(long address, long[] chunk, Index index) {
        return new ForeignLayout(Kind.CHUNKED, address, -1, null, Shape.of(chunk), index);
    }

    private static ForeignLayout tree1(ForeignFile file, ByteBuffer body) {
        int rank = body.get() - 1;
        long address = file.offset(body);
        long[] chunk = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            chunk[axis] = Integer.toUnsignedLong(body.getInt());
        }
        return chunked(address, chunk, Index.NONE);
    }

    private static ForeignLayout indexed(ForeignFile file, ByteBuffer body) {
        int flags = body.get();
        int rank = body.get() - 1;
        int extentBytes = body.get();
        long[] chunk = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            chunk[axis] = ForeignFile.unsigned(body, extentBytes);
        }
        ForeignFile.unsigned(body, extentBytes); // the element
        int type = body.get();
        long singleBytes = -1;
        int singleMask = 0;
        switch (type) {
            case Index.SINGLE -> {
                if ((flags & 2) != 0) {
                    singleBytes = file.length(body);
                    singleMask = body.getInt();
                }
            }
            case Index.IMPLICIT -> {
                // Nothing is told: chunk follows chunk.
            }
            case Index.FIXED_ARRAY -> body.get();
            case Index.EXTENSIBLE_ARRAY -> body.position(body.position() + 5);
            case Index.TREE2 -> body.position(body.position() + 6);
            default ->
                    throw new UnsupportedFormatException(
                            file.path() + ": chunk index type " + type + " is not read");
        }
        long address = file.offset(body);
        return chunked(address, chunk, new Index(type, (flags & 1) != 0, singleBytes, singleMask));
    }
}
