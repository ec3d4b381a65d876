package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.LogicalHash;
import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32C;

/**
 * Writes consecutive runs of rows as one cold segment: an HDF5 file of one dataset a column that a
 * person explores without us, specified in {@code formats/docs/cold-format.md}.
 *
 * <p>The rows are read three times, a chunk at a time: to choose how to store them, to hash them,
 * and to write them (nullable columns twice more for their null bits). The same rows and facts give
 * the same bytes, however they are cut into runs.
 *
 * <p>Thread rules: one thread calls; the executor's threads hash, which reads the runs, and
 * compress. Memory: a decoded chunk of one column each for the calling and the hashing thread, the
 * buffers of {@link Hdf5Writer}, and dictionaries of at most 256 MiB together, off-heap.
 */
public final class ColdSegmentWriter implements AutoCloseable {
    private final MergedRuns runs;
    private final ColdSegmentFacts facts;
    private final ColdSources sources;
    private final Hdf5Writer writer = new Hdf5Writer();
    private final List<ColumnPlan> plans = new ArrayList<>();

    /** Rows read at once from the file, and most rows in a chunk. Set once by {@link #plan}. */
    private int chunkRows;

    private ColdSegmentWriter(MergedRuns runs, ColdSegmentFacts facts) {
        this.runs = runs;
        this.facts = facts;
        this.sources = new ColdSources(runs);
    }

    /**
     * What was written.
     *
     * @param rowCount rows in the file
     * @param fileBytes bytes of the file
     * @param contentSha256 {@link LogicalHash} of the rows, 64 hex digits
     */
    public record Written(int rowCount, long fileBytes, String contentSha256) {}

    /**
     * Writes a cold segment. When this returns the file is complete, but neither forced to disk nor
     * read back: call {@link ColdSegmentReader#verify}, force it, and rename it.
     *
     * @param file path at which nothing exists yet
     * @param runs at least one run; each begins with the row behind the one before, and all have
     *     the same schema
     * @param facts what the segment says about itself
     * @param executor runs hashing and compression, or null to use the calling thread alone
     * @throws IllegalArgumentException if the runs do not belong together
     * @throws java.io.UncheckedIOException if the file exists or cannot be written
     * @throws io.thermocline.formats.CorruptFileException if a run cannot be read; no file is left
     */
    public static Written write(
            Path file,
            List<? extends StoredColumns> runs,
            ColdSegmentFacts facts,
            @Nullable Executor executor) {
        try (MergedRuns merged = new MergedRuns(runs);
                ColdSegmentWriter segment = new ColdSegmentWriter(merged, facts)) {
            FutureTask<String> hash = new FutureTask<>(() -> LogicalHash.hexOf(runs));
            SharedWork.offer(executor, hash);
            try {
                segment.plan();
            } finally {
                SharedWork.settle(hash);
            }
            String sha256 = SharedWork.finish(hash);
            segment.describe(sha256);
            long bytes = segment.writer.writeTo(file, executor);
            return new Written(merged.rowCount(), bytes, sha256);
        }
    }

    private void plan() {
        for (int i = 0; i < runs.schema().size(); i++) {
            plans.add(ColumnPlan.of(runs, i));
        }
        chunkRows = decideChunkRows();
    }

    private void describe(String sha256) {
        describeRoot(sha256);
        describeColumnsGroup();
        for (ColumnPlan plan : plans) {
            describeColumn(plan);
        }
    }

    /** Finds the most rows whose texts and lists fit well into memory, and surely into offsets. */
    private int decideChunkRows() {
        int rows = ColdLayout.chunkRows(runs.schema());
        for (ColumnPlan plan : plans) {
            while (rows > StoredColumns.BLOCK_ROWS
                    && plan.maxHeapBytes(rows) > ColdLayout.PREFERRED_HEAP_BYTES) {
                rows /= 2;
            }
            long bytes = plan.maxHeapBytes(rows);
            if (bytes > ColdLayout.MAX_HEAP_BYTES) {
                throw new IllegalArgumentException(
                        "cold segment: column '%s': expected at most 2 GiB of values in %d rows, found"
                                        .formatted(plan.column().name(), rows)
                                + " %d bytes (write the runs into segments of their own)"
                                        .formatted(bytes));
            }
        }
        return rows;
    }

