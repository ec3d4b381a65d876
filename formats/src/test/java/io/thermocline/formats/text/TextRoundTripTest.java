package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.npy.NumPy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

class TextRoundTripTest {
    private static final int ROUNDS = 30;

    @Test
    void csvReadsBackToTheSameBits() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            CsvDialect dialect = dialect(random);
            try (Arena arena = Arena.ofConfined()) {
                RandomTable table = RandomTable.of(random, random.nextInt(200), arena);
                byte[] text = csv(table, dialect);
                String what = "seed " + seed + ", " + dialect;
                try (TextReader reader =
                        CsvReader.open(
                                trickling(text, random),
                                "t.csv",
                                table.schema(),
                                dialect,
                                ImportOptions.DEFAULT)) {
                    assertReads(table, reader, what, arena);
                }
            }
        }
    }

    @Test
    void jsonLinesReadBackToTheSameBits() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            try (Arena arena = Arena.ofConfined()) {
                RandomTable table = RandomTable.of(random, random.nextInt(200), arena);
                byte[] text = ndjson(table);
                try (TextReader reader =
                        JsonLinesReader.open(
                                trickling(text, random),
                                "t.ndjson",
                                table.schema(),
                                ImportOptions.DEFAULT)) {
                    assertReads(table, reader, "seed " + seed, arena);
                }
            }
        }
    }

    @Test
    void csvOfOneColumnKeepsNullsAndEmptyTextsApart() throws IOException {
        Schema schema = Vectors.schema("only string");
        for (int seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            CsvDialect dialect = dialect(random);
            try (Arena arena = Arena.ofConfined()) {
                RandomTable table = RandomTable.of(schema, random, 50, arena);
                byte[] text = csv(table, dialect);
                try (TextReader reader =
                        CsvReader.open(
                                new ByteArrayInputStream(text),
                                "t.csv",
                                schema,
                                dialect,
                                ImportOptions.DEFAULT)) {
                    assertReads(table, reader, "seed " + seed + ", " + dialect, arena);
                }
            }
        }
    }

    @Test
    void aFileOfSeveralWindowsReadsBack() throws IOException {
        Schema schema = Vectors.schema("a string, b i64, c list<string>");
        Random random = new Random(5);
        try (Arena arena = Arena.ofConfined()) {
            RandomTable table = RandomTable.of(schema, random, 60_000, arena);
            byte[] text = csv(table, CsvDialect.DEFAULT.withDelimiter(','));
            byte[] lines = ndjson(table);
            try (TextReader reader =
                            CsvReader.open(
                                    trickling(text, random),
                                    "t.csv",
                                    schema,
                                    CsvDialect.DEFAULT.withDelimiter(','),
                                    ImportOptions.DEFAULT);
                    TextReader json =
                            JsonLinesReader.open(
                                    trickling(lines, random),
                                    "t.ndjson",
                                    schema,
                                    ImportOptions.DEFAULT)) {
                assertReads(table, reader, "csv of " + text.length + " bytes", arena);
                assertReads(table, json, "json of " + lines.length + " bytes", arena);
            }
        }
    }

    @Test
    void pythonReadsTheSameCellsFromBothForms(@TempDir Path directory) throws IOException {
        Schema schema = Vectors.schema("a string, b f64, c i64, d string not null");
        Random random = new Random(3);
        try (Arena arena = Arena.ofConfined()) {
            RandomTable table = RandomTable.of(schema, random, 500, arena);
            Path csv = directory.resolve("t.csv");
            Path lines = directory.resolve("t.ndjson");
            // Python strips nothing and knows no null, which the script takes into account.
            Files.write(csv, csv(table, CsvDialect.DEFAULT));
            Files.write(lines, ndjson(table));
            assertEquals(
                    List.of("2000"),
                    NumPy.runResource("/text/compare.py", csv, lines, "no such text"));
        }
    }

    private static CsvDialect dialect(Random random) {
        char delimiter = ",;\t|:^ ".charAt(random.nextInt(7));
        String nullText = List.of("", "", "NA", "\\N", "null", "0", "NaN").get(random.nextInt(7));
        return new CsvDialect(delimiter, random.nextBoolean(), nullText);
    }

    static byte[] csv(RandomTable table, CsvDialect dialect) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TextWriter writer = CsvWriter.open(out, table.names(), table.types(), dialect)) {
            writer.write(table.vectors());
            assertEquals(table.rows(), writer.rowCount());
        }
        return out.toByteArray();
    }

    static byte[] ndjson(RandomTable table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TextWriter writer = NdjsonWriter.open(out, table.names(), table.types())) {
            // Slices must be written like whole vectors.
            int half = table.rows() / 2;
            writer.write(slices(table, 0, half));
            writer.write(slices(table, half, table.rows() - half));
        }
        assertEquals(
                table.rows(),
                new String(out.toByteArray(), StandardCharsets.UTF_8).lines().count());
        return out.toByteArray();
    }

    private static List<ColumnVector> slices(RandomTable table, int from, int count) {
        return table.vectors().stream().map(vector -> vector.slice(from, count)).toList();
    }

    private static void assertReads(RandomTable table, TextReader reader, String what, Arena arena)
            throws IOException {
        BatchBuilder batch = new BatchBuilder(table.schema(), Math.max(1, table.rows()), arena);
        assertEquals(table.rows(), reader.read(batch), what);
        List<ColumnVector> found = batch.vectors();
        for (int i = 0; i < found.size(); i++) {
            String column = what + ", column " + table.schema().column(i).name();
            Vectors.assertSame(table.vectors().get(i), found.get(i), column);
        }
        batch.reset();
        assertEquals(0, reader.read(batch), what);
    }

    /** Gives the bytes in pieces of random length, as pipes do. */
    private static InputStream trickling(byte[] text, Random random) {
        return new ByteArrayInputStream(text) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, 1 + random.nextInt(5000)));
            }
        };
    }
}
