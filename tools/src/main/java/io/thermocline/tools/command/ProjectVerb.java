package io.thermocline.tools.command;

import io.thermocline.engine.Store;
import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.admin.StorageProjection;
import io.thermocline.tools.output.Report;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Foretells the disk and the memory that entities will take. */
@Command(
        name = "project",
        description = {
            "Foretells the disk and the memory that entities with vectors will take.",
            "",
            "With a store, ratios of tiers that have files are measured there; others are assumed"
                    + " as 1, 5 and 20."
        },
        footer = {
            "",
            "Examples:",
            "  thermocline tiers project --entities 1000000 --per-day 2000 --days 90",
            "  thermocline tiers project mystore --entities 1000000 --vectors 3 --json"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class ProjectVerb extends Verb {
    private static final double HUNDREDTHS = 100;

    @Parameters(
            arity = "0..1",
            paramLabel = "STORE",
            description = "Directory of a store to measure.")
    private @Nullable Path store;

    @Option(
            names = "--entities",
            required = true,
            paramLabel = "N",
            description = "Entities there are.")
    private long entities;

    @Option(
            names = "--vectors",
            paramLabel = "N",
            defaultValue = "1",
            description = "Vectors of f32[512] an entity (default: ${DEFAULT-VALUE}).")
    private int vectors;

    @Option(
            names = "--per-day",
            paramLabel = "N",
            defaultValue = "0",
            description = "Entities that arrive each day (default: ${DEFAULT-VALUE}).")
    private long perDay;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "Days for which they are kept (default: ${DEFAULT-VALUE}).")
    private int days;

    @Mixin private JsonOption json;

    @Override
    public Integer call() throws IOException {
        StorageProjection.Demand demand;
        try {
            demand = new StorageProjection.Demand(entities, vectors, perDay, days);
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
        StorageProjection all = StorageProjection.of(demand, measured(store));
        Report report =
                new Report()
                        .fact("entities", all.entities())
                        .fact("entity_bytes", all.entityBytes())
                        .fact("file_bytes", all.fileBytes())
                        .fact("memory_bytes", all.memoryBytes())
                        .list("tiers");
        for (StorageProjection.Part part : all.tiers()) {
            report.part(
                    "tiers",
                    "tier",
                    part.tier().name().toLowerCase(Locale.ROOT),
                    "logical_bytes",
                    part.logicalBytes(),
                    "ratio",
                    Math.round(HUNDREDTHS * part.ratio()) / HUNDREDTHS,
                    "ratio_is",
                    part.measured() ? "measured" : "assumed",
                    "file_bytes",
                    part.fileBytes());
        }
        print(json.text(report, this));
        return ExitCode.OK;
    }

    private static List<TierStatistics> measured(@Nullable Path store) throws IOException {
        if (store == null) {
            return List.of();
        }
        try (Store open = Stores.read(store)) {
            return open.tiers().statistics();
        }
    }
}
