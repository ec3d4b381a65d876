package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.CatalogPin;
import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.hdf5.ColdSegmentReader;
import io.thermocline.formats.journal.FileEntry;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;
import io.thermocline.formats.qms.QmsReader;
import io.thermocline.formats.segment.SegmentReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Reads every file that the catalogue names and holds it against what the catalogue says. One use,
 * one thread.
 */
final class StoreVerifier {
    private final StoreCore core;
    private final LongConsumer progress;
    private final List<String> damage = new ArrayList<>();
    private int files;
    private long bytes;

    private StoreVerifier(StoreCore core, LongConsumer progress) {
        this.core = core;
        this.progress = progress;
    }

    static VerifyReport verify(StoreCore core, LongConsumer progress) {
        StoreVerifier verifier = new StoreVerifier(core, progress);
        try (CatalogPin pin = core.capture().pin()) {
            pin.state().tables().forEach(verifier::table);
            pin.state().files().forEach(verifier::file);
        }
        return new VerifyReport(verifier.files, verifier.bytes, List.copyOf(verifier.damage));
    }

    private void table(TableEntry table) {
        long next = table.firstRow();
        for (SegmentEntry segment : table.segments()) {
            if (segment.baseRow() < next) {
                damage.add(
                        segment.path()
                                + ": base row: expected at least "
                                + next
                                + ", found "
                                + segment.baseRow());
            }
            next = segment.endRow();
            Path path = core.layout().resolve(segment.path());
            check(path, segment.fileBytes(), () -> segment(path, table, segment));
        }
    }

    private void segment(Path path, TableEntry table, SegmentEntry entry) throws IOException {
        try (StoredColumns columns = open(path, entry.format())) {
            require(path, "row count", entry.rowCount(), columns.rowCount());
            require(path, "base row", entry.baseRow(), columns.baseRow());
            require(path, "schema", table.schema(entry.schemaVersion()), columns.schema());
            if (columns instanceof SegmentReader reader) {
                reader.verify(count -> {});
            } else if (columns instanceof ColdSegmentReader reader) {
                reader.verify();
                if (!entry.hash().isNone()) {
                    require(path, "content SHA-256", entry.hash().hex(), reader.contentSha256());
                }
            }
        }
    }

    private StoredColumns open(Path path, SegmentFormat format) throws IOException {
        return format == SegmentFormat.HDF5
                ? ColdSegmentReader.open(path)
                : new SegmentReader(path, core.storage().open(path, Storage.Access.READ));
    }

    private void file(FileEntry entry) {
        Path path = core.layout().resolve(entry.path());
        check(
                path,
                entry.bytes(),
                () -> {
                    try (QmsReader reader = QmsReader.open(path)) {
                        reader.verify();
                    }
                });
    }

    private void require(Path path, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new FormatException(
                    path
                            + ": "
                            + what
                            + ": expected "
                            + expected
                            + " (by the catalogue), found "
                            + found);
        }
    }

    /** What is done with one file. */
    private interface Check {
        void run() throws IOException;
    }

    private void check(Path path, long expectedBytes, Check check) {
        files++;
        try {
            long found = core.storage().size(path);
            bytes += found;
            if (found != expectedBytes) {
                damage.add(
                        path
                                + ": length: expected "
                                + expectedBytes
                                + " bytes (by the catalogue), found "
                                + found);
                return;
            }
            check.run();
            progress.accept(found);
        } catch (FormatException | UncheckedIOException | IllegalArgumentException e) {
            damage.add(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            damage.add(path + ": cannot be read: " + e);
        }
    }
}
