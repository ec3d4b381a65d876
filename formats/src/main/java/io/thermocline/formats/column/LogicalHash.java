package io.thermocline.formats.column;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 of the logical content of rows: what a table holds, whatever files hold it. Compression,
 * a dictionary, a merge of segments or a move between tiers do not change it.
 *
 * <p>The bytes hashed, all little-endian, for runs of rows taken together:
 *
 * <pre>
 *   content := schema JSON in UTF-8, then for each column in schema order: nulls values
 *   nulls   := bit per row, least significant first, 1 = no value, padded with zeros to a byte;
 *              present for every column, nullable or not
 *   values  := for each row; of a row without a value all bytes are zero, lengths too
 *     number, timestamp   the element
 *     bool                one byte, 0 or 1
 *     vector              its elements
 *     text, JSON, binary  u32 bytes | bytes           (dictionary codes resolved)
 *     list of numbers     u32 elements | elements
 *     list of texts       u32 texts | for each text: u32 bytes | bytes
 * </pre>
 *
 * <p>Memory: a buffer and one decoded chunk; the chunks of nullable columns are decoded twice.
 */
public final class LogicalHash {
    private static final int BUFFER_BYTES = 1 << 16;

    private final List<? extends StoredColumns> runs;
    private final Schema schema;
    private final MessageDigest digest;

    /** Bytes on their way into the digest. Owned by the thread that hashes. */
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private final MemorySegment bufferMemory = MemorySegment.ofArray(buffer);
    private int used;

    private LogicalHash(List<? extends StoredColumns> runs) {
        this.runs = runs;
        this.schema = runs.getFirst().schema();
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Returns the 32 bytes of the hash of runs of rows, one after the other.
     *
     * @param runs at least one, all with the same schema
     * @throws IllegalArgumentException if there is no run, or the schemas differ
     * @throws io.thermocline.formats.CorruptFileException if a run cannot be read
     */
    public static byte[] of(List<? extends StoredColumns> runs) {
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("logical hash: expected at least one run of rows");
        }
        Schema schema = runs.getFirst().schema();
        for (StoredColumns run : runs) {
            if (!run.schema().equals(schema)) {
                throw new IllegalArgumentException(
                        "logical hash: expected runs with the same schema, found versions %d and %d"
                                .formatted(schema.version(), run.schema().version()));
            }
        }
        return new LogicalHash(runs).run();
    }

    /** Returns the hash of {@link #of} as 64 lower-case hex digits. */
    public static String hexOf(List<? extends StoredColumns> runs) {
        return HexFormat.of().formatHex(of(runs));
    }

    private byte[] run() {
        digest.update(schema.toJson().getBytes(StandardCharsets.UTF_8));
        for (int column = 0; column < schema.size(); column++) {
            nulls(column);
            for (StoredColumns run : runs) {
                for (int chunk = 0; chunk < run.chunkCount(); chunk++) {
                    try (Arena arena = Arena.ofConfined()) {
                        values(run.read(column, chunk, arena));
                    }
                }
            }
        }
        flush();
        return digest.digest();
    }

    /** Hashes the null bits of a column; its chunks are decoded for them unless it has none. */
    private void nulls(int column) {
        boolean isNullable = schema.column(column).nullable();
        int pending = 0;
        int bits = 0;
        for (StoredColumns run : runs) {
            for (int chunk = 0; chunk < run.chunkCount(); chunk++) {
                try (Arena arena = Arena.ofConfined()) {
                    ColumnVector vector = isNullable ? run.read(column, chunk, arena) : null;
                    int rows = vector == null ? rows(run, chunk) : vector.rowCount();
                    for (int row = 0; row < rows; row++) {
                        if (vector != null && vector.isNull(row)) {
                            pending |= 1 << bits;
                        }
                        if (++bits == Byte.SIZE) {
                            put(pending);
                            pending = 0;
                            bits = 0;
                        }
                    }
                }
            }
        }
        if (bits > 0) {
            put(pending);
        }
    }

    private static int rows(StoredColumns run, int chunk) {
        long first = (long) chunk * run.chunkRows();
        return (int) Math.min(run.chunkRows(), run.rowCount() - first);
    }

    private void values(ColumnVector vector) {
        switch (vector.type().kind()) {
            case SCALAR, TIMESTAMP, VECTOR -> {
                if (vector.isBits()) {
                    bools(vector);
                } else {
                    numbers(vector);
                }
            }
            case STRING, JSON, BINARY -> texts(vector);
            case LIST -> lists(vector);
            case STRING_LIST -> textLists(vector);
        }
    }

    private void bools(ColumnVector vector) {
        for (int row = 0; row < vector.rowCount(); row++) {
            put(!vector.isNull(row) && vector.getBool(row) ? 1 : 0);
        }
    }

    private void numbers(ColumnVector vector) {
        long width = vector.type().fixedBytes();
        if (vector.validity() == null) {
            long first = vector.firstRow() * width;
            put(vector.values().asSlice(first, vector.rowCount() * width));
            return;
        }
        for (int row = 0; row < vector.rowCount(); row++) {
            if (vector.isNull(row)) {
                putZeros(width);
            } else {
                put(vector.bytes(row));
            }
        }
    }

    private void texts(ColumnVector vector) {
        for (int row = 0; row < vector.rowCount(); row++) {
            putWithLength(vector.isNull(row) ? null : vector.bytes(row));
        }
    }

    private void putWithLength(@Nullable MemorySegment bytes) {
        if (bytes == null) {
            putInt(0);
        } else {
            putInt((int) bytes.byteSize());
            put(bytes);
        }
    }

    private void lists(ColumnVector vector) {
        for (int row = 0; row < vector.rowCount(); row++) {
            if (vector.isNull(row)) {
                putInt(0);
            } else {
                putInt(vector.end(row) - vector.start(row));
                put(vector.bytes(row));
            }
        }
    }

    private void textLists(ColumnVector vector) {
        for (int row = 0; row < vector.rowCount(); row++) {
            if (vector.isNull(row)) {
                putInt(0);
                continue;
            }
            putInt(vector.end(row) - vector.start(row));
            for (int text = vector.start(row); text < vector.end(row); text++) {
                putWithLength(vector.childBytes(text));
            }
        }
    }

    private void putZeros(long count) {
        for (long i = 0; i < count; i++) {
            put(0);
        }
    }

    private void put(int value) {
        if (used == BUFFER_BYTES) {
            flush();
        }
        buffer[used++] = (byte) value;
    }

    private void putInt(int value) {
        if (used > BUFFER_BYTES - Integer.BYTES) {
            flush();
        }
        bufferMemory.set(ColumnVector.INT, used, value);
        used += Integer.BYTES;
    }

    private void put(MemorySegment bytes) {
        long done = 0;
        while (done < bytes.byteSize()) {
            if (used == BUFFER_BYTES) {
                flush();
            }
            int step = (int) Math.min(BUFFER_BYTES - used, bytes.byteSize() - done);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, done, buffer, used, step);
            used += step;
            done += step;
        }
    }

    private void flush() {
        digest.update(buffer, 0, used);
        used = 0;
    }
}
