package io.thermocline.tools.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Holds back what is written until it is too much or released. One thread. */
final class HeldOutput extends OutputStream {
    private static final int HELD_BYTES = 1 << 20;

    private final OutputStream out;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean released;

    HeldOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (released) {
            out.write(bytes, from, length);
            return;
        }
        held.write(bytes, from, length);
        if (held.size() > HELD_BYTES) {
            release();
        }
    }

    /** Whether anything went through. */
    boolean isReleased() {
        return released;
    }

    /** Lets through what was held back, and all that follows. */
    void release() throws IOException {
        if (!released) {
            released = true;
            held.writeTo(out);
            out.flush();
        }
    }
}
