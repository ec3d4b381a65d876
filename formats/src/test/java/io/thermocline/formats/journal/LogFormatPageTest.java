package io.thermocline.formats.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specification's example, and the file kept from version 1, are what we write and read. */
class LogFormatPageTest {
    private static final Path PAGE = Path.of("formats/docs/log-format.md");
    private static final Path GOLDEN =
            Path.of("formats/src/test/resources/journal/catalogue-v1.log");
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{8})((?: {1,2}[0-9a-f]{2}){1,16}) +\\|.*\\|");
    private static final long TIME = 1_767_323_045_000_000_000L;

    @TempDir Path directory;

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

    private interface Content {
        void write(FrameWriter writer) throws IOException;
    }

    private byte[] write(long number, Content content) throws IOException {
        Path file = directory.resolve("log-" + number);
        LogHeader header =
                new LogHeader(
                        LogHeader.Kind.CATALOGUE,
                        0x0123456789abcdefL,
                        number,
                        1,
                        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            FrameWriter writer = FrameWriter.create(channel, header);
            content.write(writer);
            writer.flush();
        }
        return Files.readAllBytes(file);
    }

    /** One commit and its mark. */
    private byte[] writeExample() throws IOException {
        return write(
                3,
                writer -> {
                    writer.durable(
                            writer.append(
                                    FrameLayout.KIND_COMMIT,
                                    2,
                                    TIME,
                                    CatalogRecordCodec.encode(
                                            List.of(new CatalogRecord.TableDropped(7)))));
                    writer.appendMark(2, TIME);
                });
    }

    /** Each kind of record in a frame of its own, then all in one. */
    private byte[] writeGolden() throws IOException {
        return write(
                1,
                writer -> {
                    for (CatalogRecord record : CatalogRecordCodecTest.ALL) {
                        writer.append(
                                FrameLayout.KIND_SNAPSHOT,
                                1,
                                TIME,
                                CatalogRecordCodec.encode(List.of(record)));
                    }
                    writer.durable(
                            writer.append(
                                    FrameLayout.KIND_COMMIT,
                                    1,
                                    TIME,
                                    CatalogRecordCodec.encode(CatalogRecordCodecTest.ALL)));
                    writer.appendMark(1, TIME);
                });
    }

    private static List<CatalogRecord> records(Path file) throws IOException {
        List<CatalogRecord> records = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file)) {
            FrameReader reader = FrameReader.open(channel, file);
            while (reader.next()) {
                records.addAll(CatalogRecordCodec.decode(reader.body()));
            }
            assertFalse(reader.end().isTorn());
        }
        return records;
    }

    @Test
    void theExampleIsWhatWeWrite() throws IOException {
        assertEquals(dump(example()), dump(writeExample()));
    }

    @Test
    void theExampleIsReadAsThePageSays() throws IOException {
        Path file = Files.write(directory.resolve("example"), example());
        assertEquals(List.of(new CatalogRecord.TableDropped(7)), records(file));
        try (FileChannel channel = FileChannel.open(file)) {
            FrameReader reader = FrameReader.open(channel, file);
            assertEquals(3, reader.header().number());
            assertTrue(reader.next());
            assertEquals(0x40, reader.offset());
            assertEquals(2, reader.epoch());
            assertEquals(0, reader.durableSequence());
            assertEquals(7, reader.body().get(ValueLayout.JAVA_BYTE, 8));
            assertTrue(reader.next());
            assertEquals(0x80, reader.offset());
            assertEquals(FrameLayout.KIND_MARK, reader.kind());
            assertEquals(1, reader.durableSequence());
            assertFalse(reader.next());
        }
    }

    @Test
    void theLogKeptFromVersion1StillOpens() throws IOException {
        List<CatalogRecord> expected = new ArrayList<>(CatalogRecordCodecTest.ALL);
        expected.addAll(CatalogRecordCodecTest.ALL);
        assertEquals(expected, records(GOLDEN));
    }

    @Test
    void version1IsStillWhatWeWrite() throws IOException {
        assertEquals(dump(Files.readAllBytes(GOLDEN)), dump(writeGolden()));
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
    private static String dump(byte[] bytes) {
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
