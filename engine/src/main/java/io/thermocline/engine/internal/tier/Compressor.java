package io.thermocline.engine.internal.tier;

import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.journal.ContentHash;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;
import io.thermocline.formats.segment.SegmentInfo;
import io.thermocline.formats.segment.SegmentReader;
import io.thermocline.formats.segment.SegmentWriter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** Hot segments → one warm segment of compressed chunks. */
final class Compressor extends SegmentMove {
    /**
     * Logical bytes that one warm segment aims at: large enough for few files, small enough to move
     * in a second or two.
     */
    private static final long GROUP_BYTES = 256L << 20;

    /** Most rows of a segment. */
    private static final long GROUP_ROWS = 1L << 22;

    Compressor(TierContext context) {
        super(context, SegmentFormat.SEGZ, GROUP_BYTES, GROUP_ROWS);
    }

    @Override
    Written write(
            TableEntry table, long id, List<SegmentEntry> from, List<StoredColumns> runs, Path file)
            throws IOException {
        int rows = from.stream().mapToInt(SegmentEntry::rowCount).sum();
        SegmentInfo info =
                new SegmentInfo(
                        id,
                        table.ordinal(),
                        from.getFirst().baseRow(),
                        rows,
                        from.getFirst().appended().first(),
                        from.getLast().appended().last());
        try (ChunkCodec codec = ChunkCodec.bestAvailable();
                FileChannel channel =
                        context()
                                .storage()
                                .open(file, Storage.Access.WRITE, Storage.Access.CREATE_NEW)) {
            SegmentWriter.write(channel, info, runs, codec);
        }
        try (SegmentReader reader =
                new SegmentReader(file, context().storage().open(file, Storage.Access.READ))) {
            reader.verify(bytes -> {});
        }
        return new Written(ContentHash.NONE);
    }
}
