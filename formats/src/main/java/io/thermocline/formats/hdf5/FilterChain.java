package io.thermocline.formats.hdf5;

import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The filters of a foreign dataset, undone by our own code: deflate, shuffle, fletcher32 (verified)
 * and h5py's LZF. Immutable.
 */
final class FilterChain {
    private static final int LZF = 32000;

    /** Largest growth of an inflated stream, which bounds what a chunk may claim to hold. */
    static final long MAX_RATIO = 1100;

    private final ForeignFile file;
    private final List<FilterInfo> filters;

    private FilterChain(ForeignFile file, List<FilterInfo> filters) {
        this.file = file;
        this.filters = filters;
    }

    /** Reads the filters of a dataset, none if it has no such message. */
    static FilterChain of(ForeignHeader header) {
        ForeignFile file = header.file();
        ForeignHeader.Message message = header.find(Hdf5Messages.FILTERS);
        if (message == null) {
            return new FilterChain(file, List.of());
        }
        List<FilterInfo> filters =
                file.guarded(() ->
                        new FilterPipelineMessage(message.reader(), new BitSet()).getFilters());
        return new FilterChain(file, filters);
    }

    /** Returns the names of the filters in the order in which they were applied. */
    List<String> names() {
        return filters.stream().map(filter -> name(filter.getId())).toList();
    }

    boolean isEmpty() {
        return filters.isEmpty();
    }

    /**
     * Refuses what cannot be undone.
     *
     * @throws UnsupportedFormatException if a filter is not one of the four
     */
    void requireKnown() {
        for (FilterInfo filter : filters) {
            switch (filter.getId()) {
                case Hdf5Messages.FILTER_DEFLATE,
                        Hdf5Messages.FILTER_SHUFFLE,
                        Hdf5Messages.FILTER_FLETCHER32,
                        LZF -> {
                    // Known.
                }
                default ->
                        throw new UnsupportedFormatException(
                                "%s: filter %s is not read (h5repack can rewrite the file without)"
                                        .formatted(file.path(), name(filter.getId())));
            }
        }
    }

    /** Names of the filters that people use; numbers are registered with the HDF Group. */
    private static String name(int id) {
        return switch (id) {
            case 1 -> "deflate";
            case 2 -> "shuffle";
            case 3 -> "fletcher32";
            case 4 -> "szip";
            case 5 -> "nbit";
            case 6 -> "scaleoffset";
            case 305 -> "lzo";
            case 307 -> "bzip2";
            case LZF -> "lzf";
            case 32001 -> "blosc";
            case 32004 -> "lz4";
            case 32008 -> "bitshuffle";
            case 32013 -> "zfp";
            case 32015 -> "zstd";
            case 32026 -> "blosc2";
            default -> "number " + id;
        };
    }

    /**
     * Undoes the filters of a chunk.
     *
     * @param stored the stored bytes
     * @param mask bit i is set where filter i was not applied
     * @param chunkBytes bytes of the chunk without filters
     * @param address where the chunk lies, for messages
     */
    byte[] decode(byte[] stored, int mask, long chunkBytes, long address) {
        byte[] bytes = stored;
        for (int i = filters.size() - 1; i >= 0; i--) {
            if ((mask >>> i & 1) == 0) {
                bytes = undo(filters.get(i), bytes, chunkBytes, address);
            }
        }
        if (bytes.length != chunkBytes) {
            throw file.corrupt(address, "chunk bytes", chunkBytes, bytes.length);
        }
        return bytes;
    }

    private byte[] undo(FilterInfo filter, byte[] bytes, long chunkBytes, long address) {
        return switch (filter.getId()) {
            case Hdf5Messages.FILTER_DEFLATE -> inflate(bytes, chunkBytes, address);
            case Hdf5Messages.FILTER_SHUFFLE -> unshuffle(filter, bytes, address);
            case Hdf5Messages.FILTER_FLETCHER32 -> withoutSum(bytes, address);
            case LZF -> Lzf.decode(bytes, Math.toIntExact(chunkBytes), file, address);
            default -> throw new FormatException("filter " + name(filter.getId()));
        };
    }

    /** A checksum before deflate makes the inflated bytes four more than the chunk. */
    private byte[] inflate(byte[] bytes, long chunkBytes, long address) {
        Inflater inflater = new Inflater();
        try {
            byte[] target = new byte[Math.toIntExact(chunkBytes + Fletcher32.BYTES)];
            inflater.setInput(bytes);
            int length = 0;
            while (!inflater.finished()) {
                int count = inflater.inflate(target, length, target.length - length);
                length += count;
                boolean isStuck = count == 0 && !inflater.finished();
                if (isStuck) {
                    throw file.corrupt(
                            address, "chunk", "a whole zlib stream", "one that is cut or too long");
                }
            }
            return Arrays.copyOf(target, length);
        } catch (DataFormatException e) {
            throw file.corrupt(address, "chunk", "a zlib stream", e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private byte[] unshuffle(FilterInfo filter, byte[] bytes, long address) {
        int[] values = filter.getData();
        if (values.length < 1 || values[0] < 1) {
            throw file.corrupt(address, "shuffle", "the size of an element", "none");
        }
        byte[] target = new byte[bytes.length];
        Shuffle.unshuffle(
                MemorySegment.ofArray(bytes),
                MemorySegment.ofArray(target),
                bytes.length,
                values[0]);
        return target;
    }

    private byte[] withoutSum(byte[] bytes, long address) {
        int length = bytes.length - Fletcher32.BYTES;
        if (length < 0) {
            throw file.corrupt(address, "chunk bytes", "a checksum", bytes.length);
        }
        int stored = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(length);
        int found = Fletcher32.of(MemorySegment.ofArray(bytes), length);
        if (stored != found && stored != swapped(found)) {
            throw file.corrupt(
                    address, "chunk fletcher32", SealedFile.hex(stored), SealedFile.hex(found));
        }
        return Arrays.copyOf(bytes, length);
    }

    /** HDF5 1.6.2 and before stored the sums of words read the other way round. */
    private static int swapped(int sum) {
        int swappedBytes = Integer.reverseBytes(sum);
        return swappedBytes << 16 | swappedBytes >>> 16;
    }
}