    private void describeRoot(String sha256) {
        Hdf5Group root = writer.root();
        root.attribute(Hdf5Attribute.text(ColdLayout.FORMAT, ColdLayout.FORMAT_NAME))
                .attribute(Hdf5Attribute.of(ColdLayout.FORMAT_VERSION, ColdLayout.VERSION))
                .attribute(Hdf5Attribute.text("creator", "Thermocline"))
                .attribute(Hdf5Attribute.text(ColdLayout.CREATED, facts.created().toString()))
                .attribute(Hdf5Attribute.text("Conventions", "Thermocline-Cold-1"))
                .attribute(Hdf5Attribute.text("NX_class", "NXroot"))
                .attribute(Hdf5Attribute.text("default", ColdLayout.COLUMNS))
                .attribute(Hdf5Attribute.text(ColdLayout.TABLE, facts.table()))
                .attribute(Hdf5Attribute.of(ColdLayout.SEGMENT_ID, facts.segmentId()))
                .attribute(Hdf5Attribute.of(ColdLayout.BASE_ROW, runs.baseRow()))
                .attribute(Hdf5Attribute.of(ColdLayout.ROW_COUNT, runs.rowCount()))
                .attribute(Hdf5Attribute.of(ColdLayout.CHUNK_ROWS, chunkRows))
                .attribute(Hdf5Attribute.of(ColdLayout.SCHEMA_VERSION, runs.schema().version()))
                .attribute(Hdf5Attribute.text(ColdLayout.CONTENT_SHA256, sha256));
        describeSchema(root);
        describeTimeRange(root);
        facts.attributes().forEach((name, text) -> root.attribute(Hdf5Attribute.text(name, text)));
    }

    private void describeSchema(Hdf5Group root) {
        String json = runs.schema().toJson();
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        if (utf8.length + Hdf5Datatype.REFERENCE_BYTES < Hdf5Attribute.MAX_BYTES) {
            root.attribute(Hdf5Attribute.text(ColdLayout.SCHEMA, json));
        } else {
            CRC32C crc = new CRC32C();
            crc.update(utf8);
            root.text(ColdLayout.SCHEMA, json, Hdf5Attribute.of(ColdLayout.CRC32C, crc.getValue()));
        }
    }

    private void describeTimeRange(Hdf5Group root) {
        String time = runs.schema().timeColumn();
        if (time == null || runs.rowCount() == 0) {
            return;
        }
        ZoneMaps zones = plans.get(runs.schema().indexOf(time)).zones();
        root.attribute(Hdf5Attribute.of(ColdLayout.TIME_MIN, zones.min()))
                .attribute(Hdf5Attribute.of(ColdLayout.TIME_MAX, zones.max()))
                .attribute(Hdf5Attribute.text("time_coverage_start", iso(zones.min())))
                .attribute(Hdf5Attribute.text("time_coverage_end", iso(zones.max())));
    }

    private static String iso(long nanos) {
        long second = 1_000_000_000L;
        return Instant.ofEpochSecond(Math.floorDiv(nanos, second), Math.floorMod(nanos, second))
                .toString();
    }

    /** Tells plotting programs what to draw: the first number against time. */
    private void describeColumnsGroup() {
        Hdf5Group group = writer.root().group(ColdLayout.COLUMNS);
        group.attribute(Hdf5Attribute.text("NX_class", "NXdata"));
        String time = runs.schema().timeColumn();
        for (ColumnPlan plan : plans) {
            boolean isTime = plan.column().name().equals(time);
            if (plan.column().type().isNumber() && !isTime) {
                group.attribute(Hdf5Attribute.text("signal", plan.link()));
                break;
            }
        }
        if (time != null) {
            group.attribute(Hdf5Attribute.text("axes", LinkNames.encode(time)));
        }
    }

    private void describeColumn(ColumnPlan plan) {
        Column column = plan.column();
        Hdf5Group root = writer.root();
        Hdf5Dataset values = dataset(plan, plan.datatype(), valueShape(plan));
        for (Hdf5Attribute attribute : describing(plan)) {
            values = values.with(attribute);
        }
        addValues(root.group(ColdLayout.COLUMNS), plan, values);
        if (plan.hasNulls()) {
            Hdf5Datatype bool = Hdf5Datatype.of(ElementType.BOOL);
            Hdf5Dataset mask = dataset(plan, bool, Shape.of(runs.rowCount()));
            root.group(ColdLayout.NULLS).dataset(mask, sources.nulls(plan.index()));
        }
        if (plan.hasZones()) {
            Hdf5Datatype zone = ColdLayout.zoneType(ZoneMaps.isFloating(column.type()));
            Hdf5Dataset zones = dataset(plan, zone, Shape.of(plan.zones().blockCount()));
            root.group(ColdLayout.ZONES).dataset(zones, plan.zones()::fill);
        }
        if (plan.form() == ColumnPlan.Form.CODES) {
            addDictionary(plan);
        }
    }

    private Hdf5Dataset dataset(ColumnPlan plan, Hdf5Datatype type, Shape shape) {
        Hdf5Storage storage =
                Hdf5Storage.growable(facts.deflateLevel()).withMaxChunkRows(chunkRows);
        return new Hdf5Dataset(plan.link(), type, shape, storage, List.of())
                .with(Hdf5Attribute.text(LinkNames.ID_ATTRIBUTE, plan.column().name()));
    }

