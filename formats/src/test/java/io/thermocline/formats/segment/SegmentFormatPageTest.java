package io.thermocline.formats.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.encoding.Codec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specification's example, and the files kept from version 1, are what we write and read. */
class SegmentFormatPageTest {
    private static final Path PAGE = Path.of("formats/docs/segment-format.md");
    private static final Path GOLDEN = Path.of("formats/src/test/resources/segment");
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{8})((?: {1,2}[0-9a-f]{2}){1,16}) +\\|.*\\|");

    @TempDir Path folder;

    private static byte[] example() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                assertEquals(bytes.size(), Integer.parseInt(matcher.group(1), 16), line);
                bytes.writeBytes(HexFormat.of().parseHex(matcher.group(2).replace(" ", "")));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void theExampleIsWhatWeWrite() throws IOException {
        Path file = folder.resolve("example.seg");
        try (Arena arena = Arena.ofConfined()) {
            SegmentFiles.write(file, Codec.RAW, List.of(GoldenRows.example(arena)));
        }
        assertEquals(dump(example()), dump(Files.readAllBytes(file)));
    }

    @Test
    void theExampleIsReadAsThePageSays() throws IOException {
        Path file = Files.write(folder.resolve("example.seg"), example());
        try (SegmentReader reader = SegmentFiles.open(file);
                Arena arena = Arena.ofConfined()) {
            reader.verify(bytes -> {});
            assertEquals(new SegmentInfo(7, 3, 500, 3, 11, 12), reader.info());
            ColumnVector rows = reader.read(0, 0, arena);
            assertEquals("buy", rows.getString(0));
            assertTrue(rows.isNull(1));
            assertEquals("sell", rows.getString(2));
            assertNotNull(rows.dictionary());
            assertEquals(1, reader.statistics(0).nullCount(0));
            assertEquals(2, reader.statistics(0).valueCount(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"hot-v1.seg, raw", "warm-deflate-v1.segz, deflate", "warm-zstd-v1.segz, zstd"})
    void theFilesKeptFromVersion1StillOpen(String name, String codec) throws IOException {
        try (SegmentReader reader = SegmentFiles.open(GOLDEN.resolve(name));
                Arena arena = Arena.ofConfined()) {
            reader.verify(bytes -> {});
            SampleRun rows = GoldenRows.everyKind(arena);
            assertEquals(rows.schema(), reader.schema());
            assertEquals(new SegmentInfo(7, 3, 1000, rows.rowCount(), 11, 12), reader.info());
            for (int c = 0; c < rows.schema().size(); c++) {
                rows.assertHolds(c, 0, reader.read(c, 0, arena), name);
            }
            assertTrue(reader.describe(4).storage().contains(codec));
            assertEquals("dictionary", reader.describe(1).storage().split(",", -1)[0]);
        }
    }

    /** Packed bytes depend on the version of the library that packs, so only these are pinned. */
    @Test
    void version1IsStillWhatWeWrite() throws IOException {
        Path file = folder.resolve("hot.seg");
        try (Arena arena = Arena.ofConfined()) {
            SegmentFiles.write(file, Codec.RAW, List.of(GoldenRows.everyKind(arena)));
        }
        assertEquals(
                dump(Files.readAllBytes(GOLDEN.resolve("hot-v1.seg"))),
                dump(Files.readAllBytes(file)));
    }

    @Test
    void thePageHasTheHeadingsOfEverySpecification() throws IOException {
        List<String> headings =
                Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("## ")).toList();
        assertEquals(
                List.of(
                        "## Purpose",
                        "## Types",
                        "## Grammar",
                        "## Field table",
                        "## Invariants",
                        "## Worked example in hex",
                        "## Versions"),
                headings);
    }

    /** Formats bytes as the page does. */
    static String dump(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < bytes.length; at += 16) {
            StringBuilder hex = new StringBuilder();
            StringBuilder text = new StringBuilder();
            for (int i = at; i < Math.min(at + 16, bytes.length); i++) {
                hex.append(i - at == 8 ? "  " : " ").append("%02x".formatted(bytes[i]));
                text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            out.append("%08x %-49s  |%s|%n".formatted(at, hex, text));
        }
        return out.toString();
    }
}
