package io.thermocline.formats.journal;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord.CleanClose;
import io.thermocline.formats.journal.CatalogRecord.CountersSet;
import io.thermocline.formats.journal.CatalogRecord.EpochStarted;
import io.thermocline.formats.journal.CatalogRecord.FilePublished;
import io.thermocline.formats.journal.CatalogRecord.FileRemoved;
import io.thermocline.formats.journal.CatalogRecord.RowsLost;
import io.thermocline.formats.journal.CatalogRecord.SchemaChanged;
import io.thermocline.formats.journal.CatalogRecord.SegmentsReplaced;
import io.thermocline.formats.journal.CatalogRecord.SnapshotEnded;
import io.thermocline.formats.journal.CatalogRecord.StoreCreated;
import io.thermocline.formats.journal.CatalogRecord.TableCreated;
import io.thermocline.formats.journal.CatalogRecord.TableDropped;
import io.thermocline.formats.journal.CatalogRecord.TableRenamed;
import io.thermocline.formats.journal.CatalogRecord.TailRecovered;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Bytes of catalogue records, as frame bodies carry them.
 *
 * <pre>
 *   body   := record*
 *   record := kind:u16 version:u16 length:u32 payload
 *   text   := length:u32 utf8
 * </pre>
 *
 * <p>Payloads are specified field by field in {@code log-format.md}; fields are packed, and a
 * payload is exactly as long as its fields.
 */
public final class CatalogRecordCodec {
    private static final int STORE_CREATED = 1;
    private static final int EPOCH_STARTED = 2;
    private static final int TAIL_RECOVERED = 3;
    private static final int CLEAN_CLOSE = 4;
    private static final int TABLE_CREATED = 5;
    private static final int SCHEMA_CHANGED = 6;
    private static final int TABLE_RENAMED = 7;
    private static final int TABLE_DROPPED = 8;
    private static final int SEGMENTS_REPLACED = 9;
    private static final int ROWS_LOST = 10;
    private static final int FILE_PUBLISHED = 11;
    private static final int FILE_REMOVED = 12;
    private static final int COUNTERS_SET = 13;
    private static final int SNAPSHOT_ENDED = 14;

    /** Version of every record kind so far. */
    private static final int VERSION = 1;

    /** Constants in the order of their codes, from 0. */
    private static final List<TablePolicy.Durability> DURABILITIES =
            List.of(TablePolicy.Durability.NONE, TablePolicy.Durability.JOURNALED);

    private static final List<TablePolicy.Age> AGES =
            List.of(TablePolicy.Age.APPENDED, TablePolicy.Age.TIME_COLUMN);

    private static final List<SegmentFormat> FORMATS =
            List.of(SegmentFormat.SEG, SegmentFormat.SEGZ, SegmentFormat.HDF5);

    /** Bytes of a segment without hash, time and path. */
    private static final int SEGMENT_BYTES = 6 * Long.BYTES + 4 * Integer.BYTES;

    private CatalogRecordCodec() {}

    /**
     * Returns the body of the records.
     *
     * @throws IllegalArgumentException if a text holds an unpaired surrogate
     */
    public static MemorySegment encode(List<? extends CatalogRecord> records) {
        BodyWriter out = new BodyWriter();
        for (CatalogRecord record : records) {
            out.u16(kind(record));
            out.u16(VERSION);
            int lengthAt = out.position();
            out.i32(0);
            payload(out, record);
            out.i32At(lengthAt, out.position() - lengthAt - Integer.BYTES);
        }
        return out.written();
    }

    /**
     * Returns the records of a body.
     *
     * @throws FormatException if the bytes are not exactly a list of records
     * @throws UnsupportedFormatException if a newer version wrote one of them
     */
    public static List<CatalogRecord> decode(MemorySegment body) {
        BodyReader in = new BodyReader(body);
        List<CatalogRecord> records = new ArrayList<>();
        while (in.remaining() > 0) {
            int kind = in.u16("record kind");
            int version = in.u16("record version");
            BodyReader payload = in.part("record", in.i32("record length"));
            if (kind > SNAPSHOT_ENDED || version > VERSION) {
                throw new UnsupportedFormatException(
                        "catalogue record: expected kinds 1..%d of version %d, found kind %d of version %d (written by a newer Thermocline; upgrade to read it)"
                                .formatted(SNAPSHOT_ENDED, VERSION, kind, version));
            }
            records.add(decode(kind, payload));
            if (payload.remaining() != 0) {
                throw new FormatException(
                        "catalogue record of kind %d: expected no more fields, found %d bytes"
                                .formatted(kind, payload.remaining()));
            }
        }
        return records;
    }