    private Shape valueShape(ColumnPlan plan) {
        return plan.column().type().kind() == ColumnType.Kind.VECTOR
                ? Shape.of(runs.rowCount(), plan.rowElements())
                : Shape.of(runs.rowCount());
    }

    private List<Hdf5Attribute> describing(ColumnPlan plan) {
        Column column = plan.column();
        List<Hdf5Attribute> attributes = new ArrayList<>();
        attributes.add(Hdf5Attribute.text("type", column.type().text()));
        attributes.add(Hdf5Attribute.of("column_id", column.id()));
        attributes.add(Hdf5Attribute.text("long_name", column.name()));
        String units = units(column);
        if (!units.isEmpty()) {
            attributes.add(text("units", units));
        }
        if (!column.description().isEmpty()) {
            attributes.add(text("description", column.description()));
        }
        if (!column.metadata().isEmpty()) {
            attributes.add(text("metadata", Json.write(column.metadata())));
        }
        if (plan.hasNulls()) {
            String path = "/" + ColdLayout.NULLS + "/" + plan.link();
            attributes.add(Hdf5Attribute.text(ColdLayout.NULL_MASK, path));
        }
        if (plan.form() == ColumnPlan.Form.CODES) {
            String path = "/" + ColdLayout.DICTIONARIES + "/" + plan.link();
            attributes.add(Hdf5Attribute.text(ColdLayout.DICTIONARY, path));
        }
        if (column.name().equals(runs.schema().timeColumn())) {
            attributes.add(Hdf5Attribute.ascii("CLASS", "DIMENSION_SCALE"));
            attributes.add(Hdf5Attribute.text("NAME", column.name()));
        }
        return attributes;
    }

    /** Fits a text for people into an attribute; its exact form stands in the schema. */
    private static Hdf5Attribute text(String name, String value) {
        String visible = value.replace('\0', '\u2400');
        String whole = new String(visible.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        int limit = Hdf5Attribute.MAX_BYTES / 4;
        if (whole.length() <= limit) {
            return Hdf5Attribute.text(name, whole);
        }
        int end = Character.isHighSurrogate(whole.charAt(limit - 1)) ? limit - 1 : limit;
        return Hdf5Attribute.text(name, whole.substring(0, end) + "…");
    }

    private static String units(Column column) {
        if (column.type().kind() == ColumnType.Kind.TIMESTAMP) {
            return ColdLayout.TIME_UNITS;
        }
        boolean isNumeric = !column.type().isVariable() && !column.type().isBool();
        return column.unit().isEmpty() && isNumeric ? "1" : column.unit();
    }

    private void addValues(Hdf5Group group, ColumnPlan plan, Hdf5Dataset values) {
        int column = plan.index();
        switch (plan.form()) {
            case NUMBERS -> group.dataset(values, sources.numbers(column));
            case BOOLS -> group.dataset(values, sources.bools(column));
            case CODES -> group.dataset(values, sources.codes(column, plan.codes()));
            case FIXED_TEXTS ->
                    group.dataset(values, sources.fixedTexts(column, values.type().size()));
            case VARIABLE -> group.dataset(values, sources.variable(column));
            case TEXT_LISTS -> group.dataset(values, sources.textLists(column));
        }
    }

    private void addDictionary(ColumnPlan plan) {
        TextCodes codes = plan.codes();
        ColumnPlan.TextFacts texts = new ColumnPlan.TextFacts();
        for (int code = 0; code < codes.size(); code++) {
            texts.add(codes.bytes(code));
        }
        Hdf5Group group = writer.root().group(ColdLayout.DICTIONARIES);
        Shape shape = Shape.of(codes.size());
        if (texts.isFixed(codes.size())) {
            Hdf5Datatype type = texts.fixedType();
            group.dataset(
                    dataset(plan, type, shape),
                    (first, target) -> fillFixed(codes, (int) first, type.size(), target));
        } else {
            Hdf5Datatype type = texts.hasZero() ? ColdLayout.bytes() : Hdf5Datatype.TEXT;
            group.dataset(
                    dataset(plan, type, shape),
                    (first, rows, sink) -> {
                        for (int i = 0; i < rows; i++) {
                            sink.row(codes.bytes((int) first + i));
                        }
                    });
        }
    }

    private static void fillFixed(TextCodes codes, int first, int width, MemorySegment target) {
        target.fill((byte) 0);
        for (long at = 0; at < target.byteSize(); at += width) {
            MemorySegment text = codes.bytes(first + (int) (at / width));
            MemorySegment.copy(text, 0, target, at, text.byteSize());
        }
    }

    @Override
    public void close() {
        plans.forEach(ColumnPlan::close);
    }
}
