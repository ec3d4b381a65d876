package io.thermocline.tools.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Characters on their way to a stream as UTF-8, handed over a block at a time. One thread. */
public final class TextOutput implements Appendable {
    /** Characters collected before they are handed over. */
    private static final int BLOCK_CHARS = 1 << 15;

    private final OutputStream out;
    private final StringBuilder block = new StringBuilder(BLOCK_CHARS + 1024);

    /** Creates an output; {@code out} stays the caller's. */
    public TextOutput(OutputStream out) {
        this.out = out;
    }

    /** Returns where to append; call {@link #handOver} now and then. */
    public StringBuilder text() {
        return block;
    }

    @Override
    public TextOutput append(CharSequence text) throws IOException {
        block.append(text);
        handOver();
        return this;
    }

    @Override
    public TextOutput append(CharSequence text, int start, int end) throws IOException {
        block.append(text, start, end);
        handOver();
        return this;
    }

    @Override
    public TextOutput append(char c) {
        block.append(c);
        return this;
    }

    /** Writes a full block. */
    public void handOver() throws IOException {
        if (block.length() >= BLOCK_CHARS) {
            drain();
        }
    }

    /** Writes everything. */
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    private void drain() throws IOException {
        // A block may end between the halves of a surrogate pair; the second half comes with it.
        int end = block.length();
        if (end > 0 && Character.isHighSurrogate(block.charAt(end - 1))) {
            end--;
        }
        out.write(block.substring(0, end).getBytes(StandardCharsets.UTF_8));
        block.delete(0, end);
    }
}
