package io.thermocline.formats.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.encoding.Codec;
import io.thermocline.formats.segment.SampleColumns.Nulls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Decay: bits that flip and files that end early. None goes unnoticed. */
class SegmentDamageTest {
    @TempDir Path folder;

    /**
     * A small file with every kind of chunk: validity, codes, dictionary, offsets of both kinds.
     */
    private Path sample(Codec codec) throws IOException {
        Path file = folder.resolve("sample." + codec);
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(List.of("f32", "coded", "list<string>"), true);
            SampleColumns sample = new SampleColumns(2, arena);
            SampleRun run = sample.run(schema, 0, 40, 4096, Nulls.SOME);
            if (codec == Codec.RAW) {
                SegmentFiles.write(file, codec, List.of(run));
            } else {
                // The same rows again and again, so that every chunk shrinks.
                SegmentFiles.write(file, codec, List.of(run, run, run, run));
                try (SegmentReader reader = SegmentFiles.open(file)) {
                    String name = codec.name().toLowerCase(java.util.Locale.ROOT);
                    assertTrue(reader.describe(0).storage().contains(name));
                    assertTrue(reader.describe(1).storage().contains(name));
                    assertTrue(reader.describe(2).storage().contains(name));
                }
            }
        }
        return file;
    }

    /** Opens, verifies and closes; the file has a problem, so this must say so. */
    private static void assertNoticed(Path file, String message) {
        assertThrows(
                FormatException.class,
                () -> {
                    try (SegmentReader reader = SegmentFiles.open(file)) {
                        reader.verify(bytes -> {});
                    }
                },
                message);
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void everyFlippedBitIsNoticed(Codec codec) throws IOException {
        Path file = sample(codec);
        byte[] bytes = Files.readAllBytes(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int at = 0; at < bytes.length; at++) {
                for (int bit = 0; bit < 8; bit++) {
                    byte flipped = (byte) (bytes[at] ^ 1 << bit);
                    channel.write(ByteBuffer.wrap(new byte[] {flipped}), at);
                    assertNoticed(file, codec + ", byte " + at + ", bit " + bit);
                }
                channel.write(ByteBuffer.wrap(bytes, at, 1), at);
            }
        }
        try (SegmentReader reader = SegmentFiles.open(file)) {
            reader.verify(damage -> {});
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void everyCutIsNoticed(Codec codec) throws IOException {
        byte[] bytes = Files.readAllBytes(sample(codec));
        Path file = folder.resolve("cut");
        for (int length = 0; length < bytes.length; length++) {
            if (length % 64 == 0 || length > bytes.length - 64 || length < 64) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertNoticed(file, codec + ", " + length + " bytes");
            }
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 64));
        assertNoticed(file, codec + ", zeros added");
    }

    @Test
    void aHoleInTheMiddleIsNoticedByItsFirstReader() throws IOException {
        for (Codec codec : Codec.values()) {
            Path file = sample(codec);
            SegmentForge forge = new SegmentForge(file);
            int chunk = forge.chunk(0);
            int length = (int) forge.bytes().getLong(chunk + SegmentForge.STORED);
            forge.bytes().put(forge.content(chunk), new byte[length]);
            forge.write(file);
            try (SegmentReader reader = SegmentFiles.open(file);
                    Arena arena = Arena.ofConfined()) {
                for (int attempt = 0; attempt < 2; attempt++) {
                    CorruptFileException e =
                            assertThrows(
                                    CorruptFileException.class, () -> reader.read(0, 0, arena));
                    assertEquals(forge.content(chunk), e.offset());
                    assertTrue(e.toString().contains("column '1 f32', rows 0.."), e.toString());
                }
                reader.read(1, 0, arena); // the others are sound
                assertThrows(CorruptFileException.class, () -> reader.verify(bytes -> {}));
            }
        }
    }

    @Test
    void damagedStatisticsAndDictionariesAreNamed() throws IOException {
        SegmentForge forge = new SegmentForge(sample(Codec.RAW));
        int statistics = forge.content(forge.statistics(0));
        int dictionary = forge.content(forge.dictionary(1));
        forge.bytes().put(statistics, (byte) 77).put(dictionary + 5, (byte) 77);
        Path file = forge.write(folder.resolve("damaged"));
        try (SegmentReader reader = SegmentFiles.open(file);
                Arena arena = Arena.ofConfined()) {
            CorruptFileException first =
                    assertThrows(CorruptFileException.class, () -> reader.statistics(0));
            assertTrue(first.toString().contains("statistics of column '1 f32'"), first.toString());
            CorruptFileException second =
                    assertThrows(CorruptFileException.class, () -> reader.read(1, 0, arena));
            assertTrue(
                    second.toString().contains("dictionary of column '2 coded'"),
                    second.toString());
        }
    }

    @Test
    void otherFilesAndNewerVersionsAreToldApartFromDamage() throws IOException {
        byte[] bytes = Files.readAllBytes(sample(Codec.RAW));
        SegmentForge other = new SegmentForge(bytes);
        other.bytes().putLong(0, 42);
        assertUnsupported(other, "not a Thermocline segment");
        SegmentForge newer = new SegmentForge(bytes);
        newer.bytes().putInt(SegmentLayout.VERSION_OFFSET, 2);
        assertUnsupported(newer, "upgrade");
        SegmentForge codec = new SegmentForge(bytes);
        codec.bytes().put(codec.chunk(0) + SegmentForge.CODEC, (byte) 3);
        assertUnsupported(codec.seal(), "codec: expected 0, 1 or 2, found 3");
    }

    private void assertUnsupported(SegmentForge forge, String words) throws IOException {
        Path file = forge.write(folder.resolve("unsupported"));
        UnsupportedFormatException e =
                assertThrows(UnsupportedFormatException.class, () -> SegmentFiles.open(file));
        assertTrue(e.toString().contains(words), e.toString());
    }
}
