package io.thermocline.tools.inspect;

import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.tools.output.Report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Looks into files of one type. Stateless; any thread. */
public interface FileInspector {
    /**
     * Adds what is in a file to a report. Reads as little as that takes.
     *
     * @throws io.thermocline.formats.FormatException if the file is not what its first bytes say
     */
    void inspect(Path file, Report report) throws IOException;

    /**
     * Reads all of a file and compares its checksums and references.
     *
     * @param progress told the bytes read so far
     * @return in words what was compared
     * @throws io.thermocline.formats.CorruptFileException if something differs
     */
    String verify(Path file, LongConsumer progress) throws IOException;

    /**
     * Returns the inspector of a file, whatever its name.
     *
     * @throws UnsupportedFormatException if it is of a format that we do not look into; says which
     */
    static FileInspector of(Path file) throws IOException {
        FileType type = FileType.of(file);
        return switch (type) {
            case SEGMENT -> new SegmentInspector();
            case LOG -> new LogInspector();
            case QMS -> new QmsInspector();
            case NPY -> new NpyInspector();
            case ZIP -> new NpzInspector();
            case HDF5 -> new Hdf5Inspector();
            default ->
                    throw new UnsupportedFormatException(
                            "%s: this is %s%s".formatted(file, type.text(), advice(type)));
        };
    }

    private static String advice(FileType type) {
        return switch (type) {
            case TEXT, JSON, GZIP -> "; import reads CSV and JSON lines, compressed or not";
            case PARQUET, ARROW, SQLITE, DUCKDB, ORC, AVRO ->
                    ", which Thermocline does not read; have its own program write CSV, JSON lines,"
                            + " NPY or HDF5, and import that";
            case EMPTY -> "";
            default ->
                    "; inspect and verify look into segments, logs, .qms, HDF5, NPY and NPZ files";
        };
    }

    /** Returns facts that every file has. */
    static Report report(Path file) throws IOException {
        return new Report()
                .fact("file", file.toString())
                .fact("format", FileType.of(file).text())
                .fact("file_bytes", Files.size(file));
    }
}
