package io.thermocline.tools.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** What a file is, by its first bytes. */
public enum FileType {
    /** A hot or warm segment, {@code .seg} or {@code .segz}. */
    SEGMENT("a Thermocline segment"),
    /** A catalogue log or journal. */
    LOG("a Thermocline log"),
    /** A quantum state, {@code .qms}, plain or sectioned. */
    QMS("a quantum state (.qms)"),
    /** A quantum state as compressed JSON, {@code .json.zlib}. */
    JSON_ZLIB("a compressed JSON state (.json.zlib)"),
    /** HDF5: a cold segment, or anybody's. */
    HDF5("an HDF5 file"),
    /** One NumPy array. */
    NPY("a NumPy array (.npy)"),
    /** ZIP archive of NumPy arrays, or any other. */
    ZIP("a ZIP archive"),
    /** Text that starts as JSON does. */
    JSON("JSON text"),
    /** Other text. */
    TEXT("text"),
    /** Compressed with gzip. */
    GZIP("a gzip file"),
    /** A table of another system. */
    PARQUET("a Parquet file"),
    /** A table of another system. */
    ARROW("an Arrow IPC file"),
    /** A table of another system. */
    ORC("an ORC file"),
    /** A table of another system. */
    AVRO("an Avro file"),
    /** A database of another system. */
    SQLITE("an SQLite database"),
    /** A database of another system. */
    DUCKDB("a DuckDB database"),
    /** An array format of another system. */
    NETCDF("a classic netCDF file"),
    /** An array format of another system. */
    MATLAB("a MATLAB 5 file"),
    /** An array format of another system. */
    FITS("a FITS file"),
    /** Compressed data. */
    ZSTD("a zstd file"),
    /** Compressed data. */
    XZ("an xz file"),
    /** Compressed data. */
    BZIP2("a bzip2 file"),
    /** Compressed data. */
    LZ4("an LZ4 file"),
    /** An archive of files. */
    TAR("a tar archive"),
    /** A picture. */
    PNG("a PNG picture"),
    /** A picture. */
    JPEG("a JPEG picture"),
    /** A document. */
    PDF("a PDF document"),
    /** A program. */
    ELF("an ELF program or library"),
    /** A program. */
    CLASS("a Java class"),
    /** Python's own serialisation. */
    PICKLE("a Python pickle"),
    /** Nothing. */
    EMPTY("an empty file"),
    /** Nothing that is known here. */
    UNKNOWN("a file of unknown format");

    /** Bytes that tell all formats apart; the name of a tar archive's format stands at 257. */
    private static final int HEAD_BYTES = 4096;

    private static final int TAR_MAGIC_OFFSET = 257;

    /** An HDF5 file may start with a block of the user's, of 512 bytes or a doubling of that. */
    private static final int USER_BLOCK_BYTES = 512;

    /** Longest JSON header taken for one; the amplitudes follow behind it. */
    private static final int QMS_HEADER_MAX = 64 << 20;

    /** First bytes in hex, and what they mean. Longer ones stand before their own beginnings. */
    private static final Object[][] MAGICS = {
        {"895443530d0a1a0a", SEGMENT},
        {"8954434c0d0a1a0a", LOG},
        {"894844460d0a1a0a", HDF5},
        {"934e554d5059", NPY},
        {"514d5301", QMS},
        {"504b0304", ZIP},
        {"504b0506", ZIP},
        {"1f8b", GZIP},
        {"50415231", PARQUET},
        {"50415245", PARQUET},
        {"4152524f5731", ARROW},
        {"4645413120", ARROW},
        {"46454131", ARROW},
        {"4f5243", ORC},
        {"4f626a01", AVRO},
        {"53514c69746520666f726d6174203300", SQLITE},
        {"43444601", NETCDF},
        {"43444602", NETCDF},
        {"43444605", NETCDF},
        {"4d41544c414220352e30", MATLAB},
        {"53494d504c4520203d", FITS},
        {"28b52ffd", ZSTD},
        {"fd377a585a00", XZ},
        {"425a68", BZIP2},
        {"04224d18", LZ4},
        {"89504e470d0a1a0a", PNG},
        {"ffd8ff", JPEG},
        {"255044462d", PDF},
        {"7f454c46", ELF},
        {"cafebabe", CLASS},
        {"8002", PICKLE},
        {"8003", PICKLE},
        {"8004", PICKLE},
        {"8005", PICKLE},
    };

    private final String text;

    FileType(String text) {
        this.text = text;
    }

    /** Returns what it is in words, with an article. */
    public String text() {
        return text;
    }

    /** Finds out what a file is. */
    public static FileType of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(HEAD_BYTES));
        }
    }

    /** Finds out what a file is that starts with these bytes, up to 4096 of them. */
    public static FileType of(byte[] head) {
        if (head.length == 0) {
            return EMPTY;
        }
        for (Object[] magic : MAGICS) {
            byte[] wanted = HexFormat.of().parseHex((String) magic[0]);
            if (hasAt(head, 0, wanted)) {
                return (FileType) magic[1];
            }
        }
        if (hasAt(head, 8, "DUCK".getBytes(StandardCharsets.US_ASCII))) {
            return DUCKDB;
        }
        if (hasAt(head, TAR_MAGIC_OFFSET, "ustar".getBytes(StandardCharsets.US_ASCII))) {
            return TAR;
        }
        for (int at = USER_BLOCK_BYTES; at < head.length; at *= 2) {
            if (hasAt(head, at, HexFormat.of().parseHex("894844460d0a1a0a"))) {
                return HDF5;
            }
        }
        return hasJsonHeader(head) ? jsonHeader(head) : textual(head);
    }

    private static boolean hasAt(byte[] head, int at, byte[] wanted) {
        int end = at + wanted.length;
        return head.length >= end && Arrays.equals(head, at, end, wanted, 0, wanted.length);
    }

    /** A length and a brace: the start of a state. */
    private static boolean hasJsonHeader(byte[] head) {
        if (head.length < 5 || head[4] != '{') {
            return false;
        }
        int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return length > 1 && length <= QMS_HEADER_MAX;
    }

    private static FileType jsonHeader(byte[] head) {
        int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
        int end = 4 + length;
        // zlib streams start with 78; a .qms has a marker there.
        return end < head.length && head[end] == 0x78 ? JSON_ZLIB : QMS;
    }

    private static FileType textual(byte[] head) {
        int first = -1;
        for (byte b : head) {
            boolean control = b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f';
            if (control || b == 0x7f) {
                return UNKNOWN;
            }
            first = first < 0 && b != ' ' && b != '\n' && b != '\r' && b != '\t' ? b : first;
        }
        return first == '{' || first == '[' ? JSON : TEXT;
    }
}
