package io.thermocline.formats.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.encoding.Codec;
import io.thermocline.formats.segment.SampleColumns.Nulls;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Malice: every checksum is right, what it covers is a lie. Each is refused before it is used. */
class SegmentHostileTest {
    private static final List<String> TYPES =
            List.of("f64", "coded", "list<string>", "bool", "list<f64>", "i32", "binary");
    private static final int F64 = 0;
    private static final int CODED = 1;
    private static final int TEXTS = 2;
    private static final int LIST = 4;
    private static final int I32 = 5;
    private static final int BINARY = 6;

    @TempDir Path folder;

    private byte[] raw = {};
    private byte[] deflated = {};

    @BeforeEach
    void write() throws IOException {
        raw = sample(Codec.RAW);
        deflated = sample(Codec.DEFLATE);
    }

    /** Returns a file of 300 rows in one chunk. */
    private byte[] sample(Codec codec) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Schema schema = SampleColumns.schema(TYPES, true);
            SampleRun run = new SampleColumns(5, arena).run(schema, 0, 100, 128, Nulls.SOME);
            Path file = folder.resolve("sample." + codec);
            SegmentFiles.write(file, codec, List.of(run, run, run));
            return new SegmentForge(file).bytes().array();
        }
    }

    private interface Lie {
        void tell(SegmentForge forge);
    }

    /** Opening the forged file must fail with these words in the message. */
    private void assertRefusedAtOpen(byte[] file, String words, Lie lie) throws IOException {
        SegmentForge forge = new SegmentForge(file);
        lie.tell(forge);
        Path path = forge.seal().write(folder.resolve("forged"));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> SegmentFiles.open(path), words);
        assertTrue(e.toString().contains(words), e.toString());
    }

    /** Reading a column of the forged file must fail with these words, each time. */
    private void assertRefusedAtRead(int column, String words, Lie lie) throws IOException {
        SegmentForge forge = new SegmentForge(raw);
        lie.tell(forge);
        Path path = forge.seal().write(folder.resolve("forged"));
        try (SegmentReader reader = SegmentFiles.open(path);
                Arena arena = Arena.ofConfined()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                CorruptFileException e =
                        assertThrows(
                                CorruptFileException.class, () -> reader.read(column, 0, arena));
                assertTrue(e.toString().contains(words), e.toString());
            }
            assertThrows(CorruptFileException.class, () -> reader.verify(bytes -> {}));
        }
    }

    /** Opening the forged file must fail, or verifying it. */
    private void assertRefused(byte[] file, String message, Lie lie) throws IOException {
        SegmentForge forge = new SegmentForge(file);
        lie.tell(forge);
        Path path = forge.seal().write(folder.resolve("forged"));
        assertThrows(
                CorruptFileException.class,
                () -> {
                    try (SegmentReader reader = SegmentFiles.open(path)) {
                        reader.verify(bytes -> {});
                    }
                },
                message);
    }

    // Header and footer -----------------------------------------------------------------------

    @Test
    void liesOfTheHeaderAreRefused() throws IOException {
        int rows = SegmentLayout.ROW_COUNT_OFFSET;
        assertRefusedAtOpen(raw, "row count", f -> f.bytes().putInt(rows, -1));
        assertRefusedAtOpen(raw, "buffers", f -> f.bytes().putInt(rows, 299));
        assertRefusedAtOpen(raw, "buffers", f -> f.bytes().putInt(rows, 0));
        assertRefusedAtOpen(raw, "", f -> f.bytes().putInt(rows, Integer.MAX_VALUE));
        int chunkRows = SegmentLayout.CHUNK_ROWS_OFFSET;
        for (int lie : new int[] {0, -1, 2048, 4097, 1 << 23, Integer.MIN_VALUE, 1 << 30}) {
            assertRefusedAtOpen(raw, "chunk rows", f -> f.bytes().putInt(chunkRows, lie));
        }
        assertRefusedAtOpen(
                raw,
                "schema version",
                f -> f.bytes().putInt(SegmentLayout.SCHEMA_VERSION_OFFSET, 2));
        assertRefusedAtOpen(
                raw, "reserved", f -> f.bytes().put(SegmentLayout.HEADER_BYTES - 1, (byte) 1));
    }

    @Test
    void liesOfTheFooterAreRefused() throws IOException {
        for (long lie : new long[] {-1, 0, 64, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE}) {
            int field = SegmentLayout.DIRECTORY_OFFSET_OFFSET;
            SegmentForge forge = new SegmentForge(raw);
            forge.bytes().putLong(forge.footer() + field, lie);
            assertFooterRefused(forge, "directory");
        }
        for (int lie : new int[] {-1, 0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            int field = SegmentLayout.DIRECTORY_BYTES_OFFSET;
            SegmentForge forge = new SegmentForge(raw);
            forge.bytes().putInt(forge.footer() + field, lie);
            assertFooterRefused(forge, "directory");
        }
        SegmentForge version = new SegmentForge(raw);
        version.bytes().putInt(version.footer() + SegmentLayout.FOOTER_VERSION_OFFSET, 2);
        assertFooterRefused(version, "footer version");
        SegmentForge length = new SegmentForge(raw);
        length.bytes().putLong(length.footer() + SegmentLayout.FILE_LENGTH_OFFSET, 1000);
        assertFooterRefused(length, "file length");
    }

    private void assertFooterRefused(SegmentForge forge, String words) throws IOException {
        Path path = forge.sealFooter().write(folder.resolve("forged"));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> SegmentFiles.open(path));
        assertTrue(e.toString().contains(words), e.toString());
    }

    // Directory -------------------------------------------------------------------------------

    @Test
    void schemasThatAreNoneAreRefused() throws IOException {
        String schema = new SegmentForge(raw).schema();
        for (String lie :
                List.of(
                        "",
                        "{",
                        "[]",
                        "null",
                        "{}",
                        schema + " {}",
                        schema.replace("\"id\":2", "\"id\":1"),
                        schema.replace("\"id\":2", "\"id\":99999999999"),
                        schema.replace("\"id\":2", "\"id\":-2"),
                        schema.replace("\"type\":\"f64\"", "\"type\":\"f65\""),
                        schema.replace("\"type\":\"f64\"", "\"type\":\"f64[0]\""),
                        schema.replace("\"type\":\"f64\"", "\"type\":7"),
                        schema.replace("\"version\":1", "\"version\":0"),
                        schema.replace("1 f64", ""),
                        schema.replace("1 f64", "\\u0007"),
                        schema.replace("\"auto\"", "\"best\""),
                        schema.replace("\"time\":null", "\"time\":\"no such column\""),
                        "[".repeat(5000))) {
            assertRefusedAtOpen(raw, "schema: expected a schema", f -> f.schema(lie));
        }
        assertRefusedAtOpen(raw, "schema bytes", f -> f.bytes().putInt(f.directory(), -1));
        assertRefusedAtOpen(
                raw, "schema bytes", f -> f.bytes().putInt(f.directory(), Integer.MAX_VALUE));
    }

    @Test
    void schemasOfOtherColumnsAreRefused() throws IOException {
        String schema = new SegmentForge(raw).schema();
        for (String type : List.of("f32", "i64", "bool", "string", "list<f64>", "f64[2]")) {
            String lie = schema.replace("\"type\":\"f64\"", "\"type\":\"" + type + "\"");
            assertRefusedAtOpen(raw, "", f -> f.schema(lie));
        }
        String fewer = schema.substring(0, schema.lastIndexOf(",{\"id\":7")) + "]}";
        assertRefusedAtOpen(raw, "directory: expected its end", f -> f.schema(fewer));
        String more =
                schema.substring(0, schema.length() - 2)
                        + ",{\"id\":8,\"name\":\"8\",\"type\":\"i8\",\"nullable\":true,"
                        + "\"encoding\":\"auto\",\"unit\":\"\",\"description\":\"\","
                        + "\"metadata\":{}}]}";
        assertRefusedAtOpen(raw, "directory: expected another entry", f -> f.schema(more));
    }

    @Test
    void liesAboutColumnsAreRefused() throws IOException {
        assertRefusedAtOpen(raw, "flags", f -> f.bytes().put(f.column(F64), (byte) 0));
        assertRefusedAtOpen(raw, "flags", f -> f.bytes().put(f.column(F64), (byte) 3));
        assertRefusedAtOpen(raw, "flags", f -> f.bytes().put(f.column(I32), (byte) 2));
        assertRefusedAtOpen(raw, "flags", f -> f.bytes().put(f.column(I32), (byte) -128));
        for (int size : new int[] {-1, 0, 1, 65_537, Integer.MAX_VALUE}) {
            assertRefusedAtOpen(raw, "", f -> f.bytes().putInt(f.dictionarySize(CODED), size));
        }
    }

    @Test
    void buffersOfOtherLengthsThanTheRowsNeedAreRefused() throws IOException {
        SegmentForge honest = new SegmentForge(raw);
        int[] chunks = new int[2 * TYPES.size() + 1];
        for (int column = 0; column < TYPES.size(); column++) {
            chunks[2 * column] = honest.chunk(column);
            chunks[2 * column + 1] = honest.statistics(column);
        }
        chunks[2 * TYPES.size()] = honest.dictionary(CODED);
        long[] lies = {-1, 1, 38, 63, 64, 1L << 31, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE};
        for (int chunk : chunks) {
            for (int field = SegmentForge.VALIDITY; field <= SegmentForge.VALUES; field += 8) {
                int at = chunk + field;
                for (long lie : lies) {
                    String message = "at " + at + ": " + lie;
                    if (honest.bytes().getLong(at) != lie) {
                        assertRefused(raw, message, f -> f.bytes().putLong(at, lie));
                        // The directory is as long, but lies elsewhere.
                        int other = at - honest.directory();
                        assertRefused(
                                deflated,
                                message,
                                f -> f.bytes().putLong(f.directory() + other, lie));
                    }
                }
            }
        }
    }

    @Test
    void chunksOutsideTheirPlaceAreRefused() throws IOException {
        byte[] file = raw;
        SegmentForge honest = new SegmentForge(file);
        long first = honest.content(honest.chunk(F64));
        long second = honest.content(honest.chunk(CODED));
        for (long lie :
                new long[] {
                    -64,
                    0,
                    64,
                    first + 1,
                    first + 64,
                    first - 64,
                    second,
                    honest.directory(),
                    honest.footer(),
                    honest.length(),
                    1L << 40,
                    Long.MAX_VALUE - 63,
                    Long.MIN_VALUE
                }) {
            for (int column = 0; column < TYPES.size(); column++) {
                int chunk = honest.chunk(column) + SegmentForge.OFFSET;
                if (honest.bytes().getLong(chunk) != lie) {
                    assertRefusedAtOpen(file, "directory", f -> f.bytes().putLong(chunk, lie));
                }
            }
        }
        assertRefusedAtOpen(
                file,
                "directory",
                f -> {
                    // Two columns of one length in the same place: nothing is read twice.
                    int from = f.statistics(F64);
                    int to = f.statistics(I32);
                    f.bytes().putLong(to + SegmentForge.OFFSET, f.content(from));
                });
    }

    @Test
    void storedLengthsThatCannotBeAreRefused() throws IOException {
        for (long lie : new long[] {-1, 0, 1, 1L << 31, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (byte[] file : List.of(raw, deflated)) {
                for (int column = 0; column < TYPES.size(); column++) {
                    int c = column;
                    assertRefusedAtOpen(
                            file,
                            "",
                            f -> f.bytes().putLong(f.chunk(c) + SegmentForge.STORED, lie));
                }
            }
        }
    }

    @Test
    void aTinyChunkThatClaimsGigabytesIsRefusedBeforeAnythingIsAllocated() throws IOException {
        for (long claim : new long[] {1 << 24, 1 << 30, Integer.MAX_VALUE & -8L}) {
            assertRefusedAtOpen(
                    deflated,
                    "stored bytes",
                    f -> f.bytes().putLong(f.chunk(LIST) + SegmentForge.VALUES, claim));
        }
        byte[] packed = sample(Codec.ZSTD);
        for (long claim : new long[] {16 << 20, 1 << 30, Integer.MAX_VALUE & -8L}) {
            assertRefusedAtOpen(
                    packed,
                    "stored bytes",
                    f -> f.bytes().putLong(f.chunk(LIST) + SegmentForge.VALUES, claim));
        }
    }

    @Test
    void shufflesThatCannotBeAreRefused() throws IOException {
        for (int lie : new int[] {1, 17, 255, 65_535}) {
            assertRefusedAtOpen(
                    deflated,
                    "shuffle " + lie,
                    f -> f.bytes().putShort(f.chunk(F64) + SegmentForge.SHUFFLE, (short) lie));
        }
        assertRefusedAtOpen(
                raw,
                "shuffle 8",
                f -> f.bytes().putShort(f.chunk(F64) + SegmentForge.SHUFFLE, (short) 8));
        assertRefusedAtOpen(
                raw, "reserved", f -> f.bytes().put(f.chunk(F64) + SegmentForge.ZERO, (byte) 8));
    }

    // Chunks ----------------------------------------------------------------------------------

    /** Returns where a buffer of a raw chunk lies in the file. */
    private static int buffer(SegmentForge forge, int chunk, int field) {
        int at = forge.content(chunk);
        for (int f = SegmentForge.VALIDITY; f < field; f += 8) {
            at += (int) SegmentLayout.align(forge.bytes().getLong(chunk + f));
        }
        return at;
    }

    private static void lie(SegmentForge forge, int chunk, int field, int index, int value) {
        forge.bytes().putInt(buffer(forge, chunk, field) + index * Integer.BYTES, value);
        forge.sealChunk(chunk);
    }

    @Test
    void offsetsThatLeaveTheirHeapAreRefused() throws IOException {
        for (int column : new int[] {TEXTS, LIST, BINARY}) {
            for (int value : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 100_000}) {
                for (int index : new int[] {0, 1, 150, 300}) {
                    assertRefusedAtRead(
                            column,
                            "rows 0..299: ",
                            f -> lie(f, f.chunk(column), SegmentForge.OFFSETS, index, value));
                }
            }
        }
        for (int value : new int[] {-1, 1, Integer.MAX_VALUE}) {
            assertRefusedAtRead(
                    TEXTS,
                    "child offsets",
                    f -> lie(f, f.chunk(TEXTS), SegmentForge.CHILD_OFFSETS, 0, value));
            assertRefusedAtRead(
                    CODED,
                    "offsets",
                    f -> lie(f, f.dictionary(CODED), SegmentForge.OFFSETS, 0, value));
        }
    }

    @Test
    void aHeapOfAnotherLengthThanTheOffsetsSayIsRefused() throws IOException {
        // 64 bytes more or less of padding keep the file's places as they are.
        assertRefusedAtRead(
                LIST,
                "values",
                f -> {
                    int chunk = f.chunk(LIST);
                    long values = f.bytes().getLong(chunk + SegmentForge.VALUES);
                    long other = values % 64 == 8 ? values + 8 : values - 8;
                    f.bytes().putLong(chunk + SegmentForge.VALUES, other);
                });
        assertRefusedAtRead(
                CODED,
                "heap",
                f -> {
                    int chunk = f.dictionary(CODED);
                    long values = f.bytes().getLong(chunk + SegmentForge.VALUES);
                    long other = values % 64 == 1 ? values + 1 : values - 1;
                    f.bytes().putLong(chunk + SegmentForge.VALUES, other);
                });
    }

    @Test
    void codesOutsideTheDictionaryAreRefused() throws IOException {
        for (int value : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 65_536}) {
            for (int row : new int[] {0, 299}) {
                assertRefusedAtRead(
                        CODED,
                        "code in row " + row,
                        f -> lie(f, f.chunk(CODED), SegmentForge.VALUES, row, value));
            }
        }
    }

    @Test
    void streamsThatExpandToOtherLengthsAreRefused() throws IOException {
        SegmentForge forge = new SegmentForge(deflated);
        int chunk = forge.chunk(LIST);
        long values = forge.bytes().getLong(chunk + SegmentForge.VALUES);
        forge.bytes().putLong(chunk + SegmentForge.VALUES, values + 64);
        Path path = forge.seal().write(folder.resolve("forged"));
        try (SegmentReader reader = SegmentFiles.open(path);
                Arena arena = Arena.ofConfined()) {
            CorruptFileException e =
                    assertThrows(CorruptFileException.class, () -> reader.read(LIST, 0, arena));
            assertTrue(e.toString().contains("column '5 list<f64>', rows 0..299"), e.toString());
        }
    }

    @Test
    void statisticsThatNoRowsCanHaveAreRefusedByTheFirstReader() throws IOException {
        int nulls = SegmentLayout.NULL_COUNT_OFFSET;
        int values = SegmentLayout.VALUE_COUNT_OFFSET;
        for (int lie : new int[] {-1, 301, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertStatisticsRefused(F64, b -> b.putInt(nulls, lie));
            assertStatisticsRefused(F64, b -> b.putInt(values, lie));
            assertStatisticsRefused(TEXTS, b -> b.putInt(values, lie));
        }
        assertStatisticsRefused(I32, b -> b.putInt(values, b.getInt(values) - 1));
        assertStatisticsRefused(I32, b -> b.putLong(SegmentLayout.MIN_OFFSET, Long.MAX_VALUE));
        assertStatisticsRefused(F64, b -> b.putDouble(SegmentLayout.MAX_OFFSET, Double.NaN));
        assertStatisticsRefused(
                F64,
                b -> {
                    b.putDouble(SegmentLayout.MIN_OFFSET, 1);
                    b.putDouble(SegmentLayout.MAX_OFFSET, -1);
                });
    }

    private interface StatisticsLie {
        void tell(ByteBuffer entry);
    }

    private Path forgeStatistics(int column, StatisticsLie lie) throws IOException {
        SegmentForge forge = new SegmentForge(raw);
        int statistics = forge.statistics(column);
        ByteBuffer entry = forge.bytes().slice(forge.content(statistics), 24);
        lie.tell(entry.order(java.nio.ByteOrder.LITTLE_ENDIAN));
        return forge.sealChunk(statistics).seal().write(folder.resolve("forged"));
    }

    private void assertStatisticsRefused(int column, StatisticsLie lie) throws IOException {
        try (SegmentReader reader = SegmentFiles.open(forgeStatistics(column, lie))) {
            assertThrows(CorruptFileException.class, () -> reader.statistics(column));
            assertThrows(CorruptFileException.class, () -> reader.verify(bytes -> {}));
        }
    }

    @Test
    void statisticsThatRowsCouldHaveButDoNotAreFoundByVerify() throws IOException {
        long min = Long.MIN_VALUE;
        try (SegmentReader reader =
                SegmentFiles.open(
                        forgeStatistics(I32, b -> b.putLong(SegmentLayout.MIN_OFFSET, min)))) {
            assertEquals(min, reader.statistics(I32).minBits(0));
            CorruptFileException e =
                    assertThrows(CorruptFileException.class, () -> reader.verify(bytes -> {}));
            assertTrue(e.toString().contains("statistics of column '6 i32'"), e.toString());
        }
    }

    // Anything --------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Codec.class)
    void noForgeryGivesAnotherException(Codec codec) throws IOException {
        byte[] file = sample(codec);
        long[] odd = {0, 1, -1, 63, 64, 65_535, 1L << 31, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE};
        SegmentForge honest = new SegmentForge(file);
        Path path = folder.resolve("forged");
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            SegmentForge forge = new SegmentForge(file);
            int directory = forge.directory();
            for (int i = random.nextInt(3); i >= 0; i--) {
                int length = forge.footer() - directory;
                switch (random.nextInt(4)) {
                    case 0 ->
                            forge.bytes()
                                    .putLong(
                                            directory + random.nextInt(length - 8),
                                            odd[random.nextInt(odd.length)]);
                    case 1 ->
                            forge.bytes()
                                    .put(
                                            directory + random.nextInt(length),
                                            (byte) random.nextInt());
                    case 2 -> forge.bytes().put(16 + random.nextInt(32), (byte) random.nextInt(9));
                    default -> forgeContent(forge, honest, random);
                }
            }
            forge.seal().write(path);
            readAll(path, codec + ", seed " + seed);
        }
    }

    /** Changes a byte of a chunk whose place is known from the honest file. */
    private static void forgeContent(SegmentForge forge, SegmentForge honest, Random random) {
        int column = random.nextInt(TYPES.size());
        int chunk =
                switch (random.nextInt(3)) {
                    case 0 -> honest.dictionary(CODED);
                    case 1 -> honest.statistics(column);
                    default -> honest.chunk(column);
                };
        long at = forge.bytes().getLong(chunk + SegmentForge.OFFSET);
        long stored = forge.bytes().getLong(chunk + SegmentForge.STORED);
        if (at >= 0 && stored > 0 && stored < forge.length() && at < forge.length() - stored) {
            int where = (int) at + random.nextInt((int) stored);
            forge.bytes().put(where, (byte) random.nextInt());
            forge.sealChunk(chunk);
        }
    }

    /** Reads every value in every way; only {@link FormatException} may come of it. */
    private static void readAll(Path path, String message) {
        try (SegmentReader reader = SegmentFiles.open(path)) {
            for (int column = 0; column < reader.schema().size(); column++) {
                try (Arena arena = Arena.ofConfined()) {
                    reader.statistics(column);
                    for (int chunk = 0; chunk < reader.chunkCount(); chunk++) {
                        readAll(reader.read(column, chunk, arena));
                    }
                } catch (FormatException expected) {
                    // the next column may be sound
                }
            }
            reader.verify(bytes -> {});
        } catch (FormatException expected) {
            return;
        } catch (IOException | RuntimeException | Error e) {
            fail(message, e);
        }
    }

    private static void readAll(ColumnVector vector) {
        for (int row = 0; row < vector.rowCount(); row++) {
            if (!vector.isNull(row)) {
                if (vector.type().isBool()) {
                    vector.getBool(row);
                } else if (vector.childOffsets() == null) {
                    vector.bytes(row).byteSize();
                } else {
                    for (int i = vector.start(row); i < vector.end(row); i++) {
                        vector.childBytes(i).byteSize();
                    }
                }
            }
        }
    }
}
