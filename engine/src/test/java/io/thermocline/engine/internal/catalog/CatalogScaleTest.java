package io.thermocline.engine.internal.catalog;

import static io.thermocline.engine.internal.catalog.Records.segment;
import static io.thermocline.engine.internal.catalog.Records.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.SegmentFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The sizes in scope work; how long they take is printed, not judged. */
class CatalogScaleTest {
    private static final int SEGMENTS = 100_000;

    @TempDir Path directory;

    @Test
    void aHundredThousandSegmentsOfOneTableReopen() throws IOException {
        reopen("1 table", 1);
    }

    @Test
    void tenThousandTablesOfTenSegmentsReopen() throws IOException {
        reopen("10,000 tables", 10_000);
    }

    private void reopen(String what, int tables) throws IOException {
        try (StoreDirectoryFixture store = new StoreDirectoryFixture(directory)) {
            try (Catalog catalog = store.open()) {
                fill(catalog, tables);
                time(what + ": segments logged one by one, read", store, tables);
                catalog.closeCleanly();
            }
            long start = System.nanoTime();
            try (Catalog catalog = store.open()) {
                print(what + ": opened for writing", start, store);
                catalog.closeCleanly();
            }
            time(what + ": from a snapshot, read", store, tables);
        }
    }

    private static void fill(Catalog catalog, int tables) {
        List<CatalogRecord> records = new ArrayList<>();
        for (int table = 1; table <= tables; table++) {
            records.add(table(table, "table " + table));
        }
        int each = SEGMENTS / tables;
        for (int i = 0; i < SEGMENTS; i++) {
            int table = 1 + i / each;
            long base = (i % each) * 1000L;
            records.add(
                    SegmentsReplaced.sealed(
                            table, segment(table, i + 1, SegmentFormat.SEG, base, 1000)));
            if (records.size() > 500) {
                catalog.commit(records);
                records.clear();
            }
        }
        catalog.commit(records);
    }

    private static void time(String what, StoreDirectoryFixture store, int tables)
            throws IOException {
        long start = System.nanoTime();
        try (ReadOnlyCatalog reader = store.openReadOnly()) {
            print(what, start, store);
            assertEquals(tables, reader.state().tableCount());
            assertEquals(
                    SEGMENTS,
                    reader.state().tables().stream().mapToInt(t -> t.segments().size()).sum());
        }
    }

    private static void print(String what, long start, StoreDirectoryFixture store)
            throws IOException {
        System.out.printf(
                "%s: %d ms, %d KiB%n",
                what, (System.nanoTime() - start) / 1_000_000, Files.size(store.log()) >> 10);
    }
}
