package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.npy.NumPy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

class TextFilesTest {
    @TempDir Path directory;

    @Test
    void theNameTellsTheFormatAndElseTheContent() throws IOException {
        assertInstanceOf(JsonLinesReader.class, open("a.ndjson", "{\"a\":1}"));
        assertInstanceOf(JsonLinesReader.class, open("a.JSONL", "{\"a\":1}"));
        assertInstanceOf(JsonLinesReader.class, open("a.json", "[{\"a\":1}]"));
        assertInstanceOf(JsonLinesReader.class, open("stdin", " {\"a\":1}"));
        assertInstanceOf(CsvReader.class, open("stdin", "a,b\n"));
        assertInstanceOf(CsvReader.class, open("a.csv", "{\"a\":1}"));
        CsvReader tabs = assertInstanceOf(CsvReader.class, open("a.tsv", "a,b\tc\n"));
        assertEquals('\t', tabs.dialect().delimiter());
    }

    private static TextReader open(String name, String text) throws IOException {
        TextReader reader =
                TextFiles.open(
                        Vectors.stream(text),
                        name,
                        null,
                        CsvDialect.DEFAULT,
                        ImportOptions.DEFAULT);
        Vectors.rows(reader);
        return reader;
    }

    @Test
    void compressedFilesOfSeveralMembersAreRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(gzip("a,b\n1,2\n"));
        bytes.write(gzip(""));
        bytes.write(gzip("3,4\n"));
        Path file = Files.write(directory.resolve("t.csv.gz"), bytes.toByteArray());
        assertEquals(List.of(List.of("1", "2"), List.of("3", "4")), rows(file));
    }

    @Test
    void aCompressedFileThatIsCutOffIsRefusedAtEveryLength() throws IOException {
        byte[] whole = gzip("a\n" + "12345\n".repeat(1000));
        for (int length = 2; length < whole.length; length++) {
            Path file = Files.write(directory.resolve("t.csv.gz"), Arrays.copyOf(whole, length));
            var e = assertThrows(FormatException.class, () -> rows(file), "length " + length);
            String message = String.valueOf(e.getMessage());
            assertTrue(message.startsWith("t.csv.gz: gzip: expected more data after "), message);
            assertTrue(message.endsWith("(the file is cut off; copy it again)"), message);
        }
    }

    @Test
    void aCompressedFileThatIsDamagedIsNeverReadAsWhole() throws IOException {
        byte[] whole = gzip("a\n" + "12345\n".repeat(1000));
        // Behind the header, whose time stamp and system nobody reads.
        for (int i = 10; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            Path file = Files.write(directory.resolve("t.csv.gz"), damaged);
            assertThrows(FormatException.class, () -> rows(file), "byte " + i);
        }
    }

    @Test
    void whatUnpacksToMuchMoreThanMemoryIsReadRowByRow() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] piece = "0000000\n".repeat(1 << 15).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write("x\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 256; i++) {
                gzip.write(piece);
            }
        }
        assertTrue(bytes.size() < 1 << 20);
        try (TextReader reader =
                        TextFiles.open(
                                new ByteArrayInputStream(bytes.toByteArray()),
                                "bomb.csv.gz",
                                Vectors.schema("x i8"),
                                CsvDialect.DEFAULT,
                                ImportOptions.DEFAULT);
                Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(reader.schema(), 16_384, arena);
            long rows = 0;
            for (int read = reader.read(batch); read > 0; read = reader.read(batch)) {
                rows += read;
                batch.reset();
            }
            assertEquals(256L << 15, rows);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static List<List<String>> rows(Path file) throws IOException {
        return Vectors.rows(TextFiles.open(file, null, CsvDialect.DEFAULT, ImportOptions.DEFAULT));
    }

    @Test
    void hourlyWeatherHasItsNullsAndTypes() throws IOException {
        Path file = copy("weather-excerpt.csv");
        assertEquals(
                "origin string, year i64, month i64, day i64, hour i64, temp f64, dewp f64, humid"
                        + " f64, wind_dir i64, wind_speed f64, wind_gust f64, precip f64, pressure"
                        + " f64, visib i64, time_hour timestamp",
                schema(file, "NA"));
        assertPythonAgrees(file, "NA", 65 * 15);
    }

    @Test
    void countryNamesKeepTheirScriptsAndNamibiaItsCode() throws IOException {
        Path file = copy("country-codes-excerpt.csv");
        try (TextReader reader =
                TextFiles.open(file, null, CsvDialect.DEFAULT, ImportOptions.DEFAULT)) {
            int chinese = reader.schema().indexOf("UNTERM Chinese Short");
            int code = reader.schema().indexOf("ISO3166-1-Alpha-2");
            List<List<String>> rows = Vectors.rows(reader);
            assertEquals("阿富汗", rows.getFirst().get(chinese));
            assertEquals("NA", rows.getLast().get(code));
        }
        assertPythonAgrees(file, "", 10 * 56);
    }

    @Test
    void comicCharactersKeepTheirQuotes() throws IOException {
        Path file = copy("marvel-excerpt.csv");
        assertEquals("Wolverine (James \\\"Logan\\\" Howlett)", rows(file).get(2).get(1));
        assertPythonAgrees(file, "", 35 * 13);
    }

    @Test
    void compressedFlightsAreRead() throws IOException {
        Path file = copy("flights-excerpt.csv.gz");
        assertEquals("delay i64, distance i64, time f64", schema(file, ""));
        assertPythonAgrees(file, "", 2000 * 3);
    }

    private Path copy(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TextFilesTest.class.getResourceAsStream("/text/" + name))) {
            return Files.write(directory.resolve(name), in.readAllBytes());
        }
    }

    private static String schema(Path file, String nullText) throws IOException {
        try (TextReader reader = reader(file, nullText)) {
            return SchemaText.format(reader.schema());
        }
    }

    private static TextReader reader(Path file, String nullText) throws IOException {
        return TextFiles.open(
                file, null, CsvDialect.DEFAULT.withNullText(nullText), ImportOptions.DEFAULT);
    }

    /** Imports the file, exports it as JSON lines, and lets Python compare the two. */
    private void assertPythonAgrees(Path file, String nullText, int cells) throws IOException {
        Path lines = directory.resolve("t.ndjson");
        try (TextReader reader = reader(file, nullText);
                TextWriter writer =
                        NdjsonWriter.open(
                                Files.newOutputStream(lines),
                                reader.schema().columns().stream().map(Column::name).toList(),
                                reader.schema().columns().stream().map(Column::type).toList());
                Arena arena = Arena.ofConfined()) {
            BatchBuilder batch = new BatchBuilder(reader.schema(), 7, arena);
            while (reader.read(batch) > 0) {
                writer.write(batch.vectors());
                batch.reset();
            }
        }
        List<String> output = NumPy.runResource("/text/compare.py", file, lines, nullText);
        assertEquals(List.of(Integer.toString(cells)), output);
    }
}
