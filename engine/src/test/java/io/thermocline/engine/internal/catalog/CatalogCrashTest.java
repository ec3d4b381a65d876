package io.thermocline.engine.internal.catalog;

import static io.thermocline.engine.internal.catalog.Records.hot;
import static io.thermocline.engine.internal.catalog.Records.segment;
import static io.thermocline.engine.internal.catalog.Records.state;
import static io.thermocline.engine.internal.catalog.Records.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.FaultyStorage;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecord.FilePublished;
import io.thermocline.formats.journal.CatalogRecord.FileRemoved;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.CatalogRecord.TableDropped;
import io.thermocline.formats.journal.SegmentFormat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The process is killed, the power cut, or the disk fails at every single change of the disk, while
 * a store is made, filled, closed and reopened. Whatever was acknowledged is there afterwards, and
 * nothing that was not committed.
 */
class CatalogCrashTest {
    @TempDir Path directory;

    /** What the n-th commit holds. */
    private static final List<List<CatalogRecord>> COMMITS =
            List.of(
                    List.of(table(1, "a"), table(2, "b")),
                    List.of(SegmentsReplaced.sealed(1, hot(1, 0, 10))),
                    List.of(SegmentsReplaced.sealed(1, hot(2, 10, 10))),
                    List.of(new FilePublished(state(1, "s"))),
                    List.of(
                            SegmentsReplaced.moved(
                                    1,
                                    List.of(hot(1, 0, 10), hot(2, 10, 10)),
                                    List.of(segment(3, SegmentFormat.SEGZ, 0, 20)))),
                    List.of(new FileRemoved(1), new FilePublished(state(2, "s"))),
                    List.of(new TableDropped(2), table(3, "b".repeat(200))),
                    List.of(
                            SegmentsReplaced.retired(
                                    1, List.of(segment(3, SegmentFormat.SEGZ, 0, 20)), 20)),
                    List.of(SegmentsReplaced.sealed(1, hot(4, 20, 5))));

    /** What the catalogue holds after n commits. */
    private static final List<String> EXPECTED = expected();

    private static List<String> expected() {
        CatalogDraft draft = new CatalogDraft();
        draft.apply(new CatalogRecord.StoreCreated(new java.util.UUID(1, 1), 1));
        List<String> states = new ArrayList<>();
        states.add(content(draft.freeze()));
        for (List<CatalogRecord> commit : COMMITS) {
            draft.commit(commit);
            states.add(content(draft.freeze()));
        }
        return states;
    }

    private static String content(CatalogState state) {
        return state.tables() + " " + state.files();
    }

    /** A way to end in the middle of something. */
    private enum Ending {
        KILL,
        POWER_CUT
    }

    /** Commits from where the catalogue stands, some of them across an opening and a new log. */
    private static final class Script {
        private final StoreDirectoryFixture store;
        private final FaultyStorage storage;
        private int acknowledged;

        Script(StoreDirectoryFixture store, FaultyStorage storage) {
            this.store = store;
            this.storage = storage;
        }

        void run() throws IOException {
            while (acknowledged < COMMITS.size()) {
                try (Catalog catalog = store.open(storage)) {
                    for (int i = 0; i < 4 && acknowledged < COMMITS.size(); i++) {
                        catalog.commit(COMMITS.get(acknowledged));
                        acknowledged++;
                        if (acknowledged % 3 == 0) {
                            catalog.replaceLog();
                        }
                    }
                    if (acknowledged % 8 == 0) {
                        catalog.closeCleanly();
                    }
                }
            }
        }

        /** Runs until something fails; tells how many commits returned. */
        int runUntilFailure() {
            try {
                run();
            } catch (IOException | CatalogFailedException e) {
                // Expected, sooner or later.
            }
            return acknowledged;
        }
    }

    private long operations() throws IOException {
        Path root = directory.resolve("dry");
        try (StoreDirectoryFixture store = new StoreDirectoryFixture(root)) {
            FaultyStorage storage = new FaultyStorage(store.layout.root(), 0);
            new Script(store, storage).run();
            return storage.operations();
        }
    }

