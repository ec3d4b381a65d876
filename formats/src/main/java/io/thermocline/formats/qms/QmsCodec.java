package io.thermocline.formats.qms;

import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.encoding.ZstdSupport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** How the amplitudes of a state lie in a file. */
public enum QmsCodec {
    /** As they are: little-endian pairs of binary64 that can be mapped. */
    RAW("none", 1),
    /** A zlib stream, which the original programs read. */
    ZLIB("zlib", 1032),
    /** A Zstandard frame; needs zstd-jni and native access, see {@link #isAvailable}. */
    ZSTD("zstd", (128 << 10) / 4);

    /**
     * States of more bytes than this are compressed in portable files. 16 qubits are exactly this
     * many and stay raw.
     */
    public static final long PORTABLE_RAW_BYTES_MAX = 1 << 20;

    private static final int CHUNK_BYTES = 1 << 16;

    private final String text;

    /**
     * Bytes that one encoded byte can stand for at most: two bits a match of 258 bytes in deflate,
     * a block of 128 KiB in 4 bytes in Zstandard.
     */
    private final long ratioMax;

    QmsCodec(String text, long ratioMax) {
        this.text = text;
        this.ratioMax = ratioMax;
    }

    /** Returns the name used in headers and metadata. */
    public String text() {
        return text;
    }

    /** Returns whether this process can encode and decode it. */
    public boolean isAvailable() {
        return this != ZSTD || ZstdSupport.isAvailable();
    }

    /** Returns whether this many encoded bytes can stand for that many decoded ones. */
    boolean canHold(long byteSize, long storedBytes) {
        return this == RAW ? byteSize == storedBytes : byteSize / ratioMax <= storedBytes;
    }

    /**
     * Returns the codec with which every reader of the format opens a state.
     *
     * @param amplitudeBytes size of the amplitudes in bytes
     */
    public static QmsCodec portable(long amplitudeBytes) {
        return amplitudeBytes > PORTABLE_RAW_BYTES_MAX ? ZLIB : RAW;
    }

    /** Returns the codec of a stream with these first bytes, or null if it is none we know. */
    static @Nullable QmsCodec sniff(byte[] first) {
        if (first.length >= 4
                && first[0] == 0x28
                && first[1] == (byte) 0xb5
                && first[2] == 0x2f
                && first[3] == (byte) 0xfd) {
            return ZSTD;
        }
        return first.length >= 2 && first[0] == 0x78 ? ZLIB : null;
    }

    /** Returns a stream that writes encoded bytes to {@code out} and leaves it open when closed. */
    OutputStream encode(OutputStream out, Path file) throws IOException {
        requireAvailable(file);
        return switch (this) {
            case RAW -> out;
            case ZLIB -> new ZlibOutput(out);
            case ZSTD -> ZstdStreams.encode(out);
        };
    }

    void requireAvailable(Path file) {
        if (!isAvailable()) {
            throw new UnsupportedFormatException(
                    file
                            + ": amplitudes in Zstandard need com.github.luben:zstd-jni on the"
                            + " class path and --enable-native-access for it");
        }
    }

    /** Deflates at the highest level, as the original programs do, and frees the deflater. */
    private static final class ZlibOutput extends DeflaterOutputStream {
        ZlibOutput(OutputStream out) {
            super(out, new Deflater(Deflater.BEST_COMPRESSION), CHUNK_BYTES);
        }

        @Override
        public void close() throws IOException {
            try {
                finish();
            } finally {
                def.end();
            }
        }
    }
}
