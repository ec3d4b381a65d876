package io.thermocline.formats;

import java.nio.file.Path;

/** Stored bytes disagree with their specification or with their own checksum. */
public final class CorruptFileException extends FormatException {
    private static final long serialVersionUID = 1L;

    /** Byte offset of the field from the start of the file. */
    private final long offset;

    /**
     * Describes one mismatch.
     *
     * @param file the damaged file, or a name for bytes that came from elsewhere
     * @param offset byte offset of the field from the start of the file
     * @param field name of the field as its specification writes it
     * @param expected what the specification demands
     * @param found what the file holds
     */
    public CorruptFileException(
            Path file, long offset, String field, Object expected, Object found) {
        super(
                "%s: offset 0x%x: %s: expected %s, found %s"
                        .formatted(file, offset, field, expected, found));
        this.offset = offset;
    }

    /**
     * Describes a mismatch with advice.
     *
     * @param file the damaged file, or a name for bytes that came from elsewhere
     * @param offset byte offset of the field from the start of the file
     * @param field name of the field as its specification writes it
     * @param expected what the specification demands
     * @param found what the file holds
     * @param advice what the reader of the message can do about it
     */
    public CorruptFileException(
            Path file, long offset, String field, Object expected, Object found, String advice) {
        super(
                "%s: offset 0x%x: %s: expected %s, found %s (%s)"
                        .formatted(file, offset, field, expected, found, advice));
        this.offset = offset;
    }

    /** Returns the byte offset of the damaged field from the start of the file. */
    public long offset() {
        return offset;
    }
}
