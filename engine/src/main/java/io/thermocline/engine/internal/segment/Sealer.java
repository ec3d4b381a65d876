package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.io.AtomicFile;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;
import io.thermocline.formats.segment.SegmentInfo;
import io.thermocline.formats.segment.SegmentSummary;
import io.thermocline.formats.segment.SegmentWriter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Turns rows of the tail into an immutable hot segment file: written under a temporary name,
 * forced, renamed, its directory forced.
 *
 * <p>When it returns, the file survives a power cut; it counts once the catalogue names it. A
 * failure leaves no file behind. Thread rules: any thread; one file by one thread.
 */
public final class Sealer {
    private final Storage storage;

    /** Creates a sealer. */
    public Sealer(Storage storage) {
        this.storage = storage;
    }

    /**
     * A sealed file.
     *
     * @param file where it is
     * @param info what its header says
     * @param summary what was written
     */
    public record SealedFile(Path file, SegmentInfo info, SegmentSummary summary) {
        /** Returns the length of the file in bytes. */
        public long bytes() {
            return summary.fileBytes();
        }
    }

    /**
     * Seals the first rows of an extent. The extent must not be released meanwhile.
     *
     * @param extent where the rows are
     * @param rowCount rows, at least 1
     * @param target file to make; its directory is made if missing
     */
    public SealedFile seal(TailExtentView extent, int rowCount, Path target) {
        return seal(
                extent.stored(rowCount),
                target,
                new SegmentInfo(
                        extent.segmentId(),
                        extent.tableOrdinal(),
                        extent.baseRow(),
                        rowCount,
                        extent.firstAppendNanos(),
                        extent.lastAppendNanos()));
    }

    /**
     * Seals rows.
     *
     * @param rows the rows, all of which are written
     * @param target file to make; its directory is made if missing
     * @param info what the header says
     * @throws UncheckedIOException if the file cannot be written
     * @throws io.thermocline.formats.CorruptFileException if the rows are damaged
     */
    public SealedFile seal(StoredColumns rows, Path target, SegmentInfo info) {
        Path directory = Objects.requireNonNull(target.toAbsolutePath().getParent());
        Path temporary = AtomicFile.temporary(target);
        try {
            storage.createDirectories(directory);
            SegmentSummary summary = write(rows, temporary, info);
            storage.rename(temporary, target);
            storage.syncDirectory(directory);
            return new SealedFile(target, info, summary);
        } catch (IOException e) {
            AtomicFile.deleteQuietly(storage, temporary, e);
            throw new UncheckedIOException(target + ": cannot be sealed: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            AtomicFile.deleteQuietly(storage, temporary, e);
            throw e;
        }
    }

    private SegmentSummary write(StoredColumns rows, Path file, SegmentInfo info)
            throws IOException {
        try (ChunkCodec codec = new ChunkCodec(Codec.RAW, 0);
                FileChannel channel =
                        storage.open(file, Storage.Access.WRITE, Storage.Access.CREATE_NEW)) {
            SegmentSummary summary = SegmentWriter.write(channel, info, List.of(rows), codec);
            channel.force(true);
            return summary;
        }
    }
}
