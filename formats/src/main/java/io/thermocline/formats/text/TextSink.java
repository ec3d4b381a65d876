package io.thermocline.formats.text;

/** Where {@link ValueFormat} writes text: a string for printers, bytes for files. */
interface TextSink {
    /** Appends a character below 128. */
    void ascii(char c);

    /** Appends characters below 128. */
    void ascii(String text);

    /** Appends an integer in decimal digits. */
    void decimal(long value);

    /** Appends the UTF-8 text in bytes [from, to). */
    void utf8(byte[] text, int from, int to);
}
