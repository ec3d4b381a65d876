package io.thermocline.engine;

import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.segment.OpenSegments;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.hdf5.ColdSegmentReader;
import io.thermocline.formats.segment.SegmentReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Opens the file of a segment by its tier. Stateless. */
final class SegmentOpener implements OpenSegments.Opener {
    private final Storage storage;

    SegmentOpener(Storage storage) {
        this.storage = storage;
    }

    @Override
    public StoredColumns open(Tier tier, Path file) {
        if (tier == Tier.COLD) {
            return ColdSegmentReader.open(file);
        }
        try {
            return new SegmentReader(file, storage.open(file, Storage.Access.READ));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be opened: " + e, e);
        }
    }
}
