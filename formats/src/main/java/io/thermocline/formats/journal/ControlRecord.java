package io.thermocline.formats.journal;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A decision that takes its place among the rows: everything that changes tables but rows
 * themselves.
 *
 * <pre>
 *   0       4          12            16
 *   +-------+----------+-------------+------------------
 *   | tag   | number   | text bytes  | UTF-8 text …
 *   +-------+----------+-------------+------------------
 * </pre>
 *
 * <p>Tag i32, number i64 (table ordinal or file number), text the schema as JSON where there is
 * one.
 */
public sealed interface ControlRecord {
    /** Returns the table ordinal or file number. */
    long number();

    /**
     * A table begins.
     *
     * @param number ordinal, never used before
     * @param schema its first schema as JSON
     */
    record CreateTable(long number, String schema) implements ControlRecord {}

    /**
     * A table goes on under another schema; its tail rolls.
     *
     * @param number ordinal
     * @param schema the new schema as JSON
     */
    record ChangeSchema(long number, String schema) implements ControlRecord {}

    /**
     * A table ends; rows for it that come later are not stored.
     *
     * @param number ordinal
     */
    record DropTable(long number) implements ControlRecord {}

    /**
     * A table's tail is to be sealed, full or not.
     *
     * @param number ordinal
     */
    record SealTable(long number) implements ControlRecord {}

    /**
     * A file that was staged outside the ring becomes part of the store.
     *
     * @param number file number
     */
    record PublishFile(long number) implements ControlRecord {}

    /** Length of the part before the text. */
    int HEADER_BYTES = 16;

    /** Returns the bytes of the record. */
    default byte[] encode() {
        byte[] text = text().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[HEADER_BYTES + text.length];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        memory.set(ColumnVector.INT, 0, tag());
        memory.set(ColumnVector.LONG, 4, number());
        memory.set(ColumnVector.INT, 12, text.length);
        MemorySegment.copy(MemorySegment.ofArray(text), 0, memory, HEADER_BYTES, text.length);
        return bytes;
    }

    private int tag() {
        return switch (this) {
            case CreateTable _ -> 1;
            case ChangeSchema _ -> 2;
            case DropTable _ -> 3;
            case SealTable _ -> 4;
            case PublishFile _ -> 5;
        };
    }

    private String text() {
        return switch (this) {
            case CreateTable create -> create.schema;
            case ChangeSchema change -> change.schema;
            case DropTable _, SealTable _, PublishFile _ -> "";
        };
    }

    /**
     * Reads a record.
     *
     * @param body exactly the bytes of {@link #encode}
     * @throws FormatException if the tag or a length does not hold
     */
    static ControlRecord decode(MemorySegment body) {
        if (body.byteSize() < HEADER_BYTES) {
            throw new FormatException(
                    "control record: expected at least "
                            + HEADER_BYTES
                            + " bytes, found "
                            + body.byteSize());
        }
        int tag = body.get(ColumnVector.INT, 0);
        long number = body.get(ColumnVector.LONG, 4);
        int length = body.get(ColumnVector.INT, 12);
        if (length < 0 || length != body.byteSize() - HEADER_BYTES) {
            throw new FormatException(
                    "control record: expected "
                            + (body.byteSize() - HEADER_BYTES)
                            + " bytes of text, found "
                            + length);
        }
        String text =
                new String(
                        body.asSlice(HEADER_BYTES).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.UTF_8);
        return switch (tag) {
            case 1 -> new CreateTable(number, text);
            case 2 -> new ChangeSchema(number, text);
            case 3 -> new DropTable(number);
            case 4 -> new SealTable(number);
            case 5 -> new PublishFile(number);
            default ->
                    throw new FormatException(
                            "control record: expected a tag in 1..5, found " + tag);
        };
    }
}