    private static CatalogRecord decode(int kind, BodyReader in) {
        try {
            return switch (kind) {
                case STORE_CREATED ->
                        new StoreCreated(
                                new UUID(in.i64("store id"), in.i64("store id")),
                                in.i64("created"));
                case EPOCH_STARTED ->
                        new EpochStarted(
                                in.i64("epoch"),
                                in.text("boot id"),
                                in.i64("pid"),
                                in.text("host"),
                                in.i64("started"));
                case TAIL_RECOVERED -> new TailRecovered(in.i64("epoch"));
                case CLEAN_CLOSE -> new CleanClose(in.i64("epoch"));
                case TABLE_CREATED -> tableCreated(in);
                case SCHEMA_CHANGED ->
                        new SchemaChanged(
                                in.i32("table"),
                                Schema.parse(in.text("schema")),
                                in.i32("next column id"));
                case TABLE_RENAMED -> new TableRenamed(in.i32("table"), in.text("name"));
                case TABLE_DROPPED -> new TableDropped(in.i32("table"));
                case SEGMENTS_REPLACED -> segmentsReplaced(in);
                case ROWS_LOST ->
                        new RowsLost(
                                in.i32("table"),
                                in.i64("from"),
                                in.i64("to"),
                                in.i64("found"),
                                in.text("why"));
                case FILE_PUBLISHED -> new FilePublished(file(in));
                case FILE_REMOVED -> new FileRemoved(in.i64("file"));
                case COUNTERS_SET ->
                        new CountersSet(
                                in.i64("commits"),
                                in.i32("next table"),
                                in.i64("next segment"),
                                in.i64("next file"));
                case SNAPSHOT_ENDED -> new SnapshotEnded(in.i64("records"));
                default -> throw new FormatException("record kind: expected 1.., found " + kind);
            };
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(
                    "catalogue record of kind " + kind + ": " + e.getMessage(), e);
        }
    }

    private static int kind(CatalogRecord record) {
        return switch (record) {
            case StoreCreated _ -> STORE_CREATED;
            case EpochStarted _ -> EPOCH_STARTED;
            case TailRecovered _ -> TAIL_RECOVERED;
            case CleanClose _ -> CLEAN_CLOSE;
            case TableCreated _ -> TABLE_CREATED;
            case SchemaChanged _ -> SCHEMA_CHANGED;
            case TableRenamed _ -> TABLE_RENAMED;
            case TableDropped _ -> TABLE_DROPPED;
            case SegmentsReplaced _ -> SEGMENTS_REPLACED;
            case RowsLost _ -> ROWS_LOST;
            case FilePublished _ -> FILE_PUBLISHED;
            case FileRemoved _ -> FILE_REMOVED;
            case CountersSet _ -> COUNTERS_SET;
            case SnapshotEnded _ -> SNAPSHOT_ENDED;
        };
    }

    private static void payload(BodyWriter out, CatalogRecord record) {
        switch (record) {
            case StoreCreated r -> {
                out.i64(r.storeId().getMostSignificantBits());
                out.i64(r.storeId().getLeastSignificantBits());
                out.i64(r.createdNanos());
            }
            case EpochStarted r -> {
                out.i64(r.epoch());
                out.text(r.bootId());
                out.i64(r.pid());
                out.text(r.host());
                out.i64(r.startedNanos());
            }
            case TailRecovered r -> out.i64(r.epoch());
            case CleanClose r -> out.i64(r.epoch());
            case TableCreated r -> tableCreated(out, r);
            case SchemaChanged r -> {
                out.i32(r.table());
                out.text(r.schema().toJson());
                out.i32(r.nextColumnId());
            }
            case TableRenamed r -> {
                out.i32(r.table());
                out.text(r.name());
            }
            case TableDropped r -> out.i32(r.table());
            case SegmentsReplaced r -> segmentsReplaced(out, r);
            case RowsLost r -> {
                out.i32(r.table());
                out.i64(r.from());
                out.i64(r.to());
                out.i64(r.foundNanos());
                out.text(r.why());
            }
            case FilePublished r -> file(out, r.entry());
            case FileRemoved r -> out.i64(r.file());
            case CountersSet r -> {
                out.i64(r.commits());
                out.i32(r.nextTable());
                out.i64(r.nextSegment());
                out.i64(r.nextFile());
            }
            case SnapshotEnded r -> out.i64(r.records());
        }
    }

