package io.thermocline.formats.text;

import java.nio.charset.StandardCharsets;

/** Writes into a string builder. */
record BuilderSink(StringBuilder out) implements TextSink {
    @Override
    public void ascii(char c) {
        out.append(c);
    }

    @Override
    public void ascii(String text) {
        out.append(text);
    }

    @Override
    public void decimal(long value) {
        out.append(value);
    }

    @Override
    public void utf8(byte[] text, int from, int to) {
        out.append(new String(text, from, to - from, StandardCharsets.UTF_8));
    }
}
