package io.thermocline.formats.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

class CatalogRecordCodecTest {
    private static final Schema SCHEMA =
            new Schema(
                    2,
                    List.of(
                            Column.of(1, "ts", ColumnType.TIMESTAMP, false),
                            new Column(
                                    7,
                                    "Größe 📏",
                                    ColumnType.parse("f32[512]"),
                                    true,
                                    Column.Encoding.PLAIN,
                                    "m",
                                    "a \"vector\"\n",
                                    Map.of("k", "v"))),
                    "ts");

    static SegmentEntry segment(long id, long baseRow, int rows) {
        return new SegmentEntry(
                id,
                SegmentFormat.SEGZ,
                "shards/00/tables/7/warm/" + id + ".segz",
                baseRow,
                rows,
                2,
                1 << 20,
                1 << 22,
                new NanosRange(-5, 1_000),
                id % 2 == 0 ? null : new NanosRange(Long.MIN_VALUE, Long.MAX_VALUE),
                id % 3 == 0 ? ContentHash.NONE : ContentHash.of(new byte[(int) (id % 3) * 16]));
    }

    /** One of each kind. */
    static final List<CatalogRecord> ALL =
            List.of(
                    new CatalogRecord.StoreCreated(new UUID(-1, 5), 17),
                    new CatalogRecord.EpochStarted(3, "boot", 4711, "höst", 18),
                    new CatalogRecord.TailRecovered(3),
                    new CatalogRecord.CleanClose(3),
                    new CatalogRecord.TableCreated(
                            1,
                            "../x",
                            SCHEMA,
                            new TablePolicy(
                                    TablePolicy.Durability.JOURNALED,
                                    TablePolicy.Age.TIME_COLUMN,
                                    5),
                            19),
                    new CatalogRecord.SchemaChanged(1, SCHEMA, 8),
                    new CatalogRecord.TableRenamed(1, "a/b\\c 'd'"),
                    new CatalogRecord.TableDropped(1),
                    SegmentsReplaced.sealed(1, segment(1, 0, 10)),
                    SegmentsReplaced.moved(
                            1,
                            List.of(segment(1, 0, 10), segment(2, 10, 1)),
                            List.of(segment(3, 0, 11))),
                    SegmentsReplaced.retired(1, List.of(segment(3, 0, 11)), 11),
                    new SegmentsReplaced(1, List.of(), List.of(), SegmentsReplaced.UNCHANGED),
                    new CatalogRecord.RowsLost(1, 5, 9, 20, "power cut"),
                    new CatalogRecord.FilePublished(
                            new FileEntry(
                                    9,
                                    "qms",
                                    "../../etc/passwd",
                                    "states/hot/9.qms",
                                    1L << 40,
                                    ContentHash.of(new byte[32]),
                                    21,
                                    "{\"n\":1}")),
                    new CatalogRecord.FileRemoved(9),
                    new CatalogRecord.CountersSet(1, 2, 3, 4),
                    new CatalogRecord.SnapshotEnded(5));

    private static byte[] encode(List<CatalogRecord> records) {
        return CatalogRecordCodec.encode(records).toArray(ValueLayout.JAVA_BYTE);
    }

    private static List<CatalogRecord> decode(byte[] bytes) {
        return CatalogRecordCodec.decode(MemorySegment.ofArray(bytes));
    }

    @Test
    void everyKindOfRecordComesBackAsItWas() {
        assertEquals(ALL, decode(encode(ALL)));
        for (CatalogRecord record : ALL) {
            assertEquals(List.of(record), decode(encode(List.of(record))));
        }
        assertEquals(List.of(), decode(new byte[0]));
    }

    @Test
    void manySegmentsFitOneRecord() {
        List<SegmentEntry> segments =
                java.util.stream.LongStream.rangeClosed(1, 10_000)
                        .mapToObj(id -> segment(id, id * 10, 10))
                        .toList();
        CatalogRecord record = new SegmentsReplaced(1, List.of(), segments, 0);
        assertEquals(List.of(record), decode(encode(List.of(record))));
    }

