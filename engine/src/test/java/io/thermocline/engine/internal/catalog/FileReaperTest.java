package io.thermocline.engine.internal.catalog;

import static io.thermocline.engine.internal.catalog.Records.segment;
import static io.thermocline.engine.internal.catalog.Records.state;
import static io.thermocline.engine.internal.catalog.Records.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.journal.CatalogRecord.FilePublished;
import io.thermocline.formats.journal.CatalogRecord.FileRemoved;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.CatalogRecord.TableDropped;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FileReaperTest {
    @TempDir Path directory;
    private StoreDirectoryFixture store;
    private Catalog catalog;

    @BeforeEach
    void create() throws IOException {
        store = new StoreDirectoryFixture(directory.resolve("store"));
        catalog = store.open();
        catalog.commit(table(1, "a"), table(2, "b"));
    }

    @AfterEach
    void release() throws IOException {
        catalog.close();
        store.close();
    }

    private SegmentEntry seal(int table, long id, long baseRow) throws IOException {
        SegmentEntry entry = segment(table, id, SegmentFormat.SEG, baseRow, 10);
        catalog.directories().prepare(StoreDirectory.HOT, table);
        Files.createFile(file(entry));
        catalog.commit(SegmentsReplaced.sealed(table, entry));
        return entry;
    }

    private Path file(SegmentEntry entry) {
        return store.layout.resolve(entry.path());
    }

    @Test
    void aRemovedFileStaysForThePinsThatNameItAndTheGracePeriod() throws IOException {
        SegmentEntry old = seal(1, 1, 0);
        CatalogPin pin = catalog.pin();
        catalog.commit(SegmentsReplaced.retired(1, List.of(old), 10));
        CatalogPin later = catalog.pin();
        assertEquals(0, catalog.reaper().reap());
        store.clock.advance(FileReaper.GRACE_NANOS);
        assertEquals(0, catalog.reaper().reap());
        assertTrue(Files.exists(file(old)));
        pin.close();
        pin.close();
        assertEquals(1, catalog.reaper().reap());
        assertFalse(Files.exists(file(old)));
        assertEquals(0, catalog.reaper().pending());
        later.close();
    }

    @Test
    void withoutPinsTheGracePeriodAloneCounts() throws IOException {
        SegmentEntry old = seal(1, 1, 0);
        catalog.commit(SegmentsReplaced.retired(1, List.of(old), 10));
        store.clock.advance(FileReaper.GRACE_NANOS - 1);
        assertEquals(0, catalog.reaper().reap());
        store.clock.advance(1);
        assertEquals(1, catalog.reaper().reap());
        assertFalse(Files.exists(file(old)));
    }

    @Test
    void aDroppedTableTakesItsDirectoryAlong() throws IOException {
        SegmentEntry old = seal(1, 1, 0);
        SegmentEntry kept = seal(2, 2, 0);
        catalog.commit(new TableDropped(1));
        assertTrue(Files.exists(file(old)));
        store.clock.advance(FileReaper.GRACE_NANOS);
        assertEquals(1, catalog.reaper().reap());
        assertFalse(Files.exists(store.layout.directory(StoreDirectory.TABLE, 1)));
        assertTrue(Files.exists(file(kept)));
    }

    @Test
    void whatAStrangerPutThereStays() throws IOException {
        seal(1, 1, 0);
        Path stranger = store.layout.directory(StoreDirectory.HOT, 1).resolve("notes.txt");
        Files.createFile(stranger);
        catalog.commit(new TableDropped(1));
        store.clock.advance(FileReaper.GRACE_NANOS);
        catalog.reaper().reap();
        assertTrue(Files.exists(stranger));
        catalog.close();
        catalog = store.open();
        assertTrue(Files.exists(stranger));
    }

    @Test
    void closingDeletesAtOnce() throws IOException {
        SegmentEntry old = seal(1, 1, 0);
        catalog.commit(SegmentsReplaced.retired(1, List.of(old), 10));
        catalog.closeCleanly();
        assertFalse(Files.exists(file(old)));
    }

    @Test
    void openingAfterACrashDeletesWhatTheCatalogueDoesNotKnow() throws IOException {
        SegmentEntry known = seal(1, 1, 0);
        SegmentEntry removed = seal(2, 2, 0);
        Path states = catalog.directories().prepare(StoreDirectory.STATES_HOT);
        Files.createFile(states.resolve("1.qms"));
        Files.createFile(states.resolve("2.qms"));
        catalog.commit(new FilePublished(state(1, "s")), new FilePublished(state(2, "../t")));
        catalog.commit(new FileRemoved(1));
        catalog.commit(SegmentsReplaced.retired(2, List.of(removed), 10));
        Path hot = store.layout.directory(StoreDirectory.HOT, 1);
        Path orphan = Files.createFile(hot.resolve("77.seg"));
        Path unfinished = Files.createFile(hot.resolve("78.seg.tmp-1-1"));
        Path notOurs = Files.createFile(hot.resolve("readme.seg"));
        Path unfinishedStore = Files.createFile(directory.resolve("store/store.json.tmp-1-1"));
        Path dropped = Files.createDirectories(store.layout.directory(StoreDirectory.COLD, 99));
        Files.createFile(dropped.resolve("3.h5"));
        Files.createFile(dropped.resolve(DirectoryManifest.NAME));
        catalog.close();
        catalog = store.open();
        assertTrue(Files.exists(file(known)));
        assertFalse(Files.exists(file(removed)));
        assertFalse(Files.exists(states.resolve("1.qms")));
        assertTrue(Files.exists(states.resolve("2.qms")));
        assertFalse(Files.exists(orphan));
        assertFalse(Files.exists(unfinished));
        assertFalse(Files.exists(unfinishedStore));
        assertTrue(Files.exists(notOurs));
        assertFalse(Files.exists(store.layout.directory(StoreDirectory.TABLE, 99)));
    }
}
