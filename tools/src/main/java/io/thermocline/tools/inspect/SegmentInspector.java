package io.thermocline.tools.inspect;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.segment.SegmentInfo;
import io.thermocline.formats.segment.SegmentReader;
import io.thermocline.formats.segment.SegmentSummary.ColumnSummary;
import io.thermocline.tools.output.Report;
import io.thermocline.tools.terminal.Quantity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** Looks into {@code .seg} and {@code .segz} files. */
final class SegmentInspector implements FileInspector {
    private static SegmentReader open(Path file) throws IOException {
        return new SegmentReader(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public void inspect(Path file, Report report) throws IOException {
        try (SegmentReader reader = open(file)) {
            SegmentInfo info = reader.info();
            Schema schema = reader.schema();
            long raw = 0;
            for (int i = 0; i < schema.size(); i++) {
                raw += reader.describe(i).rawBytes();
            }
            report.fact("segment", info.segmentId())
                    .fact("table_ordinal", info.tableOrdinal())
                    .fact("schema_version", schema.version())
                    .fact("rows", reader.rowCount())
                    .fact("base_row", reader.baseRow())
                    .fact("first_append", Moments.textOrNull(info.firstAppendNanos()))
                    .fact("last_append", Moments.textOrNull(info.lastAppendNanos()))
                    .fact("time_column", schema.timeColumn())
                    .fact("chunks", reader.chunkCount())
                    .fact("chunk_rows", reader.chunkRows())
                    .fact("raw_bytes", raw)
                    .fact("checked", "header, directory and footer; verify checks every chunk")
                    .list("columns");
            for (int i = 0; i < schema.size(); i++) {
                Column column = schema.column(i);
                ColumnSummary summary = reader.describe(i);
                ColumnSpan span = ColumnSpan.of(column, reader.statistics(i));
                report.part(
                        "columns",
                        "column",
                        column.name(),
                        "type",
                        column.type().text() + (column.nullable() ? "" : " not null"),
                        "storage",
                        summary.storage(),
                        "bytes",
                        summary.storedBytes(),
                        "raw_bytes",
                        summary.rawBytes(),
                        "nulls",
                        span.nulls(),
                        "min",
                        span.least(),
                        "max",
                        span.greatest());
            }
        }
    }

    @Override
    public String verify(Path file, LongConsumer progress) throws IOException {
        try (SegmentReader reader = open(file)) {
            long[] done = new long[1];
            reader.verify(bytes -> progress.accept(done[0] += bytes));
            return "%s of %s: every checksum and reference holds"
                    .formatted(
                            Quantity.plural(reader.schema().size(), "column"),
                            Quantity.plural(reader.rowCount(), "row"));
        }
    }
}
