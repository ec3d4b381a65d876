package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens text files, compressed or not, CSV or JSON. */
public final class TextFiles {
    private static final int BUFFER_BYTES = 64 << 10;

    private TextFiles() {}

    /**
     * Opens a file of rows.
     *
     * <p>Names ending in {@code .ndjson}, {@code .jsonl} or {@code .json} are JSON, {@code .tsv} is
     * CSV with tabs, {@code .csv} and {@code .txt} are CSV, all also with {@code .gz}; any other
     * file is JSON if it begins with a brace or bracket.
     *
     * @param schema the columns wanted, or null to infer them
     * @param dialect of CSV; a delimiter of 0 is found out
     */
    public static TextReader open(
            Path file, @Nullable Schema schema, CsvDialect dialect, ImportOptions options)
            throws IOException {
        return open(
                Files.newInputStream(file),
                String.valueOf(file.getFileName()),
                schema,
                dialect,
                options);
    }

    /**
     * Opens a stream of rows, compressed or not.
     *
     * @param in closed by the reader, or here on failure
     * @param name its name, as of a file
     * @param schema the columns wanted, or null to infer them
     * @param dialect of CSV; a delimiter of 0 is found out
     */
    public static TextReader open(
            InputStream in,
            String name,
            @Nullable Schema schema,
            CsvDialect dialect,
            ImportOptions options)
            throws IOException {
        InputStream text = new BufferedInputStream(decompressed(in, name), BUFFER_BYTES);
        String lower = name.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        boolean json;
        try {
            json = isJson(lower, text);
        } catch (IOException | RuntimeException e) {
            try (text) {
                throw e;
            }
        }
        if (json) {
            return JsonLinesReader.open(text, name, schema, options);
        }
        boolean tabs = lower.endsWith(".tsv") && dialect.delimiter() == 0;
        CsvDialect known = tabs ? dialect.withDelimiter('\t') : dialect;
        return CsvReader.open(text, name, schema, known, options);
    }

    private static boolean isJson(String name, InputStream text) throws IOException {
        if (name.endsWith(".ndjson") || name.endsWith(".jsonl") || name.endsWith(".json")) {
            return true;
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv") || name.endsWith(".txt")) {
            return false;
        }
        text.mark(BUFFER_BYTES);
        byte[] start = text.readNBytes(BUFFER_BYTES / 2);
        text.reset();
        int first = Ascii.skipSpace(start, 0, start.length);
        return first < start.length && (start[first] == '{' || start[first] == '[');
    }

    /**
     * Returns the text of a stream that may be compressed with gzip, which its first bytes tell.
     *
     * @param in closed by closing the result, or here on failure
     * @param name its name, for messages
     */
    public static InputStream decompressed(InputStream in, String name) throws IOException {
        try {
            BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
            buffered.mark(2);
            int first = buffered.read();
            int second = buffered.read();
            buffered.reset();
            boolean gzip = first == 0x1F && second == 0x8B;
            return gzip ? new GzipText(buffered, name) : buffered;
        } catch (IOException | RuntimeException e) {
            try (in) {
                throw e;
            }
        }
    }

    /** Names the file and the place when compressed data are damaged. */
    private static final class GzipText extends FilterInputStream {
        private final String name;
        private long position;

        GzipText(InputStream in, String name) throws IOException {
            super(open(in, name));
            this.name = name;
        }

        private static InputStream open(InputStream in, String name) throws IOException {
            try {
                return new GZIPInputStream(in, BUFFER_BYTES);
            } catch (EOFException | ZipException e) {
                throw damaged(name, 0, e);
            }
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            try {
                int read = super.read(target, from, length);
                position += Math.max(read, 0);
                return read;
            } catch (EOFException | ZipException e) {
                throw damaged(name, position, e);
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        private static FormatException damaged(String name, long position, IOException cause) {
            String found =
                    cause instanceof EOFException
                            ? "the end of the file (the file is cut off; copy it again)"
                            : "damage (" + cause.getMessage() + "; copy the file again)";
            return new FormatException(
                    "%s: gzip: expected more data after %d decompressed bytes, found %s"
                            .formatted(name, position, found),
                    cause);
        }
    }
}
