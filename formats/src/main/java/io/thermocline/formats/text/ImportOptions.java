package io.thermocline.formats.text;

import java.util.concurrent.TimeUnit;

/**
 * What reading text does with doubtful input.
 *
 * @param onError what becomes of cells and rows that do not fit
 * @param unknownFields what becomes of fields that the given schema lacks
 * @param epochUnit unit of timestamps written as integers since 1970-01-01T00:00:00Z
 * @param sampleRows rows from which types are inferred where no schema is given, at least 1
 * @param maxRowBytes longest row or JSON record in bytes, 1 KiB to 1 GiB; bounds the memory that a
 *     quote which is never closed can take
 */
public record ImportOptions(
        OnError onError,
        UnknownFields unknownFields,
        TimeUnit epochUnit,
        int sampleRows,
        int maxRowBytes) {

    /** What becomes of cells and rows that do not fit. */
    public enum OnError {
        /** Reading ends with an exception that names file, line and column. */
        FAIL,
        /** The row is left out and counted. */
        SKIP,
        /**
         * The cell becomes null and is counted. Rows with too few cells are filled with nulls. Rows
         * that cannot be saved (null in a column that is not null, too many cells, no JSON) are
         * left out and counted.
         */
        NULL
    }

    /** What becomes of fields that the schema lacks. */
    public enum UnknownFields {
        /** They are an error: of the file for CSV, of the row for JSON lines. */
        REFUSE,
        /** They are left out. */
        IGNORE
    }

    /** Long enough for a vector of 2^20 complex numbers. */
    public static final int DEFAULT_ROW_BYTES = 64 << 20;

    /** Enough rows for rare values to show, read in a few milliseconds. */
    public static final int DEFAULT_SAMPLE_ROWS = 10_000;

    /** Everything doubtful fails; integer timestamps are nanoseconds. */
    public static final ImportOptions DEFAULT =
            new ImportOptions(
                    OnError.FAIL,
                    UnknownFields.REFUSE,
                    TimeUnit.NANOSECONDS,
                    DEFAULT_SAMPLE_ROWS,
                    DEFAULT_ROW_BYTES);

    /** Checks the limits. */
    public ImportOptions {
        if (sampleRows < 1) {
            throw new IllegalArgumentException(
                    "sample rows: expected at least 1, found " + sampleRows);
        }
        if (maxRowBytes < 1 << 10 || maxRowBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "longest row: expected 1024..1073741824 bytes, found " + maxRowBytes);
        }
    }

    /** Returns these options with another treatment of errors. */
    public ImportOptions withOnError(OnError newOnError) {
        return new ImportOptions(newOnError, unknownFields, epochUnit, sampleRows, maxRowBytes);
    }

    /** Returns these options with another treatment of fields that the schema lacks. */
    public ImportOptions withUnknownFields(UnknownFields newUnknownFields) {
        return new ImportOptions(onError, newUnknownFields, epochUnit, sampleRows, maxRowBytes);
    }

    /** Returns these options with another unit of integer timestamps. */
    public ImportOptions withEpochUnit(TimeUnit newEpochUnit) {
        return new ImportOptions(onError, unknownFields, newEpochUnit, sampleRows, maxRowBytes);
    }

    /** Returns these options with another number of rows for inference. */
    public ImportOptions withSampleRows(int newSampleRows) {
        return new ImportOptions(onError, unknownFields, epochUnit, newSampleRows, maxRowBytes);
    }

    /** Returns these options with another limit of a row. */
    public ImportOptions withMaxRowBytes(int newMaxRowBytes) {
        return new ImportOptions(onError, unknownFields, epochUnit, sampleRows, newMaxRowBytes);
    }
}
