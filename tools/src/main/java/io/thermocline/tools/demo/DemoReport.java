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
    private static final double NANOS_PER_SECOND = 1e9;

    private final OutputStream out;
    private final Style style;

    DemoReport(OutputStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    private void line(String text) {
        try {
            out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void opened(Path directory) {
        line(style.bold("Store") + " " + directory + " (kept; delete it when you like)");
        line(
                "Strain of LIGO Hanford, GW150914: %s samples at %s Hz (GWOSC, CC BY 4.0)"
                        .formatted(
                                Quantity.count(Recording.SAMPLES), Quantity.count(Recording.RATE)));
        line(
                "State of the circuit %s: %s amplitudes (QASMBench)"
                        .formatted(CircuitState.NAME, Quantity.count(CircuitState.AMPLITUDES)));
    }

    void appended(DemoPlan plan, Replay.Result result) {
        long rows = plan.strainRows() + plan.stateRows();
        long bytes =
                plan.strainRows() * STRAIN_ROW_BYTES
                        + plan.stateRows() * 2L * (CircuitState.AMPLITUDES + 1) * Double.BYTES;
        line("");
        line(
                "%s %s rows of strain from %s producers, %s vectors of complex128[%s] from one more, in %s"
                        .formatted(
                                style.bold("Appended"),
                                Quantity.count(plan.strainRows()),
                                plan.producers(),
                                Quantity.count(plan.stateRows()),
                                CircuitState.AMPLITUDES,
                                Quantity.seconds(result.nanos())));
        line(
                "  %s rows/s, %s/s, until the last row was visible"
                        .formatted(
                                Quantity.rate(rows, result.nanos()), rate(bytes, result.nanos())));
        Histogram latency = result.latency();
        line(
                "  endRow at full rate, every %sth call timed, waits for room included:"
                        .formatted(Replay.SAMPLED));
        line(
                "  p50 %s, p99 %s, p99.9 %s, p99.99 %s, max %s"
                        .formatted(
                                micros(latency.getValueAtPercentile(50)),
                                micros(latency.getValueAtPercentile(99)),
                                micros(latency.getValueAtPercentile(99.9)),
                                micros(latency.getValueAtPercentile(99.99)),
                                micros(latency.getMaxValue())));
    }

    void live(LiveQueries.Result live) {
        line(
                "%s %s queries beside the producers; the last saw %s rows"
                        .formatted(
                                style.bold("Asked"),
                                Quantity.count(live.count()),
                                Quantity.count(live.rowsSeen())));
        line("  %s: %s".formatted(LiveQueries.SPAN, times(live.span())));
        line("  %s: %s".formatted(LiveQueries.GROUPS, times(live.groups())));
    }

    private static String times(Histogram times) {
        return "median %s, max %s"
                .formatted(millis(times.getValueAtPercentile(50)), millis(times.getMaxValue()));
    }

    private static String rate(long bytes, long nanos) {
        return Quantity.bytes(Math.round(bytes * NANOS_PER_SECOND / Math.max(1, nanos)));
    }

    private static String micros(long nanos) {
        return String.format(Locale.ROOT, "%.2f us", nanos / NANOS_PER_MICRO);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.2f ms", nanos / NANOS_PER_MILLI);
    }

    void sealed(long nanos, List<TierStatistics> statistics) {
        line("");
        line(style.bold("Sealed hot") + " in " + Quantity.seconds(nanos));
        sizes(Tier.HOT, statistics);
    }

    void moved(Tier tier, MoveReport moved, long nanos, List<TierStatistics> statistics) {
        long logical = statistics.stream().mapToLong(TierStatistics::logicalBytes).sum();
        line("");
        line(
                "%s: %s rows written, read back and checked in %s, %s/s"
                        .formatted(
                                style.bold("Moved to " + name(tier)),
                                Quantity.count(moved.rows()),
                                Quantity.seconds(nanos),
                                rate(logical, nanos)));
        sizes(tier, statistics);
    }

    private void sizes(Tier tier, List<TierStatistics> statistics) {
        for (TierStatistics part : statistics) {
            if (part.tier() == tier) {
                double ratio = (double) part.logicalBytes() / Math.max(1, part.fileBytes());
                line(
                        "  %s: %s rows in %s, %s, %s : 1"
                                .formatted(
                                        part.table(),
                                        Quantity.count(part.rows()),
                                        Quantity.plural(part.segments(), "file"),
                                        Quantity.bytes(part.fileBytes()),
                                        String.format(Locale.ROOT, "%.2f", ratio)));
            }
        }
    }

    void proved(Tier tier, long values, long nanos) {
        line(
                "  %s verified %s values in %s, every bit as in the source"
                        .formatted(
                                style.green(name(tier) + ":"),
                                Quantity.count(values),
                                Quantity.seconds(nanos)));
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
        line(text.toString().stripTrailing());
    }

    void picture(List<String> lines) {
        line("");
        lines.forEach(this::line);
    }

    void states(List<StateInfo> states, long amplitudes) {
        line("");
        line(
                "%s states as .qms files, %s amplitudes, SHA-256 checked, such as %s"
                        .formatted(
                                Quantity.count(states.size()),
                                Quantity.count(amplitudes),
                                states.getLast().path()));
    }

    void verified(long values, long nanos) {
        line(
                "%s %s values against their source, bit for bit, in three tiers. %s in all."
                        .formatted(
                                style.bold("Verified"),
                                Quantity.count(values),
                                Quantity.seconds(nanos)));
    }

    /** Tells where the cold files are and how to open one. */
    void archives(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".h5")).sorted().toList()) {
                try (ColdSegmentReader reader = ColdSegmentReader.open(file)) {
                    if (reader.facts().table().equals(DemoTables.STRAIN)) {
                        line("");
                        line("The archive in Python:");
                        line("  import h5py; f = h5py.File(\"" + file + "\")");
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
