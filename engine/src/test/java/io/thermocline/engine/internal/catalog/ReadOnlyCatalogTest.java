package io.thermocline.engine.internal.catalog;

import static io.thermocline.engine.internal.catalog.Records.hot;
import static io.thermocline.engine.internal.catalog.Records.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.SegmentEntry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class ReadOnlyCatalogTest {
    @TempDir Path directory;
    private StoreDirectoryFixture store;

    @BeforeEach
    void create() throws IOException {
        store = new StoreDirectoryFixture(directory.resolve("store"));
    }

    @AfterEach
    void release() throws IOException {
        store.close();
    }

    @Test
    void refreshingFollowsTheWriterAcrossLogsAndOpenings() throws IOException {
        Catalog writer = store.open();
        try (ReadOnlyCatalog reader = store.openReadOnly()) {
            assertFalse(reader.refresh());
            CatalogState before = reader.state();
            writer.commit(table(1, "a"));
            assertEquals(0, reader.state().tableCount());
            assertTrue(reader.refresh());
            assertFalse(reader.refresh());
            assertEquals(1, reader.state().tableCount());
            assertEquals(0, before.tableCount());
            writer.replaceLog();
            assertFalse(reader.refresh());
            writer.commit(table(2, "b"));
            writer.replaceLog();
            writer.replaceLog();
            writer.commit(table(3, "c"));
            assertTrue(reader.refresh());
            assertEquals(List.of("a", "b", "c"), reader.state().tableNames());
            writer.closeCleanly();
            assertTrue(reader.refresh());
            assertFalse(reader.refresh());
            writer = store.open();
            assertTrue(reader.refresh());
            assertEquals(2, reader.state().epoch());
        } finally {
            writer.close();
        }
    }

    @Test
    void aCommitHalfWrittenIsSeenOnceItIsWhole() throws IOException {
        try (Catalog writer = store.open()) {
            writer.commit(table(1, "a"));
            Path log = store.log();
            byte[] before = Files.readAllBytes(log);
            writer.commit(table(2, "b"));
            byte[] after = Files.readAllBytes(log);
            rewrite(log, before);
            try (ReadOnlyCatalog reader = store.openReadOnly()) {
                for (int length = before.length; length < after.length - 48; length++) {
                    rewrite(log, Arrays.copyOf(after, length));
                    assertFalse(reader.refresh());
                }
                rewrite(log, after);
                assertTrue(reader.refresh());
                assertEquals(2, reader.state().tableCount());
            }
        }
    }

    @Test
    void damageAfterTheReaderOpenedIsFoundAndTheStateStays() throws IOException {
        try (Catalog writer = store.open()) {
            writer.commit(table(1, "a"));
            try (ReadOnlyCatalog reader = store.openReadOnly()) {
                long sound = Files.size(store.log());
                writer.commit(table(2, "b"));
                writer.commit(table(3, "c"));
                byte[] log = Files.readAllBytes(store.log());
                byte[] damaged = log.clone();
                damaged[(int) sound + 60] ^= 1;
                rewrite(store.log(), damaged);
                assertThrows(FormatException.class, reader::refresh);
                assertThrows(FormatException.class, reader::refresh);
                assertEquals(1, reader.state().tableCount());
                rewrite(store.log(), log);
                assertTrue(reader.refresh());
                assertEquals(3, reader.state().tableCount());
            }
        }
    }

    @Test
    void readersLeaveNoTrace() throws IOException {
        try (Catalog writer = store.open()) {
            writer.commit(table(1, "a"));
            Map<Path, FileTime> before = times();
            try (ReadOnlyCatalog reader = store.openReadOnly()) {
                reader.refresh();
                reader.pin().close();
            }
            assertEquals(before, times());
        }
    }

    private Map<Path, FileTime> times() throws IOException {
        try (Stream<Path> files = Files.walk(store.layout.root())) {
            return files.collect(Collectors.toMap(file -> file, ReadOnlyCatalogTest::time));
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Segments are added one by one; whatever a reader sees must be the first n of them. */
    @Test
    void aReaderBesideABusyWriterSeesEveryStateWhole() throws IOException {
        int segments = 1500;
        try (Catalog writer = store.open()) {
            writer.commit(table(1, "a"));
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> write(writer, segments));
            try (ReadOnlyCatalog reader = store.openReadOnly()) {
                // Some may have been there when the reader opened.
                int seen = Objects.requireNonNull(reader.state().table(1)).segments().size();
                while (seen < segments) {
                    boolean done = writing.isDone();
                    boolean changed = reader.refresh();
                    List<SegmentEntry> list =
                            Objects.requireNonNull(reader.state().table(1)).segments();
                    assertTrue(changed ? list.size() > seen : list.size() == seen);
                    seen = list.size();
                    for (int i = Math.max(0, seen - 10); i < seen; i++) {
                        assertEquals(i + 1, list.get(i).id());
                    }
                    assertTrue(!done || seen == segments, "writer ended, reader saw " + seen);
                }
            }
            writing.join();
        } catch (CompletionException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Catalog writer, int segments) {
        for (int i = 0; i < segments; i++) {
            writer.commit(SegmentsReplaced.sealed(1, hot(i + 1, 10L * i, 10)));
            if (i % 37 == 0) {
                writer.replaceLog();
            }
        }
    }

    /** Replaces a file by a new one: ext4 writes a truncated one out at once, which takes long. */
    private static void rewrite(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, content);
    }
}
