package io.thermocline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.internal.io.ForkedJava;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

class CrashTest {
    @TempDir Path directory;

    @Test
    void everyVisibleRowSurvivesTwentyKillsAndNoneIsInvented() throws Exception {
        killAndReopen(20);
    }

    @Test
    @Tag("slow")
    void everyVisibleRowSurvivesTwoHundredKills() throws Exception {
        killAndReopen(200);
    }

    private void killAndReopen(int kills) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path store = directory.resolve("store");
        long before = 0;
        for (int kill = 0; kill < kills; kill++) {
            String where = "seed " + seed + ", kill " + kill;
            long visible = Math.max(before, writeUntilKilled(store, random.nextInt(250), where));
            try (Store reader = Store.openReadOnly(store)) {
                long rows = Rows.check(reader);
                assertTrue(
                        rows >= visible,
                        where + ": visible before " + visible + ", a reader found " + rows);
            }
            try (Store opened = Store.open(store, StoreOptions.DEFAULT.withBackground(false))) {
                before = Rows.check(opened);
                assertTrue(
                        before >= visible,
                        where + ": visible before " + visible + ", found " + before);
                assertEquals(
                        0, opened.info().losses().size(), where + ": " + opened.info().losses());
                if (kill % 5 == 4) {
                    assertEquals(java.util.List.of(), opened.verify(bytes -> {}).damage(), where);
                }
            }
        }
    }

    /** Returns the last row count that the process said was visible. */
    private static long writeUntilKilled(Path store, int millis, String where)
            throws IOException, InterruptedException {
        Process process = ForkedJava.start(CrashWriter.class, store.toString());
        long visible = 0;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            assertNotNull(first, where + ": the writer wrote nothing");
            assertTrue(first.startsWith("visible "), where + ": " + first);
            Thread killer =
                    new Thread(() -> {
                        pause(millis);
                        // Not the process itself: that would close the stream being read.
                        process.toHandle().destroyForcibly();
                    });
            killer.start();
            for (String line = first; line != null; line = lines.readLine()) {
                // The kill may cut the last line short; a shorter number only asks for less.
                if (line.startsWith("visible ") && line.length() > "visible ".length()) {
                    visible =
                            Math.max(visible, Long.parseLong(line.substring("visible ".length())));
                }
            }
            killer.join();
        }
        process.waitFor();
        return visible;
    }

    @SuppressWarnings("ThreadSleep") // a random moment is what this is about
    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aReaderProcessBesideTheWriterSeesOnlyPrefixes() throws Exception {
        readBeside(3_000);
    }

    @Test
    @Tag("slow")
    void aReaderProcessBesideTheWriterSeesOnlyPrefixesForHalfAMinute() throws Exception {
        readBeside(30_000);
    }

    private void readBeside(long millis) throws Exception {
        Path store = directory.resolve("store");
        AtomicBoolean stop = new AtomicBoolean();
        try (Store writer = Store.open(store, StoreOptions.DEFAULT.withBackground(false))) {
            Table table = writer.createTable(Rows.TABLE, Rows.schema());
            Thread appending =
                    new Thread(() -> {
                        try (Appender appender = table.appender()) {
                            for (long next = 0; !stop.get(); next += 500) {
                                Rows.append(appender, next, next + 500);
                                if (next % 100_000 == 0) {
                                    appender.flush();
                                    writer.tiers().compress(TierMove.ALL);
                                }
                            }
                            appender.flush();
                        }
                    });
            appending.start();
            ForkedJava.Result result =
                    ForkedJava.run(ReaderProcess.class, store.toString(), Long.toString(millis));
            stop.set(true);
            appending.join();
            assertEquals(0, result.exitCode(), result.output());
            assertTrue(result.output().contains("checked "), result.output());
            assertEquals(table.rowCount(), Rows.check(writer));
        }
    }

    /**
     * Opens a store read-only and checks it over and over: every row up to some number, and none
     * less than before.
     */
    public static final class ReaderProcess {
        private ReaderProcess() {}

        /** Arguments: directory, milliseconds. */
        public static void main(String[] arguments) {
            long end = System.nanoTime() + Long.parseLong(arguments[1]) * 1_000_000;
            long before = 0;
            int snapshots = 0;
            try (Store reader = Store.openReadOnly(Path.of(arguments[0]))) {
                while (System.nanoTime() < end) {
                    long rows = Rows.check(reader);
                    if (rows < before) {
                        throw new AssertionError(
                                "expected at least " + before + " rows, found " + rows);
                    }
                    before = rows;
                    snapshots++;
                }
            }
            System.out.println(
                    "checked " + snapshots + " snapshots, the last of " + before + " rows");
        }
    }
}
