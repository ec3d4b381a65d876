package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Every flipped bit is found or changes no value, and every cut file is refused. */
class ColdSegmentDamageTest {
    private static final ColdSegmentFacts FACTS =
            ColdSegmentFacts.of("damaged", 1, Instant.parse("2026-01-01T00:00:00Z"));
    private static final int ROWS = 60;

    /** A prime, so that successive runs of the loop touch every kind of structure. */
    private static final int STRIDE = 211;

    @TempDir Path folder;
    private final Arena arena = Arena.ofAuto();
    private MemoryRun rows = rows(RandomColumns.ALL_TYPES);
    private byte[] sound = new byte[0];

    private MemoryRun rows(List<String> types) {
        Schema schema = RandomColumns.schema(types, true);
        return new RandomColumns(7, arena).run(schema, 0, ROWS, 4096);
    }

    @BeforeEach
    void writeSoundFile() throws IOException {
        sound = bytesOf(rows, "sound.h5");
    }

    private byte[] bytesOf(MemoryRun run, String name) throws IOException {
        Path file = folder.resolve(name);
        ColdSegmentWriter.write(file, List.of(run), FACTS, null);
        return Files.readAllBytes(file);
    }

    @Test
    void noFlippedBitYieldsAWrongValue() throws IOException {
        flipEvery(STRIDE, new Random(1));
    }

    @Test
    @Tag("slow")
    void noFlippedBitOfAnyByteYieldsAWrongValue() throws IOException {
        rows = rows(List.of("i32", "string", "list<f64>", "list<string>"));
        sound = bytesOf(rows, "small.h5");
        flipEvery(1, new Random(2));
    }

    private void flipEvery(int stride, Random random) throws IOException {
        Path file = folder.resolve("flipped.h5");
        Files.write(file, sound);
        int found = 0;
        int tried = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int at = random.nextInt(stride); at < sound.length; at += stride) {
                int bit = random.nextInt(8);
                put(channel, at, sound[at] ^ 1 << bit);
                tried++;
                try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                    ColdSegmentTest.assertSameRows(rows, reader, "byte " + at + ", bit " + bit);
                } catch (FormatException e) {
                    found++;
                }
                put(channel, at, sound[at]);
            }
        }
        // Most bytes of so small a file are empty places of chunk indexes.
        assertTrue(found > tried / 10, "found " + found + " of " + tried);
    }

    private static void put(FileChannel channel, int at, int value) throws IOException {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
    }

    @Test
    void everyCutFileIsRefused() throws IOException {
        Path file = folder.resolve("cut.h5");
        for (int length = 0; length < sound.length; length += 1 + sound.length / 200) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThrows(FormatException.class, () -> ColdSegmentReader.open(file).close());
        }
        Files.write(file, Arrays.copyOf(sound, sound.length + 1));
        assertThrows(FormatException.class, () -> ColdSegmentReader.open(file).close());
    }

    @Test
    void randomBytesInPlaceOfStructuresAreRefused() throws IOException {
        Path file = folder.resolve("noise.h5");
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = sound.clone();
            int length = 1 + random.nextInt(64);
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            int at = random.nextInt(damaged.length - length);
            System.arraycopy(noise, 0, damaged, at, length);
            Files.write(file, damaged);
            String what = "round " + i + ", byte " + at;
            try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                ColdSegmentTest.assertSameRows(rows, reader, what);
            } catch (FormatException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("noise.h5"), what);
            }
        }
    }
}
