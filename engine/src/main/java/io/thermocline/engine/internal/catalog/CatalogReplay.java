package io.thermocline.engine.internal.catalog;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.SnapshotEnded;
import io.thermocline.formats.journal.CatalogRecordCodec;
import io.thermocline.formats.journal.FrameLayout;
import io.thermocline.formats.journal.FrameReader;
import io.thermocline.formats.journal.LogHeader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Turns the frames of one catalogue log into its state; may go on later where it stopped. One
 * thread at a time.
 */
final class CatalogReplay {
    private final Path file;
    private final LogHeader header;
    private final CatalogDraft draft = new CatalogDraft();
    private FrameReader.Mark mark;
    private boolean snapshotWhole;

    /** Records of the snapshot so far. */
    private long snapshotRecords;

    /** Why the log ends where it ends, or null if nothing was cut. */
    private @Nullable String torn;

    private CatalogReplay(Path file, FrameReader reader) {
        this.file = file;
        this.header = reader.header();
        this.mark = reader.mark();
    }

    /**
     * Reads a log from its start to its end.
     *
     * @throws CorruptFileException if bytes that were durable are damaged, or it is not the log
     *     that its name says
     */
    static CatalogReplay read(FileChannel channel, Path file) throws IOException {
        FrameReader reader = FrameReader.open(channel, file);
        CatalogReplay replay = new CatalogReplay(file, reader);
        replay.requireRightLog();
        replay.apply(reader);
        if (!replay.snapshotWhole) {
            // The file got its name after its snapshot was forced, so this is no torn write.
            throw new CorruptFileException(
                    file,
                    reader.end().offset(),
                    "snapshot",
                    "its end",
                    reader.end().isTorn() ? reader.end().torn() : "the end of the file",
                    "restore the file from a backup or another copy of the store");
        }
        if (!replay.draft.storeId().equals(replay.storeId())) {
            throw new CorruptFileException(
                    file, 0, "store id", replay.draft.storeId(), replay.storeId());
        }
        return replay;
    }

    /**
     * Reads what was appended since.
     *
     * @return whether there was a commit
     */
    boolean readMore(FileChannel channel) throws IOException {
        long before = draft.commits();
        apply(FrameReader.resume(channel, file, header, mark));
        return draft.commits() != before;
    }

    private void requireRightLog() {
        long expected = StoreLayout.generation(file);
        if (header.kind() != LogHeader.Kind.CATALOGUE || header.number() != expected) {
            throw new CorruptFileException(
                    file,
                    0,
                    "header",
                    "catalogue log " + expected,
                    header.kind() + " log " + header.number());
        }
    }

    private void apply(FrameReader reader) throws IOException {
        while (reader.next()) {
            try {
                apply(reader.kind(), reader);
            } catch (UnsupportedFormatException e) {
                throw new UnsupportedFormatException(file + ": " + e.getMessage());
            } catch (CorruptFileException e) {
                throw e;
            } catch (FormatException e) {
                throw reader.corruptBody(e);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw reader.corruptBody(new FormatException(String.valueOf(e.getMessage()), e));
            }
            mark = reader.mark();
        }
        torn = reader.end().isTorn() ? reader.end().torn() : null;
    }

    private void apply(int kind, FrameReader reader) {
        switch (kind) {
            case FrameLayout.KIND_MARK -> {
                // Speaks to the reader of frames only.
            }
            case FrameLayout.KIND_SNAPSHOT -> {
                if (snapshotWhole) {
                    throw new FormatException("expected one snapshot, found more");
                }
                CatalogRecordCodec.decode(reader.body()).forEach(this::applySnapshot);
            }
            case FrameLayout.KIND_COMMIT -> {
                if (!snapshotWhole) {
                    throw new FormatException("expected the snapshot first, found a commit");
                }
                draft.commit(CatalogRecordCodec.decode(reader.body()));
            }
            default ->
                    throw new UnsupportedFormatException(
                            "frame %d: expected kinds 1..3, found %d (written by a newer Thermocline; upgrade to read it)"
                                    .formatted(reader.sequence(), kind));
        }
    }

    private void applySnapshot(CatalogRecord record) {
        if (record instanceof SnapshotEnded end) {
            if (end.records() != snapshotRecords) {
                throw new FormatException(
                        "snapshot: expected "
                                + end.records()
                                + " records, found "
                                + snapshotRecords);
            }
            snapshotWhole = true;
        } else {
            snapshotRecords++;
        }
        draft.apply(record);
    }

    /** Returns the state after the last whole frame. */
    CatalogState state() {
        return draft.freeze();
    }

    /** Returns the store that the log belongs to. */
    UUID storeId() {
        return header.storeId();
    }

    /** Returns the commits since the store was made. */
    long commits() {
        return draft.commits();
    }

    /** Returns the first byte not yet applied. */
    long offset() {
        return mark.offset();
    }

    /** Returns the generation of the log. */
    long generation() {
        return header.number();
    }

    /** Returns why the last bytes are no frame, or null if nothing was cut. */
    @Nullable String torn() {
        return torn;
    }
}
