package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

final class TailPoolTest {
    private static final Schema NARROW = TailExtentTest.narrow();

    @TempDir Path directory;

    private final List<TailPool> pools = new ArrayList<>();

    private TailPool pool(long bytesMax) {
        TailPool pool = TailPool.create(LocalStorage.INSTANCE, directory, 2, bytesMax);
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void closePools() {
        pools.forEach(TailPool::close);
    }

    private static TailExtent begun(TailExtent extent) {
        extent.begin(0, NARROW, 0, 0, TextModes.initial(NARROW));
        return extent;
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatWasRequestedIsReadyAfterWork() throws IOException {
        TailPool pool = pool(16 << 20);
        assertNull(pool.poll(7));
        assertFalse(pool.work());
        pool.request(7);
        pool.request(7);
        assertTrue(pool.work());
        assertFalse(pool.work());
        assertNotNull(pool.poll(7));
        assertNotNull(pool.poll(7));
        assertNull(pool.poll(7));
        assertFalse(pool.work());
        assertEquals(2, files().size());
        assertEquals(2 * ExtentSize.slabBytes(7), pool.residentBytes());
        assertEquals(0, pool.statistics().madeAtOnce());
    }

    @Test
    void smallExtentsShareOneFile() throws IOException {
        TailPool pool = pool(16 << 20);
        for (int i = 0; i < 64; i++) {
            TailExtent extent = pool.poll(0);
            extent = extent != null ? extent : pool.allocate(0);
            begun(Objects.requireNonNull(extent));
        }
        assertEquals(1, files().size());
        assertEquals(8192 + (1 << 20), Files.size(files().getFirst()));
        assertEquals(1, pool.statistics().madeAtOnce());
        assertNull(pool.poll(0));
    }

    @Test
    void aReleasedExtentMeetsTheNextRequest() throws IOException {
        TailPool pool = pool(16 << 20);
        TailExtent extent = begun(Objects.requireNonNull(pool.allocate(8)));
        pool.release(extent);
        pool.request(8);
        assertFalse(pool.work());
        assertSame(extent, pool.poll(8));
        assertEquals(1, files().size());
        assertEquals(1, pool.statistics().recycled());
    }

    @Test
    void thePoolNeverExceedsItsBytes() {
        TailPool pool = pool(3 * ExtentSize.slabBytes(6));
        for (int i = 0; i < 3; i++) {
            begun(Objects.requireNonNull(pool.allocate(6)));
        }
        assertNull(pool.allocate(6));
        assertNull(pool.allocate(0));
        pool.request(6);
        assertFalse(pool.work());
        assertEquals(3 * ExtentSize.slabBytes(6), pool.residentBytes());
    }

    @Test
    void idleExtentsOfAnotherClassMakeRoom() throws IOException {
        TailPool pool = pool(ExtentSize.slabBytes(8) + ExtentSize.slabBytes(0));
        TailExtent idle = begun(Objects.requireNonNull(pool.allocate(8)));
        RowRun run =
                idle.run(
                        0,
                        () -> {
                            throw new AssertionError();
                        });
        pool.release(idle);
        assertNull(pool.allocate(7));
        pool.request(7);
        assertTrue(pool.work());
        assertNotNull(pool.poll(7));
        assertNull(pool.poll(8));
        assertEquals(1, files().size());
        assertEquals(ExtentSize.slabBytes(7), pool.residentBytes());
        assertEquals(0, run.rowCount());
    }

    @Test
    void anExtentIsBegunAndReleasedInTurns() {
        TailPool pool = pool(16 << 20);
        TailExtent extent = Objects.requireNonNull(pool.allocate(0));
        assertThrows(IllegalStateException.class, () -> pool.release(extent));
        assertEquals(1, extent.incarnation());
        begun(extent);
        assertEquals(2, extent.incarnation());
        assertThrows(IllegalStateException.class, () -> begun(extent));
        pool.release(extent);
        assertEquals(3, extent.incarnation());
    }

    @Test
    void slabsOfTheSameEpochAreNotOverwritten() throws IOException {
        assertNotNull(pool(16 << 20).allocate(0));
        TailPool second = pool(16 << 20);
        assertThrows(UncheckedIOException.class, () -> second.allocate(0));
        assertEquals(0, second.residentBytes());
        assertEquals(1, files().size());
        TailPool.deleteSlabs(LocalStorage.INSTANCE, directory);
        assertNotNull(second.allocate(0));
    }

    @Test
    void aFullDiskLeavesNoSlabAndTakesNoBytes() throws IOException {
        Storage full =
                (Storage)
                        Proxy.newProxyInstance(
                                Storage.class.getClassLoader(),
                                new Class<?>[] {Storage.class},
                                (proxy, method, arguments) -> {
                                    if (method.getName().equals("allocate")) {
                                        throw new IOException("no space left");
                                    }
                                    return method.invoke(LocalStorage.INSTANCE, arguments);
                                });
        TailPool pool = TailPool.create(full, directory, 1, 16 << 20);
        pools.add(pool);
        assertThrows(UncheckedIOException.class, () -> pool.allocate(2));
        pool.request(2);
        assertThrows(UncheckedIOException.class, pool::work);
        assertEquals(0, pool.residentBytes());
        assertEquals(List.of(), files());
    }
}
