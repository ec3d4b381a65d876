package io.thermocline.engine.internal.tier;

import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.hdf5.ColdSegmentFacts;
import io.thermocline.formats.hdf5.ColdSegmentReader;
import io.thermocline.formats.hdf5.ColdSegmentWriter;
import io.thermocline.formats.journal.ContentHash;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Warm segments → one HDF5 file, verified against the SHA-256 of its logical content before it
 * counts.
 */
final class Promoter extends SegmentMove {
    /** Logical bytes that one cold file aims at. */
    private static final long GROUP_BYTES = 1L << 30;

    /** Most rows of a cold file. */
    private static final long GROUP_ROWS = 1L << 26;

    private static final long NANOS = 1_000_000_000L;

    Promoter(TierContext context) {
        super(context, SegmentFormat.HDF5, GROUP_BYTES, GROUP_ROWS);
    }

    @Override
    Written write(
            TableEntry table, long id, List<SegmentEntry> from, List<StoredColumns> runs, Path file)
            throws IOException {
        long now = context().clock().nanos();
        Instant created = Instant.ofEpochSecond(now / NANOS, now % NANOS);
        ColdSegmentFacts facts = ColdSegmentFacts.of(table.name(), id, created);
        ColdSegmentWriter.Written written = ColdSegmentWriter.write(file, runs, facts, null);
        try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
            reader.verify();
        }
        return new Written(ContentHash.parse(written.contentSha256()));
    }
}
