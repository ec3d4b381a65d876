package io.thermocline.formats.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes that do not stop half-way: a channel may take fewer bytes than offered. */
final class WholeWrites {
    private WholeWrites() {}

    /** Writes all remaining bytes at {@code position} and returns the position behind them. */
    static long write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        return at;
    }
}
