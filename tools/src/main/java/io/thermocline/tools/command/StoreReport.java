package io.thermocline.tools.command;

import io.thermocline.engine.FileKind;
import io.thermocline.engine.Snapshot;
import io.thermocline.engine.Store;
import io.thermocline.engine.StoreInfo;
import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.column.Schema;
import io.thermocline.tools.output.Report;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A store in one report: what it is, and its tables. */
final class StoreReport {
    private StoreReport() {}

    static Report of(Store store) {
        StoreInfo info = store.info();
        List<TierStatistics> statistics = store.tiers().statistics();
        long bytes = statistics.stream().mapToLong(TierStatistics::fileBytes).sum();
        Report report =
                new Report()
                        .fact("store", info.directory().toString())
                        .fact("id", info.storeId().toString())
                        .fact("epoch", info.epoch())
                        .fact("tables_in_it", info.tables())
                        .fact("segments", info.segments())
                        .fact("segment_bytes", bytes)
                        .fact("states", store.files(FileKind.STATE).size())
                        .fact("native_access", info.nativeAccess())
                        .fact("zstd", info.zstd())
                        .fact("simd", info.simd());
        report.list("tables").list("losses").list("advice");
        try (Snapshot snapshot = store.snapshot()) {
            for (String name : snapshot.tableNames()) {
                table(report, name, snapshot.schema(name), statistics);
            }
        }
        info.losses().forEach(loss -> report.part("losses", "rows_lost", loss));
        info.advice().forEach(advice -> report.part("advice", "advice", advice));
        return report;
    }

    private static void table(
            Report report, String name, Schema schema, List<TierStatistics> statistics) {
        Map<Tier, Long> rows = new EnumMap<>(Tier.class);
        long bytes = 0;
        for (TierStatistics part : statistics) {
            if (part.table().equals(name)) {
                rows.merge(part.tier(), part.rows(), Long::sum);
                bytes += part.fileBytes();
            }
        }
        report.part(
                "tables",
                "table",
                name,
                "columns",
                schema.size(),
                "rows",
                rows.values().stream().mapToLong(Long::longValue).sum(),
                "hot_rows",
                rows.getOrDefault(Tier.HOT, 0L),
                "warm_rows",
                rows.getOrDefault(Tier.WARM, 0L),
                "cold_rows",
                rows.getOrDefault(Tier.COLD, 0L),
                "file_bytes",
                bytes,
                "time_column",
                schema.timeColumn());
    }
}
