package io.thermocline.tools.inspect;

import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.hdf5.ColdSegmentReader;
import io.thermocline.formats.hdf5.Hdf5Datasets;
import io.thermocline.formats.hdf5.Hdf5Object;
import io.thermocline.formats.json.Json;
import io.thermocline.tools.output.Report;
import io.thermocline.tools.terminal.Quantity;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/** Looks into HDF5 files: cold segments, and those of others. */
final class Hdf5Inspector implements FileInspector {
    private static final String COLD_SEGMENT = "Thermocline cold segment";
    private static final long BLOCK_BYTES = 16 << 20;

    /** Characters of an attribute that are shown. */
    private static final int MAX_ATTRIBUTE_CHARS = 80;

    @Override
    public void inspect(Path file, Report report) throws IOException {
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            if (isColdSegment(datasets)) {
                try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                    coldSegment(reader, report);
                }
            }
            report.list("objects").list("attributes");
            for (Hdf5Object object : datasets.objects()) {
                report.part(
                        "objects",
                        "path",
                        object.path(),
                        "kind",
                        object.kind().name().toLowerCase(Locale.ROOT),
                        "type",
                        object.type(),
                        "shape",
                        object.kind() == Hdf5Object.Kind.DATASET ? object.shape().toString() : "",
                        "chunk",
                        object.chunk().rank() == 0 ? "" : object.chunk().toString(),
                        "filters",
                        String.join(", ", object.filters()),
                        "note",
                        object.note());
                attributes(object, report);
            }
        }
    }

    private static void attributes(Hdf5Object object, Report report) {
        for (Map.Entry<String, Object> attribute : object.attributes().entrySet()) {
            Object value = attribute.getValue();
            String text = value instanceof String plain ? plain : Json.write(value);
            boolean isLong = text.length() > MAX_ATTRIBUTE_CHARS;
            report.part(
                    "attributes",
                    "object",
                    object.path(),
                    "attribute",
                    attribute.getKey(),
                    "value",
                    isLong ? text.substring(0, MAX_ATTRIBUTE_CHARS) + "…" : text);
        }
    }

    private static boolean isColdSegment(Hdf5Datasets datasets) {
        Hdf5Object root = datasets.find("/");
        return root != null && COLD_SEGMENT.equals(root.attributes().get("format"));
    }

    private static void coldSegment(ColdSegmentReader reader, Report report) {
        Schema schema = reader.schema();
        report.fact("format", "a cold segment (HDF5)")
                .fact("table", reader.facts().table())
                .fact("segment", reader.facts().segmentId())
                .fact("created", reader.facts().created().toString())
                .fact("schema_version", schema.version())
                .fact("rows", reader.rowCount())
                .fact("base_row", reader.baseRow())
                .fact("time_column", schema.timeColumn())
                .fact("content_sha256", reader.contentSha256())
                .list("columns");
        for (int i = 0; i < schema.size(); i++) {
            Column column = schema.column(i);
            ColumnSpan span = ColumnSpan.of(column, reader.statistics(i));
            report.part(
                    "columns",
                    "column",
                    column.name(),
                    "type",
                    column.type().text() + (column.nullable() ? "" : " not null"),
                    "nulls",
                    span.nulls(),
                    "min",
                    span.least(),
                    "max",
                    span.greatest());
        }
    }

    @Override
    public String verify(Path file, LongConsumer progress) throws IOException {
        try (Hdf5Datasets datasets = Hdf5Datasets.open(file)) {
            if (!isColdSegment(datasets)) {
                return verifyForeign(datasets, progress);
            }
        }
        try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
            reader.verify();
            progress.accept(reader.fileBytes());
            return Quantity.plural(reader.rowCount(), "row")
                    + ": checksums, statistics and the SHA-256 of the content hold";
        }
    }

    /** Reads all that is readable, which looks at the checksums that there are. */
    private static String verifyForeign(Hdf5Datasets datasets, LongConsumer progress) {
        int read = 0;
        int skipped = 0;
        long done = 0;
        for (Hdf5Object object : datasets.objects()) {
            if (object.kind() != Hdf5Object.Kind.DATASET) {
                continue;
            }
            if (!object.isNumeric() && !object.isText()) {
                skipped++;
                continue;
            }
            read++;
            done += readAll(datasets, object);
            progress.accept(done);
        }
        return "%s could be read, with the checksums they have; %d are of a kind not read here"
                .formatted(Quantity.plural(read, "dataset"), skipped);
    }

    private static long readAll(Hdf5Datasets datasets, Hdf5Object object) {
        Shape shape = object.shape();
        long rows = shape.rank() == 0 ? 1 : shape.dimension(0);
        long items = rows == 0 ? 0 : shape.elementCount() / rows;
        long block = Math.max(1, BLOCK_BYTES / Math.max(1, items * Double.BYTES));
        long bytes = 0;
        for (long row = 0; row < rows; row += block) {
            long count = Math.min(block, rows - row);
            if (object.isText()) {
                bytes += datasets.readTexts(object.path(), row, count).size();
                continue;
            }
            try (Arena arena = Arena.ofConfined()) {
                bytes += datasets.read(object.path(), row, count, arena).memory().byteSize();
            }
        }
        return bytes;
    }
}
