package io.thermocline.engine.internal.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.segment.SegmentInfo;
import io.thermocline.formats.segment.SegmentReader;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

final class SealerTest {
    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private final List<String> calls = new ArrayList<>();
    private TailPool pool;
    private SampleRows sample;
    private TailExtent extent;

    @BeforeEach
    void fillAnExtent() {
        pool = TailPool.create(LocalStorage.INSTANCE, directory.resolve("tail"), 1, 64L << 20);
        Schema schema = SampleRows.everyType(true);
        sample = SampleRows.random(schema, 300, new Random(1), arena);
        extent = Objects.requireNonNull(pool.allocate(8));
        extent.begin(4, schema, 21, 1000, TextModes.initial(schema));
        assertEquals(300, sample.bodies().append(extent, 0, 300));
        extent.noteAppend(5);
        extent.noteAppend(8);
    }

    @AfterEach
    void close() {
        pool.close();
        arena.close();
    }

    /** Passes calls on, notes their names, and fails the one named so. */
    private Storage storage(@Nullable String failing) {
        return (Storage)
                Proxy.newProxyInstance(
                        Storage.class.getClassLoader(),
                        new Class<?>[] {Storage.class},
                        (proxy, method, arguments) -> {
                            calls.add(method.getName());
                            if (method.getName().equals(failing)) {
                                throw new IOException("no " + failing + " today");
                            }
                            try {
                                return method.invoke(LocalStorage.INSTANCE, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    @Test
    void aSealedFileHoldsTheRowsAndSaysWhatItIs() throws IOException {
        Path target = directory.resolve("tables/4/hot/21.seg");
        Sealer.SealedFile sealed = new Sealer(storage(null)).seal(extent.view(), 299, target);
        assertEquals(target, sealed.file());
        assertEquals(Files.size(target), sealed.bytes());
        assertEquals(new SegmentInfo(21, 4, 1000, 299, 5, 8), sealed.info());
        assertEquals(List.of("createDirectories", "open", "rename", "syncDirectory"), calls);
        try (SegmentReader reader = new SegmentReader(target, FileChannel.open(target))) {
            assertEquals(sealed.info(), reader.info());
            for (int c = 0; c < sample.schema().size(); c++) {
                sample.assertHolds(c, 0, reader.read(c, 0, arena), "file");
                assertFalse(reader.schema().column(c).name().isEmpty());
            }
        }
        try (var files = Files.list(directory.resolve("tables/4/hot"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void aFailureAtAnyStepLeavesNoFileButADurableOne() throws IOException {
        for (String failing : List.of("createDirectories", "open", "rename", "syncDirectory")) {
            Path target = directory.resolve(failing).resolve("1.seg");
            Sealer sealer = new Sealer(storage(failing));
            UncheckedIOException failed =
                    assertThrows(
                            UncheckedIOException.class,
                            () -> sealer.seal(extent.view(), 300, target));
            assertTrue(failed.toString().contains("1.seg"), failed.toString());
            if (Files.exists(target.getParent())) {
                try (var files = Files.list(target.getParent())) {
                    assertEquals(failing.equals("syncDirectory") ? 1 : 0, files.count(), failing);
                }
            }
        }
    }

    @Test
    void aDictionaryStaysOneInTheFile() {
        Path target = directory.resolve("1.seg");
        new Sealer(LocalStorage.INSTANCE).seal(extent.view(), 300, target);
        try (SegmentReader reader =
                TailRunTest.open(io.thermocline.engine.schema.Tier.HOT, target)) {
            int coded = 0;
            for (int c = 0; c < sample.schema().size(); c++) {
                if (extent.sealedView(300).read(c, 0, arena).dictionary() != null) {
                    coded++;
                    assertTrue(reader.read(c, 0, arena).dictionary() != null);
                } else {
                    assertNull(reader.read(c, 0, arena).dictionary());
                }
            }
            assertEquals(1, coded);
        }
    }
}
