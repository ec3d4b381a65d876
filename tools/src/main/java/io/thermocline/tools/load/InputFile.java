package io.thermocline.tools.load;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.segment.SegmentReader;
import io.thermocline.formats.text.CsvDialect;
import io.thermocline.formats.text.ImportOptions;
import io.thermocline.formats.text.TextFiles;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A file to read rows from, as often as needed.
 *
 * @param path where its bytes lie
 * @param name its name, which tells CSV from JSON; differs from the path for piped data
 * @param format its format
 * @param dialect of CSV
 * @param options of texts
 * @param datasets arrays wanted, of formats that hold several; empty for the longest
 * @param talk told in lines what is left out
 */
public record InputFile(
        Path path,
        String name,
        InputFormat format,
        CsvDialect dialect,
        ImportOptions options,
        List<String> datasets,
        Consumer<String> talk) {

    /** Returns a file of the format that its bytes show. */
    public static InputFile of(
            Path path,
            String name,
            CsvDialect dialect,
            ImportOptions options,
            List<String> datasets,
            Consumer<String> talk)
            throws IOException {
        InputFormat format = InputFormat.of(path);
        boolean hasNames = format == InputFormat.NPZ || format == InputFormat.HDF5;
        if (!datasets.isEmpty() && !hasNames && format != InputFormat.NPY) {
            throw new FormatException(
                    path + ": --dataset chooses arrays of NPZ and HDF5 files; this is none");
        }
        return new InputFile(path, name, format, dialect, options, datasets, talk);
    }

    /** Returns whether values are texts that only a schema gives types to. */
    public boolean isText() {
        return format == InputFormat.TEXT;
    }

    /** Returns the bytes of the file. */
    public long byteSize() throws IOException {
        return Files.size(path);
    }

    /**
     * Starts to read.
     *
     * @param schema columns wanted of a text, or null to infer them; other formats have their own
     * @param verify whether to look at checksums that reading alone does not look at
     * @param progress told the bytes read so far
     */
    public RowSource open(@Nullable Schema schema, boolean verify, LongConsumer progress)
            throws IOException {
        return switch (format) {
            case TEXT -> {
                InputStream in = new CountingInput(Files.newInputStream(path), progress);
                yield new TextSource(TextFiles.open(in, name, schema, dialect, options));
            }
            case NPY -> NpySource.open(path, column(), progress);
            case NPZ -> NpySource.open(path, new ArrayChoice(datasets, talk), verify, progress);
            case SEGMENT ->
                    new StoredSource(
                            new SegmentReader(
                                    path, FileChannel.open(path, StandardOpenOption.READ)),
                            progress);
            case HDF5 -> Hdf5Source.open(path, new ArrayChoice(datasets, talk), progress);
        };
    }

    /** A single array has no name of its own. */
    private String column() {
        return datasets.isEmpty()
                ? "value"
                : datasets.getFirst().substring(datasets.getFirst().lastIndexOf('=') + 1);
    }
}
