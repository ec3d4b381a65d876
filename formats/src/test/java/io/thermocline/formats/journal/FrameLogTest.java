package io.thermocline.formats.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

class FrameLogTest {
    private static final LogHeader HEADER =
            new LogHeader(LogHeader.Kind.JOURNAL, 77, 3, 10, new UUID(1, 2));

    @TempDir Path directory;

    /** Body {@code i} is {@code lengths[i]} bytes of value {@code i + 1}. */
    private static byte[] body(int i, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) (i + 1));
        return bytes;
    }

    /** Writes frames; after each, everything so far is noted as durable if asked. */
    private Path write(String name, LogHeader header, boolean durable, int... lengths)
            throws IOException {
        Path file = directory.resolve(name);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            FrameWriter writer = FrameWriter.create(channel, header);
            for (int i = 0; i < lengths.length; i++) {
                long sequence =
                        writer.append(
                                FrameLayout.KIND_COMMIT,
                                4,
                                1000 + i,
                                MemorySegment.ofArray(body(i, lengths[i])));
                assertEquals(header.firstSequence() + i, sequence);
                if (durable) {
                    writer.flush();
                    writer.durable(sequence);
                }
            }
            writer.flush();
            assertEquals(Files.size(file), writer.bytes());
        }
        return file;
    }

    private record Read(List<byte[]> bodies, LogEnd end) {}

    private static Read read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            FrameReader reader = FrameReader.open(channel, file);
            List<byte[]> bodies = new ArrayList<>();
            while (reader.next()) {
                assertEquals(reader.header().firstSequence() + bodies.size(), reader.sequence());
                bodies.add(reader.body().toArray(ValueLayout.JAVA_BYTE));
            }
            return new Read(bodies, reader.end());
        }
    }

    @Test
    void framesComeBackAsTheyWere() throws IOException {
        int[] lengths = {0, 1, 7, 8, 9, 300_000, 0, 1 << 18, 5};
        Path file = write("log", HEADER, true, lengths);
        try (FileChannel channel = FileChannel.open(file)) {
            FrameReader reader = FrameReader.open(channel, file);
            assertEquals(HEADER, reader.header());
            for (int i = 0; i < lengths.length; i++) {
                assertTrue(reader.next());
                assertEquals(FrameLayout.KIND_COMMIT, reader.kind());
                assertEquals(4, reader.epoch());
                assertEquals(10 + i, reader.sequence());
                assertEquals(1000 + i, reader.timestamp());
                assertEquals(9 + i, reader.durableSequence());
                assertArrayEquals(
                        body(i, lengths[i]), reader.body().toArray(ValueLayout.JAVA_BYTE));
            }
            assertFalse(reader.next());
            assertFalse(reader.next());
            assertFalse(reader.end().isTorn());
            assertEquals(Files.size(file), reader.end().offset());
            assertEquals(0, reader.end().bytes());
        }
    }

    @Test
    void aReaderGoesOnWhereItStopped() throws IOException {
        Path file = directory.resolve("log");
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            FrameWriter writer = FrameWriter.create(channel, HEADER);
            writer.flush();
            FrameReader reader = FrameReader.open(channel, file);
            assertFalse(reader.next());
            FrameReader.Mark mark = reader.mark();
            for (int i = 0; i < 5; i++) {
                writer.append(3, 1, 0, MemorySegment.ofArray(body(i, i)));
                writer.flush();
                reader = FrameReader.resume(channel, file, HEADER, mark);
                assertTrue(reader.next());
                assertEquals(10 + i, reader.sequence());
                assertFalse(reader.next());
                mark = reader.mark();
            }
            channel.truncate(mark.offset() - 1);
            FrameReader.Mark last = mark;
            assertThrows(
                    CorruptFileException.class,
                    () -> FrameReader.resume(channel, file, HEADER, last));
        }
    }

    @Test
    void zerosAfterTheLastFrameAreAnEndAndNoTear() throws IOException {
        Path file = write("log", HEADER, true, 10, 20);
        byte[] log = Files.readAllBytes(file);
        for (int zeros : new int[] {1, 7, 8, 47, 48, 49, 1000, 600_000}) {
            rewrite(file, Arrays.copyOf(log, log.length + zeros));
            Read read = read(file);
            assertEquals(2, read.bodies.size());
            assertFalse(read.end.isTorn());
            assertEquals(zeros, read.end.bytes());
        }
    }

    /** A log is cut at every byte: what remains is a prefix of the frames, never an error. */
    @Test
    void aLogCutAnywhereGivesTheFramesBeforeTheCut() throws IOException {
        Path file = write("log", HEADER, true, 3, 40, 0, 17);
        byte[] log = Files.readAllBytes(file);
        for (int cut = 0; cut < log.length; cut++) {
            rewrite(file, Arrays.copyOf(log, cut));
            if (cut < LogHeader.BYTES) {
                assertThrows(CorruptFileException.class, () -> read(file));
                continue;
            }
            Read read = read(file);
            long end = LogHeader.BYTES;
            int whole = 0;
            for (int length : new int[] {3, 40, 0, 17}) {
                end += FrameLayout.bytes(length);
                whole += end <= cut ? 1 : 0;
            }
            assertEquals(whole, read.bodies.size(), "cut at " + cut);
            assertEquals(10 + whole, read.end.nextSequence());
        }
    }

    /** Every bit is flipped: damage to what was durable is found, damage to the rest is a tear. */
    @Test
    void noFlippedBitEverYieldsOtherFrames() throws IOException {
        int[] lengths = {3, 0, 17};
        Path file = write("log", HEADER, true, lengths);
        byte[] log = Files.readAllBytes(file);
        long lastFrame = log.length - FrameLayout.bytes(17);
        for (int bit = 0; bit < 8 * log.length; bit++) {
            byte[] damaged = log.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            rewrite(file, damaged);
            if (bit / 8 < lastFrame) {
                assertThrows(FormatException.class, () -> read(file), "bit " + bit);
            } else {
                // Nothing after the last frame says that it was durable.
                Read read = read(file);
                assertEquals(2, read.bodies.size(), "bit " + bit);
                assertTrue(read.end.isTorn());
            }
        }
    }

    @Test
    void framesThatNobodyCalledDurableAreCutAtTheFirstBadOne() throws IOException {
        Path file = write("log", HEADER, false, 100, 100, 100, 100);
        byte[] log = Files.readAllBytes(file);
        log[LogHeader.BYTES + (int) FrameLayout.bytes(100) + 60] ^= 1;
        rewrite(file, log);
        Read read = read(file);
        assertEquals(1, read.bodies.size());
        assertEquals(11, read.end.nextSequence());
        assertTrue(read.end.torn().contains("body"), read.end.torn());
    }

    @Test
    void damageIsNamedWithFileOffsetAndFrame() throws IOException {
        Path file = write("log", HEADER, true, 100, 100, 100);
        byte[] log = Files.readAllBytes(file);
        int second = LogHeader.BYTES + (int) FrameLayout.bytes(100);
        Arrays.fill(log, second, second + 48, (byte) 0);
        rewrite(file, log);
        CorruptFileException damage = assertThrows(CorruptFileException.class, () -> read(file));
        assertEquals(second, damage.offset());
        String message = String.valueOf(damage.getMessage());
        assertTrue(message.contains("frame 11") && message.contains("log"), message);
    }

    @Test
    void aMarkTellsDamageToTheLastFrameFromATear() throws IOException {
        Path file = directory.resolve("log");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            FrameWriter writer = FrameWriter.create(channel, HEADER);
            writer.durable(writer.append(3, 1, 0, MemorySegment.ofArray(body(0, 9))));
            writer.appendMark(1, 0);
            writer.flush();
        }
        byte[] log = Files.readAllBytes(file);
        log[LogHeader.BYTES + 50] ^= 1;
        rewrite(file, log);
        assertThrows(CorruptFileException.class, () -> read(file));
    }

    @Test
    void framesOfAnotherFileAreNoFrames() throws IOException {
        LogHeader other = new LogHeader(LogHeader.Kind.JOURNAL, 78, 3, 10, new UUID(1, 2));
        byte[] log = Files.readAllBytes(write("a", HEADER, true, 30, 30));
        byte[] stale = Files.readAllBytes(write("b", other, true, 30, 30, 30, 30));
        int end = log.length;
        byte[] recycled = Arrays.copyOf(log, stale.length);
        System.arraycopy(stale, end, recycled, end, stale.length - end);
        Path file = directory.resolve("c");
        rewrite(file, recycled);
        Read read = read(file);
        assertEquals(2, read.bodies.size());
        assertTrue(read.end.isTorn());
    }

    @Test
    void aRepeatedOrMissingFrameIsDamage() throws IOException {
        Path file = write("log", HEADER, true, 8, 8, 8);
        byte[] log = Files.readAllBytes(file);
        int frame = (int) FrameLayout.bytes(8);
        byte[] missing = Arrays.copyOf(log, log.length - frame);
        System.arraycopy(log, LogHeader.BYTES + 2 * frame, missing, LogHeader.BYTES + frame, frame);
        rewrite(file, missing);
        assertThrows(CorruptFileException.class, () -> read(file));
        byte[] repeated = Arrays.copyOf(log, log.length + frame);
        System.arraycopy(log, log.length - frame, repeated, log.length, frame);
        rewrite(file, repeated);
        // The copy says nothing about a frame 13, so there may have been none.
        assertEquals(3, read(file).bodies.size());
    }

    @Test
    void aBodyLongerThanTheFileIsNeverAllocated() throws IOException {
        Path file = write("log", HEADER, true, 8);
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        log.putInt(LogHeader.BYTES + FrameLayout.BODY_LENGTH_OFFSET, FrameLayout.MAX_BODY_BYTES);
        int crc =
                new FrameLayout.Checksum(HEADER.incarnation())
                        .header(MemorySegment.ofArray(log.array()), LogHeader.BYTES);
        log.putInt(LogHeader.BYTES, crc);
        rewrite(file, log.array());
        Read read = read(file);
        assertEquals(0, read.bodies.size());
        assertTrue(read.end.torn().contains("too few for a body of 67108864"), read.end.torn());
    }

    @Test
    void aNewerVersionIsNotCalledDamage() throws IOException {
        Path file = write("log", HEADER, true, 8);
        byte[] log = Files.readAllBytes(file);
        log[8] = 2;
        rewrite(file, log);
        UnsupportedFormatException newer =
                assertThrows(UnsupportedFormatException.class, () -> read(file));
        assertTrue(String.valueOf(newer.getMessage()).contains("upgrade"));
    }

    @Test
    void otherFilesAreRefusedByTheirFirstBytes() throws IOException {
        Path file = directory.resolve("png");
        rewrite(file, new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        assertThrows(CorruptFileException.class, () -> read(file));
        rewrite(file, new byte[200]);
        assertThrows(CorruptFileException.class, () -> read(file));
    }

    @Test
    void badFramesAreRefusedBeforeAnythingIsWritten() throws IOException {
        Path file = directory.resolve("log");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            FrameWriter writer = FrameWriter.create(channel, HEADER);
            MemorySegment empty = MemorySegment.ofArray(new byte[0]);
            assertThrows(IllegalArgumentException.class, () -> writer.append(0, 1, 1, empty));
            assertThrows(IllegalArgumentException.class, () -> writer.append(1 << 16, 1, 1, empty));
            assertThrows(IllegalArgumentException.class, () -> writer.durable(10));
            writer.append(1, 1, 1, empty);
            writer.flush();
        }
        assertEquals(1, read(file).bodies.size());
    }

    @Test
    void bytesOfAnyKindNeverDoHarm() throws IOException {
        Path file = write("log", HEADER, true, 3, 40, 0, 17, 900);
        byte[] log = Files.readAllBytes(file);
        for (int seed = 0; seed < 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] damaged = Arrays.copyOf(log, random.nextInt(log.length + 100));
            int from = Math.min(damaged.length, LogHeader.BYTES);
            for (int i = random.nextInt(20); i > 0 && from < damaged.length; i--) {
                damaged[random.nextInt(from, damaged.length)] = (byte) random.nextInt(256);
            }
            rewrite(file, damaged);
            try {
                List<byte[]> bodies = read(file).bodies;
                for (int i = 0; i < bodies.size(); i++) {
                    assertArrayEquals(
                            body(i, new int[] {3, 40, 0, 17, 900}[i]),
                            bodies.get(i),
                            "seed " + seed);
                }
            } catch (FormatException e) {
                // Found.
            }
        }
    }

    /** Replaces a file by a new one: ext4 writes a truncated one out at once, which takes long. */
    private static void rewrite(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, content);
    }
}