    @Test
    void aRecordCutAnywhereIsRefused() {
        for (CatalogRecord record : ALL) {
            byte[] bytes = encode(List.of(record));
            for (int cut = 1; cut < bytes.length; cut++) {
                byte[] shorter = java.util.Arrays.copyOf(bytes, cut);
                assertThrows(FormatException.class, () -> decode(shorter), record + " at " + cut);
            }
            byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 1);
            assertThrows(FormatException.class, () -> decode(longer), record.toString());
        }
    }

    @Test
    void bytesOfAnyKindAreRecordsOrRefused() {
        for (CatalogRecord record : ALL) {
            byte[] bytes = encode(List.of(record));
            for (int i = 0; i < bytes.length; i++) {
                for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
                    byte[] damaged = bytes.clone();
                    damaged[i] = (byte) value;
                    decodeOrRefuse(damaged);
                }
            }
        }
        SplittableRandom random = new SplittableRandom(42);
        byte[] all = encode(ALL);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = all.clone();
            for (int k = random.nextInt(1, 5); k > 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            decodeOrRefuse(damaged);
        }
    }

    private static void decodeOrRefuse(byte[] bytes) {
        try {
            decode(bytes);
        } catch (FormatException e) {
            // One of the two ways that are right.
        }
    }

    @Test
    void countsAreCheckedBeforeAnythingIsAllocated() {
        byte[] bytes = encode(List.of(SegmentsReplaced.sealed(1, segment(1, 0, 10))));
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int removedCount = 8 + Integer.BYTES + Long.BYTES;
        buffer.putInt(removedCount, Integer.MAX_VALUE);
        FormatException refused = assertThrows(FormatException.class, () -> decode(bytes));
        assertTrue(String.valueOf(refused.getMessage()).contains("removed count"));
    }

    @Test
    void recordsOfNewerVersionsAreNotCalledDamage() {
        byte[] version = encode(List.of(new CatalogRecord.FileRemoved(1)));
        version[2] = 2;
        assertThrows(UnsupportedFormatException.class, () -> decode(version));
        byte[] kind = encode(List.of(new CatalogRecord.FileRemoved(1)));
        kind[0] = 99;
        assertThrows(UnsupportedFormatException.class, () -> decode(kind));
    }

    @Test
    void pathsNeverLeaveTheStore() {
        assertEquals("states/hot/9.qms", StorePath.require("states/hot/9.qms"));
        for (String path :
                new String[] {
                    "",
                    "/etc/passwd",
                    "../x",
                    "a/../b",
                    "a/..",
                    ".",
                    "..",
                    "./a",
                    "a//b",
                    "a/",
                    "a\\b",
                    "C:/x",
                    "a\u0000b",
                    "a b",
                    "ä",
                    ".hidden",
                    "a/.b",
                    "a\nb",
                    "x".repeat(256)
                }) {
            assertThrows(IllegalArgumentException.class, () -> StorePath.require(path), path);
        }
    }

    @Test
    void namesThatCannotBeWrittenAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> encode(List.of(new CatalogRecord.RowsLost(1, 0, 1, 0, "\uD800"))));
        assertThrows(
                IllegalArgumentException.class, () -> new CatalogRecord.TableRenamed(1, "a\nb"));
        assertThrows(IllegalArgumentException.class, () -> new CatalogRecord.TableRenamed(1, ""));
    }

    @Test
    void hashesAreNothingOr128BitsOrSha256() {
        byte[] bytes = new byte[32];
        bytes[31] = (byte) 0xAB;
        ContentHash hash = ContentHash.of(bytes);
        bytes[31] = 0;
        assertTrue(hash.hex().endsWith("ab"));
        assertEquals(hash, ContentHash.parse(hash.hex()));
        assertTrue(ContentHash.of(new byte[0]).isNone());
        assertThrows(IllegalArgumentException.class, () -> ContentHash.of(new byte[20]));
    }
}
