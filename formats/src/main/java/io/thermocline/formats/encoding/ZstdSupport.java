package io.thermocline.formats.encoding;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;

import java.nio.ByteBuffer;

/**
 * Access to zstd-jni. Nothing is written with zstd unless the class is present and native access is
 * enabled for its module, so that the JVM prints no warning. What was written with it elsewhere is
 * read wherever the library loads: a warning of the JVM is better than data out of reach.
 */
public final class ZstdSupport {
    /** What to do where zstd cannot be used. */
    static final String ADVICE =
            "put com.github.luben:zstd-jni on the class path and start with"
                    + " --enable-native-access=ALL-UNNAMED";

    private static final String CLASS = "com.github.luben.zstd.Zstd";

    private ZstdSupport() {}

    /** Looks once, on first use. */
    private static final class Holder {
        static final boolean AVAILABLE = find();

        private static boolean find() {
            try {
                Class<?> zstd = Class.forName(CLASS, false, ZstdSupport.class.getClassLoader());
                if (!zstd.getModule().isNativeAccessEnabled()) {
                    return false;
                }
                Native.probe();
                return true;
            } catch (ClassNotFoundException | LinkageError e) {
                return false;
            }
        }
    }

    /** Returns whether zstd can be used in this JVM. Never throws. */
    public static boolean isAvailable() {
        return Holder.AVAILABLE;
    }

    /**
     * Expands direct buffers; the target must be filled exactly.
     *
     * @throws FormatException if the source is no zstd frame of that length
     * @throws UnsupportedFormatException if the library cannot be loaded
     */
    static void unpack(ByteBuffer source, ByteBuffer target, String where) {
        try {
            Native.unpack(source, target, where);
        } catch (LinkageError | IllegalCallerException e) {
            throw new UnsupportedFormatException(
                    where
                            + ": stored with zstd, which this JVM cannot load ("
                            + e
                            + "; "
                            + ADVICE
                            + ")");
        }
    }

    /** Compresses buffers, one after the other. Only where {@link #isAvailable}. One thread. */
    static final class Packer implements AutoCloseable {
        private final ZstdCompressCtx context = new ZstdCompressCtx();

        Packer(int level) {
            context.setLevel(level);
        }

        /** Compresses direct buffers; returns the stored length, or −1 if it did not fit. */
        int pack(ByteBuffer source, ByteBuffer target) {
            try {
                return context.compressDirectByteBuffer(
                        target,
                        target.position(),
                        target.remaining(),
                        source,
                        source.position(),
                        source.remaining());
            } catch (ZstdException e) {
                return -1;
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /** The only other code that touches zstd-jni; loaded after the check, or in the attempt. */
    private static final class Native {
        static void probe() {
            new ZstdCompressCtx().close();
        }

        static void unpack(ByteBuffer source, ByteBuffer target, String where) {
            int expected = target.remaining();
            int found;
            try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
                found =
                        context.decompressDirectByteBuffer(
                                target,
                                target.position(),
                                expected,
                                source,
                                source.position(),
                                source.remaining());
            } catch (ZstdException e) {
                throw new FormatException(
                        where + ": not a zstd frame of " + expected + " bytes: " + e.getMessage(),
                        e);
            }
            if (found != expected) {
                throw new FormatException(
                        where + ": expected " + expected + " bytes after zstd, found " + found);
            }
        }
    }
}