    private static void tableCreated(BodyWriter out, TableCreated r) {
        out.i32(r.table());
        out.text(r.name());
        out.text(r.schema().toJson());
        out.u8(DURABILITIES.indexOf(r.policy().durability()));
        out.u8(AGES.indexOf(r.policy().age()));
        out.i64(r.policy().retentionNanos());
        out.i64(r.createdNanos());
    }

    private static TableCreated tableCreated(BodyReader in) {
        int table = in.i32("table");
        String name = in.text("name");
        Schema schema = Schema.parse(in.text("schema"));
        TablePolicy policy =
                new TablePolicy(
                        in.constant("durability", DURABILITIES),
                        in.constant("age", AGES),
                        in.i64("retention"));
        return new TableCreated(table, name, schema, policy, in.i64("created"));
    }

    private static void segmentsReplaced(BodyWriter out, SegmentsReplaced r) {
        out.i32(r.table());
        out.i64(r.firstRow());
        out.i32(r.removed().size());
        r.removed().forEach(out::i64);
        out.i32(r.added().size());
        r.added().forEach(segment -> segment(out, segment));
    }

    private static SegmentsReplaced segmentsReplaced(BodyReader in) {
        int table = in.i32("table");
        long firstRow = in.i64("first row");
        int removedCount = in.count("removed count", Long.BYTES);
        List<Long> removed = new ArrayList<>(removedCount);
        for (int i = 0; i < removedCount; i++) {
            removed.add(in.i64("removed"));
        }
        int addedCount = in.count("added count", SEGMENT_BYTES);
        List<SegmentEntry> added = new ArrayList<>(addedCount);
        for (int i = 0; i < addedCount; i++) {
            added.add(segment(in));
        }
        return new SegmentsReplaced(table, removed, added, firstRow);
    }

    private static void segment(BodyWriter out, SegmentEntry segment) {
        out.i64(segment.id());
        out.i64(segment.baseRow());
        out.i32(segment.rowCount());
        out.i32(segment.schemaVersion());
        out.i64(segment.fileBytes());
        out.i64(segment.logicalBytes());
        range(out, segment.appended());
        out.u8(FORMATS.indexOf(segment.format()));
        out.u8(segment.time() == null ? 0 : 1);
        out.u8(segment.hash().length());
        out.u8(0);
        if (segment.time() != null) {
            range(out, segment.time());
        }
        out.bytes(segment.hash().bytes());
        out.text(segment.path());
    }

    private static SegmentEntry segment(BodyReader in) {
        long id = in.i64("segment id");
        long baseRow = in.i64("base row");
        int rowCount = in.i32("row count");
        int schemaVersion = in.i32("schema version");
        long fileBytes = in.i64("file bytes");
        long logicalBytes = in.i64("logical bytes");
        NanosRange appended = range(in, "appended");
        SegmentFormat format = in.constant("format", FORMATS);
        int hasTime = in.u8("has time");
        in.zero("has time", hasTime & ~1);
        int hashLength = in.u8("hash length");
        in.zero("reserved", in.u8("reserved"));
        @Nullable NanosRange time = hasTime == 1 ? range(in, "time") : null;
        ContentHash hash = ContentHash.of(in.bytes("hash", hashLength));
        return new SegmentEntry(
                id,
                format,
                in.text("path"),
                baseRow,
                rowCount,
                schemaVersion,
                fileBytes,
                logicalBytes,
                appended,
                time,
                hash);
    }

    private static void range(BodyWriter out, NanosRange range) {
        out.i64(range.first());
        out.i64(range.last());
    }

    private static NanosRange range(BodyReader in, String field) {
        return new NanosRange(in.i64(field + " first"), in.i64(field + " last"));
    }

    private static void file(BodyWriter out, FileEntry entry) {
        out.i64(entry.file());
        out.text(entry.kind());
        out.text(entry.id());
        out.text(entry.path());
        out.i64(entry.bytes());
        out.u8(entry.sha256().length());
        out.bytes(entry.sha256().bytes());
        out.i64(entry.createdNanos());
        out.text(entry.metadata());
    }

    private static FileEntry file(BodyReader in) {
        return new FileEntry(
                in.i64("file"),
                in.text("kind"),
                in.text("id"),
                in.text("path"),
                in.i64("bytes"),
                ContentHash.of(in.bytes("sha-256", in.u8("sha-256 length"))),
                in.i64("created"),
                in.text("metadata"));
    }
}
