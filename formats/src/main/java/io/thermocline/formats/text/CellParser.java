package io.thermocline.formats.text;

import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;

import java.util.concurrent.TimeUnit;

/**
 * Reads the text of one value into a column.
 *
 * <p>Forms, by type; white space around all but text and JSON is dropped:
 *
 * <pre>
 *   bool         true false t f yes no y n 1 0, in any case
 *   integers     digits with a sign, within the range of the type
 *   f16 f32 f64  decimal numbers, nan, inf, infinity
 *   complex      1.5+2j, (1+2j), 2i, [1.5, 2]
 *   timestamp    2013-01-31, 2013-01-31T06:30:00.5+01:00, 2013-01-31 06:30, or an integer
 *   string       any UTF-8
 *   json         one JSON value, kept as it is written
 *   binary       base64
 *   f64[3] etc.  a JSON array; NaN and infinities bare or in quotes
 *   list&lt;string&gt; a JSON array of strings
 * </pre>
 *
 * <p>Instances keep scratch memory: one thread at a time.
 */
public interface CellParser {
    /**
     * Appends the value in [from, to) as a row of {@code column}. After an exception the column may
     * hold a part of a row, which {@link ColumnBuilder#truncate} drops.
     *
     * @throws BadCellException if the text is no value of the type
     */
    void parse(byte[] text, int from, int to, ColumnBuilder column);

    /**
     * Returns a parser of values of {@code type}.
     *
     * @param epochUnit unit of timestamps written as integers
     */
    static CellParser of(ColumnType type, TimeUnit epochUnit) {
        return switch (type.kind()) {
            case SCALAR -> ScalarCells.of(type.element());
            case TIMESTAMP -> new ScalarCells.Timestamps(epochUnit);
            case STRING -> new TextCells.Strings();
            case JSON -> new TextCells.JsonValues();
            case BINARY -> new TextCells.Binaries();
            case VECTOR, LIST -> new ArrayCells(type);
            case STRING_LIST -> new TextCells.StringLists();
        };
    }
}