    private static void clear(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(root) && !file.endsWith("LOCK"))
                    .forEach(CatalogCrashTest::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the store after whatever happened and checks what is there; then goes on with it. */
    private static void check(StoreDirectoryFixture store, int acknowledged, String message)
            throws IOException {
        FaultyStorage sound = new FaultyStorage(store.layout.root(), 0);
        boolean isStore = Files.exists(store.layout.storeFile());
        assertTrue(isStore || acknowledged == 0, message);
        if (isStore) {
            try (ReadOnlyCatalog reader = store.openReadOnly()) {
                check(reader.state(), acknowledged, message);
            }
        }
        int found;
        try (Catalog catalog = store.open(sound)) {
            found = check(catalog.state(), acknowledged, message);
            for (int i = found; i < COMMITS.size(); i++) {
                catalog.commit(COMMITS.get(i));
            }
            catalog.closeCleanly();
        }
        try (Catalog catalog = store.open(sound)) {
            assertEquals(EXPECTED.getLast(), content(catalog.state()), message);
        }
        try (Stream<Path> files = Files.walk(store.layout.root())) {
            assertEquals(
                    List.of(), files.filter(f -> f.toString().contains(".tmp-")).toList(), message);
        }
    }

    private static int check(CatalogState state, int acknowledged, String message) {
        int found = EXPECTED.indexOf(content(state));
        assertTrue(found >= acknowledged, message + ": found commit " + found);
        assertTrue(found <= acknowledged + 1, message + ": found commit " + found);
        return found;
    }

    private void crashEverywhere(Ending ending, int seeds) throws IOException {
        long operations = operations();
        try (StoreDirectoryFixture store = new StoreDirectoryFixture(directory.resolve("store"))) {
            for (long crashAt = 0; crashAt < operations; crashAt++) {
                for (long seed = 0; seed < seeds; seed++) {
                    clear(store.layout.root());
                    FaultyStorage storage =
                            new FaultyStorage(store.layout.root(), seed).crashAt(crashAt);
                    int acknowledged = new Script(store, storage).runUntilFailure();
                    assertTrue(storage.isCrashed());
                    String message =
                            "%s at %d, seed %d, %d commits"
                                    .formatted(ending, crashAt, seed, acknowledged);
                    if (ending == Ending.POWER_CUT) {
                        message += ": " + storage.cutPower();
                    }
                    check(store, acknowledged, message);
                }
            }
        }
    }

    @Test
    void aKilledWriterLosesNoAcknowledgedCommit() throws IOException {
        crashEverywhere(Ending.KILL, 1);
    }

    @Test
    void aPowerCutLosesNoAcknowledgedCommit() throws IOException {
        crashEverywhere(Ending.POWER_CUT, 2);
    }

    @Test
    @Tag("slow")
    void manyPowerCutsLoseNoAcknowledgedCommit() throws IOException {
        crashEverywhere(Ending.POWER_CUT, 100);
    }

    @Test
    void afterTheFirstFailureNothingIsAcknowledgedAndReopeningFindsTheRest() throws IOException {
        long operations = operations();
        try (StoreDirectoryFixture store = new StoreDirectoryFixture(directory.resolve("store"))) {
            for (int failAt = 0; failAt < operations; failAt++) {
                clear(store.layout.root());
                FaultyStorage storage = new FaultyStorage(store.layout.root(), failAt);
                boolean once = failAt % 2 == 0;
                storage = once ? storage.failAt(failAt) : storage.failFrom(failAt);
                int acknowledged = new Script(store, storage).runUntilFailure();
                String message = "failure at %d, once %s: ".formatted(failAt, once);
                message += storage.cutPower();
                check(store, acknowledged, message);
            }
        }
    }

    @Test
    void aFailedForceIsNeverForgotten() throws IOException {
        try (StoreDirectoryFixture store = new StoreDirectoryFixture(directory.resolve("store"))) {
            FaultyStorage storage = new FaultyStorage(store.layout.root(), 1);
            try (Catalog catalog = store.open(storage)) {
                catalog.commit(COMMITS.get(0));
                CatalogState before = catalog.state();
                // A commit is a write, a force, and a mark.
                storage.failAt(storage.operations() + 1);
                List<CatalogRecord> next = COMMITS.get(1);
                assertThrows(CatalogFailedException.class, () -> catalog.commit(next));
                for (int i = 0; i < 5; i++) {
                    CatalogFailedException again =
                            assertThrows(CatalogFailedException.class, () -> catalog.commit(next));
                    assertTrue(String.valueOf(again.getMessage()).contains("simulated failure"));
                }
                assertEquals(before, catalog.state());
                assertThrows(CatalogFailedException.class, catalog::closeCleanly);
            }
            storage.cutPower();
            try (Catalog catalog = store.open()) {
                assertEquals(EXPECTED.get(1), content(catalog.state()));
                assertEquals(1, catalog.state().unrecoveredEpochs().size());
            }
        }
    }

    @Test
    void aNewLogThatCannotBeWrittenLeavesTheOldOneInUse() throws IOException {
        try (StoreDirectoryFixture store = new StoreDirectoryFixture(directory.resolve("store"))) {
            FaultyStorage storage = new FaultyStorage(store.layout.root(), 1);
            try (Catalog catalog = store.open(storage)) {
                catalog.commit(COMMITS.get(0));
                Path log = store.log();
                storage.failAt(storage.operations() + 1);
                catalog.replaceLog();
                assertEquals(log, store.log());
                catalog.commit(COMMITS.get(1));
                catalog.replaceLog();
                catalog.commit(COMMITS.get(2));
            }
            storage.cutPower();
            try (Catalog catalog = store.open()) {
                assertEquals(EXPECTED.get(3), content(catalog.state()));
            }
        }
    }
}
