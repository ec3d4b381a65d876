package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.ContentHash;
import io.thermocline.formats.journal.FileEntry;
import io.thermocline.formats.journal.NanosRange;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;
import io.thermocline.formats.journal.TablePolicy;

/** Records for tests. */
final class Records {
    static final Schema SCHEMA =
            SchemaBuilder.create()
                    .timestamp("ts")
                    .float64("value")
                    .nullable()
                    .timeColumn("ts")
                    .build();

    private Records() {}

    static CatalogRecord.TableCreated table(int ordinal, String name) {
        return new CatalogRecord.TableCreated(ordinal, name, SCHEMA, TablePolicy.DEFAULT, ordinal);
    }

    static SegmentEntry segment(long id, SegmentFormat format, long baseRow, int rows) {
        return segment(1, id, format, baseRow, rows);
    }

    static SegmentEntry segment(int table, long id, SegmentFormat format, long baseRow, int rows) {
        String tier =
                switch (format) {
                    case SEG -> "hot";
                    case SEGZ -> "warm";
                    case HDF5 -> "cold";
                };
        return new SegmentEntry(
                id,
                format,
                "shards/00/tables/%d/%s/%d.%s".formatted(table, tier, id, format.extension()),
                baseRow,
                rows,
                1,
                rows * 20L,
                rows * 16L,
                new NanosRange(baseRow, baseRow + rows),
                new NanosRange(baseRow, baseRow + rows),
                ContentHash.of(new byte[16]));
    }

    static SegmentEntry hot(long id, long baseRow, int rows) {
        return segment(id, SegmentFormat.SEG, baseRow, rows);
    }

    static FileEntry state(long file, String id) {
        return new FileEntry(
                file,
                "qms",
                id,
                "states/hot/" + file + ".qms",
                100,
                ContentHash.of(new byte[32]),
                file,
                "{}");
    }
}
