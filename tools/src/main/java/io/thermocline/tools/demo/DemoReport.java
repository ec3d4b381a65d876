package io.thermocline.tools.demo;

import io.thermocline.engine.MoveReport;
import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.quantum.StateInfo;
import io.thermocline.engine.schema.Tier;
import io.thermocline.formats.hdf5.ColdSegmentReader;
import io.thermocline.tools.terminal.Quantity;
import io.thermocline.tools.terminal.Style;
import io.thermocline.tools.terminal.TextTable;
import io.thermocline.tools.terminal.TextTable.Heading;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What the demo found, in words on standard output, as soon as it is found. One thread. */
final class DemoReport {
    /** Bytes of values in a row of strain: 8 + 4 + 4 + 8. */
    static final long STRAIN_ROW_BYTES = 24;

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final OutputStream out;
    private final Style style;

    DemoReport(OutputStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    private void line(String format, Object... arguments) {
        try {
            out.write((format.formatted(arguments) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void opened(Path directory) {
        line("%s %s (kept; delete it when you like)", style.bold("Store"), directory);
        line(
                "Strain of LIGO Hanford, GW150914: %s samples at %s Hz (GWOSC, CC BY 4.0)",
                Quantity.count(Recording.SAMPLES), Quantity.count(Recording.RATE));
        line(
                "State of the circuit %s: %s amplitudes (QASMBench)",
                CircuitState.NAME, Quantity.count(CircuitState.AMPLITUDES));
    }

    void appended(DemoPlan plan, Replay.Result result) {
        long rows = plan.strainRows() + plan.stateRows();
        long bytes =
                plan.strainRows() * STRAIN_ROW_BYTES
                        + plan.stateRows() * 2L * (CircuitState.AMPLITUDES + 1) * Double.BYTES;
        line("");
        line(
                "%s %s rows of strain from %d producers, %s vectors of complex128[%d] from a third,"
                        + " %s",
                style.bold("Appended"),
                Quantity.count(plan.strainRows()),
                plan.producers(),
                Quantity.count(plan.stateRows()),
                CircuitState.AMPLITUDES,
                Quantity.seconds(result.nanos()));
        line(
                "%s rows/s, %s/s, every row visible at the end",
                Quantity.rate(rows, result.nanos()),
                Quantity.bytes((long) (bytes / (result.nanos() / 1e9))));
        Histogram latency = result.latency();
        line(
                "endRow at full rate, waits for room included, every %dth call timed: p50 %s, p99"
                        + " %s, p99.9 %s, p99.99 %s, max %s",
                Replay.SAMPLED,
                micros(latency.getValueAtPercentile(50)),
                micros(latency.getValueAtPercentile(99)),
                micros(latency.getValueAtPercentile(99.9)),
                micros(latency.getValueAtPercentile(99.99)),
                micros(latency.getMaxValue()));
    }

    void live(LiveQueries.Result live) {
        line(
                "%s queries ran beside the producers; the last saw %s rows",
                Quantity.count(live.count()), Quantity.count(live.rowsSeen()));
        line("  %s: median %s, max %s", LiveQueries.SPAN, median(live.span()), max(live.span()));
        line(
                "  %s: median %s, max %s",
                LiveQueries.GROUPS, median(live.groups()), max(live.groups()));
    }

    private static String median(Histogram times) {
        return millis(times.getValueAtPercentile(50));
    }

    private static String max(Histogram times) {
        return millis(times.getMaxValue());
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.2f us", nanos / NANOS_PER_MICRO);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / NANOS_PER_MILLI);
    }

    void moved(Tier tier, MoveReport moved, long nanos, List<TierStatistics> statistics) {
        line("");
        long logical = statistics.stream().mapToLong(TierStatistics::logicalBytes).sum();
        line(
                "%s %s",
                style.bold(tier == Tier.HOT ? "Sealed hot" : "Moved to " + name(tier)),
                tier == Tier.HOT
                        ? "in " + Quantity.seconds(nanos)
                        : "%s rows in %s, %s/s"
                                .formatted(
                                        Quantity.count(moved.rows()),
                                        Quantity.seconds(nanos),
                                        Quantity.bytes((long) (logical / (nanos / 1e9)))));
        for (TierStatistics part : statistics) {
            if (part.tier() == tier) {
                line(
                        "  %-6s %s rows in %s, %s, %.2f : 1",
                        part.table(),
                        Quantity.count(part.rows()),
                        Quantity.plural(part.segments(), "file"),
                        Quantity.bytes(part.fileBytes()),
                        (double) part.logicalBytes() / Math.max(1, part.fileBytes()));
            }
        }
    }

    void proved(Tier tier, long values, long nanos) {
        line(
                "  %s: verified %s values in %s, every bit as in the source",
                style.green(name(tier)), Quantity.count(values), Quantity.seconds(nanos));
    }

    void queries(Map<Tier, List<Long>> times) {
        line("");
        List<Heading> headings = new ArrayList<>();
        headings.add(Heading.text("query on " + DemoTables.STRAIN));
        times.keySet().forEach(tier -> headings.add(Heading.number(name(tier))));
        StringBuilder text = new StringBuilder();
        TextTable table = new TextTable(headings, Integer.MAX_VALUE, style, text, true);
        try {
            for (int query = 0; query < TierQueries.NAMES.size(); query++) {
                List<String> cells = new ArrayList<>();
                cells.add(TierQueries.NAMES.get(query));
                for (List<Long> tier : times.values()) {
                    cells.add(millis(tier.get(query)));
                }
                table.row(cells.toArray(String[]::new));
            }
            table.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line("%s", text.toString().stripTrailing());
    }

    void picture(List<String> lines) {
        line("");
        lines.forEach(text -> line("%s", text));
    }

    void states(List<StateInfo> states, long amplitudes) {
        line("");
        line(
                "%s states as .qms files, %s amplitudes, SHA-256 checked: %s",
                Quantity.count(states.size()),
                Quantity.count(amplitudes),
                states.getLast().path().getParent());
    }

    void verified(long values, long nanos) {
        line(
                "%s %s values against their source, bit for bit, in three tiers. %s in all.",
                style.bold("Verified"), Quantity.count(values), Quantity.seconds(nanos));
    }

    /** Tells where the cold files are and how to open one. */
    void archives(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".h5")).sorted().toList()) {
                try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                    if (reader.facts().table().equals(DemoTables.STRAIN)) {
                        line("");
                        line("The archive in Python:");
                        line("  import h5py; f = h5py.File(\"%s\")", file);
                        line("  print(f[\"columns/h\"][:5], f[\"columns/h\"].attrs[\"units\"])");
                        return;
                    }
                }
            }
        }
    }

    private static String name(Tier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}
