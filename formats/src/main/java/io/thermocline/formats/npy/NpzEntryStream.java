package io.thermocline.formats.npy;

import static io.thermocline.formats.npy.ZipLayout.SEE_64;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Receives the bytes of one archive entry. The local header is written first and patched with
 * CRC-32 and sizes at the end, so that no reader needs a trailing descriptor.
 */
final class NpzEntryStream extends OutputStream {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int ALIGNMENT_FIELD_BYTES = 3 * Short.BYTES;
    private static final int ZIP64_FIELD_BYTES = 2 * Short.BYTES + 2 * Long.BYTES;
    private static final short VERSION = 20;
    private static final short VERSION_64 = 45;

    private final FileChannel channel;
    private final String name;
    private final long byteSize;
    private final boolean isDeflated;
    private final boolean is64;
    private final long headerOffset;
    private final long dataOffset;
    private final CRC32 crc = new CRC32();
    private final Deflater deflater;
    private final byte[] chunk = new byte[CHUNK_BYTES];

    /** Bytes received so far. */
    private long written;

    /** Bytes in the file, valid once complete. */
    private long storedBytes;

    private boolean isComplete;
    private boolean isClosed;

    /**
     * Starts an entry at the channel's position.
     *
     * @param byteSize how many bytes will follow, exactly
     */
    NpzEntryStream(FileChannel channel, String name, long byteSize, boolean isDeflated)
            throws IOException {
        this.channel = channel;
        this.name = name;
        this.byteSize = byteSize;
        this.isDeflated = isDeflated;
        // Deflate may expand a little: 5 bytes for each block of 16 KiB, and then some.
        this.is64 = byteSize + (byteSize >>> 10) + CHUNK_BYTES >= SEE_64;
        this.headerOffset = channel.position();
        this.deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        writeFully(localHeader());
        this.dataOffset = channel.position();
    }

    private ByteBuffer localHeader() {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int wideBytes = is64 ? ZIP64_FIELD_BYTES : 0;
        long unpadded =
                headerOffset
                        + ZipLayout.LOCAL_BYTES
                        + text.length
                        + wideBytes
                        + ALIGNMENT_FIELD_BYTES;
        int padding = Math.floorMod(-unpadded, NpyHeader.ALIGNMENT);
        int extraBytes = wideBytes + ALIGNMENT_FIELD_BYTES + padding;
        ByteBuffer header =
                ByteBuffer.allocate(ZipLayout.LOCAL_BYTES + text.length + extraBytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(ZipLayout.LOCAL_MAGIC)
                        .putShort(is64 ? VERSION_64 : VERSION)
                        .putShort((short) ZipLayout.FLAG_UTF8)
                        .putShort((short) method())
                        .putShort((short) 0)
                        .putShort(ZipLayout.NO_DATE)
                        .putInt((int) crc.getValue())
                        .putInt((int) (is64 ? SEE_64 : storedBytes))
                        .putInt((int) (is64 ? SEE_64 : byteSize))
                        .putShort((short) text.length)
                        .putShort((short) extraBytes)
                        .put(text);
        if (is64) {
            header.putShort((short) ZipLayout.EXTRA_ZIP64)
                    .putShort((short) (2 * Long.BYTES))
                    .putLong(byteSize)
                    .putLong(storedBytes);
        }
        return header.putShort((short) ZipLayout.EXTRA_ALIGNMENT)
                .putShort((short) (Short.BYTES + padding))
                .putShort((short) NpyHeader.ALIGNMENT)
                .rewind();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > byteSize - written) {
            throw new IllegalStateException(
                    "entry %s: expected %d bytes, found more".formatted(name, byteSize));
        }
        crc.update(bytes, offset, length);
        written += length;
        if (isDeflated) {
            deflater.setInput(bytes, offset, length);
            while (!deflater.needsInput()) {
                drain();
            }
        } else {
            writeFully(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    private void drain() throws IOException {
        int count = deflater.deflate(chunk);
        writeFully(ByteBuffer.wrap(chunk, 0, count));
    }

    private void writeFully(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Ends the entry; if bytes are missing, the archive can no longer be finished. */
    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (isDeflated && written == byteSize) {
            deflater.finish();
            while (!deflater.finished()) {
                drain();
            }
        }
        deflater.end();
        if (written == byteSize) {
            long end = channel.position();
            storedBytes = end - dataOffset;
            channel.position(headerOffset);
            writeFully(localHeader());
            channel.position(end);
            isComplete = true;
        }
    }

    /** Returns whether all bytes were received and the header patched. */
    boolean isComplete() {
        return isComplete;
    }

    String name() {
        return name;
    }

    int method() {
        return isDeflated ? ZipLayout.METHOD_DEFLATED : ZipLayout.METHOD_STORED;
    }

    int crc() {
        return (int) crc.getValue();
    }

    long byteSize() {
        return byteSize;
    }

    long storedBytes() {
        return storedBytes;
    }

    long headerOffset() {
        return headerOffset;
    }
}
