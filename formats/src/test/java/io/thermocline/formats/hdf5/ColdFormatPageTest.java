package io.thermocline.formats.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specification's examples are what we write. */
class ColdFormatPageTest {
    private static final Path PAGE = Path.of("formats/docs/cold-format.md");
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{8})((?: {1,2}[0-9a-f]{2}){1,16}) +\\|.*\\|");

    private static final int CHUNK_OF_N = 0;
    private static final int CHUNK_OF_S = 1;
    private static final int CONTENT = 2;
    private static final int COLLECTION = 3;
    private static final int REFERENCE = 4;

    private static final Schema SCHEMA =
            new Schema(
                    1,
                    List.of(
                            Column.of(1, "n", ColumnType.scalar(ElementType.INT16), true),
                            Column.of(2, "s", ColumnType.STRING, false)),
                    null);

    @TempDir Path folder;

    /** Returns the hex dumps of the page in order; each begins at offset 0. */
    private static List<byte[]> examples() throws IOException {
        List<ByteArrayOutputStream> dumps = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                int offset = Integer.parseInt(matcher.group(1), 16);
                if (offset == 0) {
                    dumps.add(new ByteArrayOutputStream());
                }
                assertEquals(dumps.getLast().size(), offset, line);
                dumps.getLast()
                        .writeBytes(HexFormat.of().parseHex(matcher.group(2).replace(" ", "")));
            }
        }
        return dumps.stream().map(ByteArrayOutputStream::toByteArray).toList();
    }

    private static MemoryRun rows() {
        BatchBuilder batch = new BatchBuilder(SCHEMA, 3, Arena.ofAuto());
        for (String text : List.of("hi", "", "ü")) {
            switch (text) {
                case "hi" -> batch.column(0).appendLong(1);
                case "" -> batch.column(0).appendNull();
                default -> batch.column(0).appendLong(-2);
            }
            batch.column(1).appendText(text);
            batch.finishRow();
        }
        return new MemoryRun(SCHEMA, 100, 3, 4096, batch.vectors());
    }

    @Test
    void theChunksOfTheExampleAreWhatWeWrite() throws IOException {
        Path file = folder.resolve("example.h5");
        ColdSegmentFacts facts = ColdSegmentFacts.of("t", 7, Instant.EPOCH);
        ColdSegmentWriter.write(file, List.of(rows()), facts, null);
        try (SealedFile sealed = SealedFile.open(file)) {
            ColdGroups groups = new ColdGroups(sealed);
            for (int column = CHUNK_OF_N; column <= CHUNK_OF_S; column++) {
                SealedDataset values = groups.dataset(ColdLayout.COLUMNS, SCHEMA.column(column));
                ChunkIndex index = values.index();
                assertArrayEquals(
                        examples().get(column),
                        sealed.bytes().readArray(index.address(0), index.storedBytes(0), "chunk"));
            }
        }
    }

    @Test
    void theContentOfTheExampleHasTheHashOfThePage() throws Exception {
        String page = Files.readString(PAGE);
        assertTrue(page.contains(SCHEMA.toJson()));
        String found =
                ColdSegmentWriter.write(
                                folder.resolve("hash.h5"),
                                List.of(rows()),
                                ColdSegmentFacts.of("t", 7, Instant.EPOCH),
                                null)
                        .contentSha256();
        assertTrue(page.contains("`content_sha256` = `" + found + "`"), found);
        assertEquals(found, hashOf(examples().get(CONTENT)));
    }

    private static String hashOf(byte[] content) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(SCHEMA.toJson().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(content));
    }

    @Test
    void theCollectionOfTheExampleIsWhatWeWriteAndRead() throws IOException {
        Path file = folder.resolve("heap");
        MemorySegment reference = MemorySegment.ofArray(new byte[16]);
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                GlobalHeapWriter heap =
                        new GlobalHeapWriter(channel, 0, GlobalHeapWriter.ATTRIBUTES_BYTES)) {
            byte[] text = "hi".getBytes(StandardCharsets.UTF_8);
            heap.add(MemorySegment.ofArray(text), text.length, reference);
            heap.flush();
        }
        byte[] expected = examples().get(COLLECTION);
        assertArrayEquals(expected, Arrays.copyOf(Files.readAllBytes(file), expected.length));
        assertArrayEquals(examples().get(REFERENCE), reference.toArray(ValueLayout.JAVA_BYTE));
        try (FileBytes bytes = FileBytes.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment found = HeapCollection.read(bytes, 0, arena).object(1, 2);
            assertEquals(
                    "hi", new String(found.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
        }
    }
}
