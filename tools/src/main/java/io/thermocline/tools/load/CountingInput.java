package io.thermocline.tools.load;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes were read. */
final class CountingInput extends FilterInputStream {
    private final LongConsumer progress;

    /** Reading thread. */
    private long count;

    CountingInput(InputStream in, LongConsumer progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int read = super.read(target, from, length);
        if (read > 0) {
            count += read;
            progress.accept(count);
        }
        return read;
    }
}
