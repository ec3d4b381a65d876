package io.thermocline.formats.qms;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipException;

/**
 * The only class here that touches zstd-jni, an optional dependency with native code: it is loaded
 * after {@link io.thermocline.formats.encoding.ZstdSupport#isAvailable} has said yes.
 */
final class ZstdStreams {
    /** Zstandard's own default, a compromise of speed and size; readers do not care. */
    private static final int LEVEL = 3;

    private ZstdStreams() {}

    /** Encodes; closing ends the frame and leaves {@code out} open. */
    static OutputStream encode(OutputStream out) throws IOException {
        OutputStream kept =
                new FilterOutputStream(out) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        flush();
                    }
                };
        return new ZstdOutputStream(kept, LEVEL).setChecksum(true).setCloseFrameOnFlush(false);
    }

    /** Decodes; damage appears as {@link ZipException}, as it does from the JDK's inflater. */
    static InputStream decode(InputStream in) throws IOException {
        return new FilterInputStream(new ZstdInputStream(in)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                try {
                    return super.read(target, offset, length);
                } catch (ZstdIOException e) {
                    ZipException damage = new ZipException(e.getMessage());
                    damage.initCause(e);
                    throw damage;
                }
            }
        };
    }
}
