package io.thermocline.tools.inspect;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.CatalogRecordCodec;
import io.thermocline.formats.journal.FrameLayout;
import io.thermocline.formats.journal.FrameReader;
import io.thermocline.formats.journal.LogEnd;
import io.thermocline.formats.journal.LogHeader;
import io.thermocline.tools.output.Report;
import io.thermocline.tools.terminal.Quantity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/** Looks into catalogue logs, live ones as well. */
final class LogInspector implements FileInspector {
    /** Frames listed: the last ones tell what happened. */
    private static final int LISTED_FRAMES = 40;

    private record Line(long offset, long sequence, long epoch, long timestamp, String what) {}

    @Override
    public void inspect(Path file, Report report) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FrameReader reader = FrameReader.open(channel, file);
            LogHeader header = reader.header();
            report.fact("kind", header.kind().name().toLowerCase(java.util.Locale.ROOT))
                    .fact("number", header.number())
                    .fact("store", header.storeId().toString())
                    .fact("first_sequence", header.firstSequence());
            Deque<Line> last = new ArrayDeque<>();
            Map<String, Long> kinds = new TreeMap<>();
            long frames = 0;
            while (reader.next()) {
                frames++;
                last.add(line(reader, kinds));
                if (last.size() > LISTED_FRAMES) {
                    last.removeFirst();
                }
            }
            end(report.fact("frames", frames), reader.end());
            report.list("records").list("last_frames");
            kinds.forEach((kind, count) -> report.part("records", "record", kind, "count", count));
            for (Line line : last) {
                report.part(
                        "last_frames",
                        "offset",
                        "0x%x".formatted(line.offset),
                        "sequence",
                        line.sequence,
                        "epoch",
                        line.epoch,
                        "time",
                        Moments.text(line.timestamp),
                        "holds",
                        line.what);
            }
        }
    }

    private static void end(Report report, LogEnd end) {
        report.fact("valid_bytes", end.offset())
                .fact(
                        "end",
                        end.isTorn()
                                ? "a write was cut short (" + end.torn() + "); nothing durable lost"
                                : "clean");
    }

    private static Line line(FrameReader reader, Map<String, Long> kinds) {
        return new Line(
                reader.offset(),
                reader.sequence(),
                reader.epoch(),
                reader.timestamp(),
                what(reader, kinds));
    }

    private static String what(FrameReader reader, Map<String, Long> kinds) {
        int kind = reader.kind();
        if (kind == FrameLayout.KIND_MARK) {
            kinds.merge("mark", 1L, Long::sum);
            return "mark";
        }
        if (reader.header().kind() != LogHeader.Kind.CATALOGUE) {
            String name = "kind " + kind;
            kinds.merge(name, 1L, Long::sum);
            return name;
        }
        List<CatalogRecord> records;
        try {
            records = CatalogRecordCodec.decode(reader.body());
        } catch (FormatException e) {
            throw reader.corruptBody(e);
        }
        for (CatalogRecord record : records) {
            kinds.merge(record.getClass().getSimpleName(), 1L, Long::sum);
        }
        String start = kind == FrameLayout.KIND_SNAPSHOT ? "snapshot: " : "";
        return start + String.join(", ", records.stream().map(LogInspector::spoken).toList());
    }

    private static String spoken(CatalogRecord record) {
        return switch (record) {
            case CatalogRecord.EpochStarted r ->
                    "epoch " + r.epoch() + " started by process " + r.pid() + " on " + r.host();
            case CatalogRecord.TableCreated r ->
                    "table " + r.table() + " '" + r.name() + "' created";
            case CatalogRecord.SchemaChanged r ->
                    "table " + r.table() + " has schema " + r.schema().version();
            case CatalogRecord.TableRenamed r -> "table " + r.table() + " is '" + r.name() + "'";
            case CatalogRecord.TableDropped r -> "table " + r.table() + " dropped";
            case CatalogRecord.SegmentsReplaced r ->
                    "table %d: segments %s became %s"
                            .formatted(
                                    r.table(),
                                    r.removed(),
                                    r.added().stream().map(s -> s.path()).toList());
            case CatalogRecord.RowsLost r ->
                    "table %d lost rows %d..%d: %s".formatted(r.table(), r.from(), r.to(), r.why());
            case CatalogRecord.FilePublished r -> "file published: " + r.entry().id();
            case CatalogRecord.FileRemoved r -> "file " + r.file() + " removed";
            default -> record.getClass().getSimpleName();
        };
    }

    @Override
    public String verify(Path file, LongConsumer progress) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            FrameReader reader = FrameReader.open(channel, file);
            long frames = 0;
            Map<String, Long> kinds = new TreeMap<>();
            while (reader.next()) {
                frames++;
                what(reader, kinds);
                progress.accept(reader.offset());
            }
            String torn =
                    reader.end().isTorn()
                            ? "; the last write was cut short, which loses nothing durable"
                            : "";
            return Quantity.plural(frames, "frame") + ": every checksum and record holds" + torn;
        }
    }
}
