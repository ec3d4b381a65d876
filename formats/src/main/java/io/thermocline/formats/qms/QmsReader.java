package io.thermocline.formats.qms;

import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.qms.QmsContents.Amplitudes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Reads a state file, plain or sectioned.
 *
 * <p>Opening reads header and metadata and checks them against each other; amplitudes are read when
 * asked for, mapped, whole or as a stream. {@link #verify} checks their SHA-256. One thread at a
 * time, except that everything known from opening may be asked by any thread.
 */
public final class QmsReader implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 18;

    private final QmsInput input;
    private final QmsContents contents;
    private final boolean isOwner;

    private QmsReader(QmsInput input, boolean isOwner) throws IOException {
        this.input = input;
        this.isOwner = isOwner;
        this.contents =
                QmsSections.isSectioned(input)
                        ? new QmsSectionedParser(input).parse()
                        : new QmsPlainParser(input).parse();
    }

    /**
     * Opens a file.
     *
     * @throws io.thermocline.formats.FormatException if it is no state, or a damaged one
     */
    public static QmsReader open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new QmsReader(new QmsInput(channel, file, channel.size()), true);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Reads from a channel that stays the caller's.
     *
     * @param channel open for reading; its position is neither used nor changed
     * @param file name for messages
     * @throws io.thermocline.formats.FormatException if it is no state, or a damaged one
     */
    public static QmsReader of(FileChannel channel, Path file) throws IOException {
        return new QmsReader(new QmsInput(channel, file, channel.size()), false);
    }

    /** Returns what the file says about its state. */
    public QmsHeader header() {
        return contents.header();
    }

    /** Returns the metadata, empty where {@link #isMetadataTruncated}. Unmodifiable. */
    public Map<String, @Nullable Object> metadata() {
        return contents.metadata();
    }

    /** Returns whether the file is the sectioned variant. */
    public boolean isSectioned() {
        return contents.isSectioned();
    }

    /**
     * Returns whether the file ends before its metadata do. Exports of the original program always
     * do; their amplitudes are usable.
     */
    public boolean isMetadataTruncated() {
        return contents.isMetadataTruncated();
    }

    /** Returns whether the file holds amplitudes; a state kept as tensors has none. */
    public boolean hasAmplitudes() {
        return contents.amplitudes() != null;
    }

    /** Returns the number of amplitudes, 0 where there are none. */
    public long amplitudeCount() {
        Amplitudes amplitudes = contents.amplitudes();
        return amplitudes == null ? 0 : amplitudes.count();
    }

    /** Returns how the amplitudes are stored; raw where there are none. */
    public QmsCodec codec() {
        Amplitudes amplitudes = contents.amplitudes();
        return amplitudes == null ? QmsCodec.RAW : amplitudes.codec();
    }

    /** Returns SHA-256 of the raw amplitude bytes in hex as the file states it, or null. */
    public @Nullable String checksum() {
        String checksum = contents.header().checksum();
        if (checksum == null && contents.metadata().get("checksum") instanceof String text) {
            return QmsHeader.checksum(text, input.file(), 0);
        }
        return checksum;
    }

    /**
     * Returns where the stored amplitudes start, in bytes from the start of the file.
     *
     * @throws IllegalStateException if there are none
     */
    public long dataOffset() {
        return amplitudesOrThrow().offset();
    }

    /**
     * Returns the size of the stored amplitudes in bytes, encoded if they are.
     *
     * @throws IllegalStateException if there are none
     */
    public long storedBytes() {
        return amplitudesOrThrow().storedBytes();
    }

    /** Returns whether {@link #map} works: the amplitudes are raw and aligned to their parts. */
    public boolean isMappable() {
        Amplitudes amplitudes = contents.amplitudes();
        return amplitudes != null
                && amplitudes.codec() == QmsCodec.RAW
                && amplitudes.offset() % Double.BYTES == 0;
    }

    /**
     * Maps the amplitudes in place, read-only. Nothing is checked behind the mapping: call {@link
     * #verify} once before the file is trusted.
     *
     * @param arena owner of the mapping
     * @return complex128, aligned to 64 bytes in files that we wrote
     * @throws IllegalStateException if {@link #isMappable} says no
     */
    public ArrayView map(Arena arena) throws IOException {
        Amplitudes amplitudes = amplitudesOrThrow();
        if (!isMappable()) {
            throw new IllegalStateException(
                    "%s: expected raw, aligned amplitudes to map, found codec %s at 0x%x; read them"
                            .formatted(
                                    input.file(), amplitudes.codec().text(), amplitudes.offset()));
        }
        MemorySegment memory =
                input.channel()
                        .map(
                                FileChannel.MapMode.READ_ONLY,
                                amplitudes.offset(),
                                amplitudes.byteSize(),
                                arena);
        return new ArrayView(ElementType.COMPLEX128, shape(), memory);
    }

    /**
     * Reads all amplitudes; ask {@link #amplitudeCount} first, a few bytes may stand for many.
     *
     * @param arena allocates 16 bytes an amplitude, aligned to 64
     * @return complex128
     * @throws IllegalStateException if there are none
     */
    public ArrayView read(Arena arena) throws IOException {
        Amplitudes amplitudes = amplitudesOrThrow();
        MemorySegment memory = arena.allocate(amplitudes.byteSize(), QmsLayout.ALIGNMENT);
        try (QmsAmplitudes stream = amplitudes()) {
            stream.read(memory);
        }
        return new ArrayView(ElementType.COMPLEX128, shape(), memory);
    }

    private Shape shape() {
        Shape shape = contents.header().shape();
        return shape == null ? Shape.of(amplitudeCount()) : shape;
    }

    /**
     * Opens a stream over the amplitudes, from the first on.
     *
     * @throws IllegalStateException if there are none
     * @throws io.thermocline.formats.UnsupportedFormatException if their codec is not available
     */
    public QmsAmplitudes amplitudes() throws IOException {
        Amplitudes found = amplitudesOrThrow();
        DecodedStream stream =
                new DecodedStream(
                        input,
                        found.codec(),
                        found.offset(),
                        found.storedBytes(),
                        found.byteSize());
        return new QmsAmplitudes(stream, found.count());
    }

    /**
     * Reads the tensors of a matrix product state.
     *
     * @param arena allocates their elements
     * @return the tensors in order, usually complex128 of shape (left, 2, right); empty if the file
     *     has none
     */
    public List<ArrayView> tensors(Arena arena) throws IOException {
        List<ArrayView> tensors = new ArrayList<>();
        for (QmsContents.Tensor tensor : contents.tensors()) {
            tensors.add(QmsSections.read(input, tensor, arena));
        }
        if (contents.metadata().get(QmsSections.TENSORS_KEY) instanceof List<?> list) {
            for (Object item : list) {
                String what =
                        "%s: %s[%d]"
                                .formatted(input.file(), QmsSections.TENSORS_KEY, tensors.size());
                tensors.add(QmsArrays.decode(item, what, arena));
            }
        }
        return tensors;
    }

    /**
     * Reads all amplitudes and compares their SHA-256 with the one that the file states. Header and
     * metadata were checked when the file was opened.
     *
     * @return whether there was anything to compare: false for a state without amplitudes and for
     *     files of the original programs that state no checksum
     * @throws io.thermocline.formats.CorruptFileException if they differ; the message has both
     */
    public boolean verify() throws IOException {
        String expected = checksum();
        if (!hasAmplitudes()) {
            return false;
        }
        MessageDigest digest = QmsLayout.newDigest();
        byte[] chunk = new byte[CHUNK_BYTES];
        try (QmsAmplitudes stream = amplitudes()) {
            MemorySegment memory = MemorySegment.ofArray(chunk);
            for (long read = stream.read(memory); read > 0; read = stream.read(memory)) {
                digest.update(chunk, 0, (int) (read * QmsHeader.AMPLITUDE_BYTES));
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (expected != null && !expected.equals(found)) {
            throw input.corrupt(dataOffset(), "checksum", expected, found);
        }
        return expected != null;
    }

    private Amplitudes amplitudesOrThrow() {
        Amplitudes amplitudes = contents.amplitudes();
        if (amplitudes == null) {
            throw new IllegalStateException(input.file() + ": the state has no amplitudes");
        }
        return amplitudes;
    }

    /** Closes the file if {@link #open} opened it. */
    @Override
    public void close() throws IOException {
        if (isOwner) {
            input.channel().close();
        }
    }
}
