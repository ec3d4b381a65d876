package io.thermocline.formats.qms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specification's example is a file that we write and read byte for byte. */
class QmsFormatPageTest {
    private static final Path PAGE = Path.of("formats/docs/qms-format.md");
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

    private static MemorySegment bell() {
        return States.ghz(2);
    }

    @Test
    void theExampleIsWhatWeWrite() throws IOException {
        Path file = folder.resolve("bell.qms");
        QmsHeader header = QmsHeader.of("bell", States.TIME, 2);
        Map<String, Object> metadata = Map.of("note", "worked example");
        try (QmsWriter writer = QmsWriter.create(file, header, metadata, QmsCodec.RAW)) {
            writer.append(bell());
            writer.finish();
        }
        assertEquals(
                HexFormat.of().formatHex(example()),
                HexFormat.of().formatHex(Files.readAllBytes(file)));
        QmsLayout layout = QmsLayout.plan(header, metadata);
        MemorySegment memory = MemorySegment.ofArray(new byte[example().length]);
        layout.writeHeader(memory);
        layout.amplitudes(memory).copyFrom(bell());
        layout.finish(memory);
        assertArrayEquals(example(), States.bytes(memory));
    }

    @Test
    void theExampleIsReadAsThePageSays() throws IOException {
        Path file = Files.write(folder.resolve("bell.qms"), example());
        try (Arena arena = Arena.ofConfined();
                QmsReader reader = QmsReader.open(file)) {
            assertEquals("bell", reader.header().stateId());
            assertEquals("worked example", reader.metadata().get("note"));
            assertEquals(0x100, reader.dataOffset());
            assertTrue(reader.verify());
            assertEquals(-1, bell().mismatch(reader.map(arena).memory()));
        }
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
}
