package io.thermocline.engine.internal.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads file bytes into private memory, where a bad page is an exception and not a signal. */
final class FileBytes {
    private FileBytes() {}

    /**
     * Fills {@code target} from a position of a file.
     *
     * @return false if the file ends before
     */
    static boolean read(FileChannel channel, long position, byte[] target) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(target);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                return false;
            }
        }
        return true;
    }
}
