package io.thermocline.tools.command;

import io.thermocline.engine.MoveReport;
import io.thermocline.engine.RetirePlan;
import io.thermocline.engine.Store;
import io.thermocline.engine.TierMove;
import io.thermocline.engine.TierStatistics;
import io.thermocline.tools.output.Report;
import io.thermocline.tools.terminal.ProgressBar;
import io.thermocline.tools.terminal.Quantity;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Shows the tiers and moves rows between them. */
@Command(
        name = "tiers",
        description = "Shows and foretells hot, warm and cold tier, and moves rows down.",
        subcommands = {
            TierVerbs.Show.class,
            TierVerbs.Compress.class,
            TierVerbs.Promote.class,
            TierVerbs.Retire.class,
            ProjectVerb.class
        },
        footer = {
            "",
            "Examples:",
            "  thermocline tiers show mystore",
            "  thermocline tiers compress mystore --older-than 1h"
        })
public final class TierVerbs extends Verb {
    @Override
    public Integer call() {
        throw misuse("expected show, compress, promote, retire or project");
    }

    /** What the verbs that touch rows have in common. */
    @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
    abstract static class Moving extends Verb {
        @Parameters(paramLabel = "STORE", description = "Directory of the store.")
        Path store;

        @Option(names = "--table", paramLabel = "TABLE", description = "One table only.")
        @Nullable String table;

        @Option(
                names = "--older-than",
                paramLabel = "AGE",
                converter = DurationConverter.class,
                description = "Rows of at least this age, such as 7d or 1h30m.")
        @Nullable Duration olderThan;

        void requireTable(Store open) {
            if (table != null) {
                open.table(table);
            }
        }

        final int move(String label, String done, Mover mover) throws IOException {
            long started = System.nanoTime();
            try (Store open = Stores.write(store)) {
                requireTable(open);
                long total =
                        open.tiers().statistics().stream()
                                .filter(part -> table == null || part.table().equals(table))
                                .mapToLong(TierStatistics::logicalBytes)
                                .sum();
                MoveReport moved;
                try (ProgressBar bar = progress(label, total)) {
                    moved = mover.move(open, new TierMove(table, olderThan, bar));
                }
                print(
                        "%s %s in %s (%s) into %s (%s) in %s%n"
                                .formatted(
                                        done,
                                        Quantity.plural(moved.rows(), "row"),
                                        Quantity.plural(moved.segmentsIn(), "segment"),
                                        Quantity.bytes(moved.bytesIn()),
                                        Quantity.count(moved.segmentsOut()),
                                        Quantity.bytes(moved.bytesOut()),
                                        Quantity.seconds(System.nanoTime() - started)));
            }
            return ExitCode.OK;
        }

        interface Mover {
            MoveReport move(Store store, TierMove wish);
        }
    }

    /** Shows what lies where. */
    @Command(
            name = "show",
            description = "Shows rows, files and bytes of each table in each tier.",
            footer = {
                "",
                "Examples:",
                "  thermocline tiers show mystore",
                "  thermocline tiers show mystore --json"
            })
    @SuppressWarnings("NullAway.Init") // picocli sets what is annotated
    public static final class Show extends Verb {
        private static final double HUNDREDTHS = 100;

        @Parameters(paramLabel = "STORE", description = "Directory of the store.")
        private Path store;

        @Option(names = "--table", paramLabel = "TABLE", description = "One table only.")
        private @Nullable String table;

        @Mixin private JsonOption json;

        @Override
        public Integer call() throws IOException {
            Report report = new Report().list("tiers");
            try (Store open = Stores.read(store)) {
                if (table != null) {
                    open.table(table);
                }
                for (TierStatistics part : open.tiers().statistics()) {
                    if (table == null || table.equals(part.table())) {
                        row(report, part);
                    }
                }
            }
            print(json.text(report, this));
            return ExitCode.OK;
        }

        private static void row(Report report, TierStatistics part) {
            report.part(
                    "tiers",
                    "table",
                    part.table(),
                    "tier",
                    part.tier().name().toLowerCase(Locale.ROOT),
                    "segments",
                    part.segments(),
                    "rows",
                    part.rows(),
                    "file_bytes",
                    part.fileBytes(),
                    "logical_bytes",
                    part.logicalBytes(),
                    "ratio",
                    part.fileBytes() == 0
                            ? null
                            : (Object)
                                    (Math.round(HUNDREDTHS * part.logicalBytes() / part.fileBytes())
                                            / HUNDREDTHS));
        }
    }

    /** Moves hot rows to the warm tier. */
    @Command(
            name = "compress",
            description = {
                "Seals the tail and compresses hot segments into warm ones.",
                "",
                "Everything moves, the live tail included, unless --older-than says otherwise."
            },
            footer = {
                "",
                "Examples:",
                "  thermocline tiers compress mystore",
                "  thermocline tiers compress mystore --table strain --older-than 1h"
            })
    public static final class Compress extends Moving {
        @Override
        public Integer call() throws IOException {
            return move("compress", "compressed", (open, wish) -> open.tiers().compress(wish));
        }
    }

    /** Moves rows to the cold tier. */
    @Command(
            name = "promote",
            description = {
                "Writes warm and hot rows into HDF5 files.",
                "",
                "Everything moves, the live tail included, unless --older-than says otherwise."
            },
            footer = {
                "",
                "Examples:",
                "  thermocline tiers promote mystore",
                "  thermocline tiers promote mystore --older-than 7d"
            })
    public static final class Promote extends Moving {
        @Override
        public Integer call() throws IOException {
            return move("promote", "promoted", (open, wish) -> open.tiers().promote(wish));
        }
    }

    /** Deletes old rows. */
    @Command(
            name = "retire",
            description =
                    "Deletes segments whose rows are all old; prints the plan unless --apply.",
            footer = {
                "",
                "Examples:",
                "  thermocline tiers retire mystore --older-than 365d",
                "  thermocline tiers retire mystore --older-than 365d --apply"
            })
    public static final class Retire extends Moving {
        @Option(names = "--apply", description = "Do it.")
        private boolean apply;

        @Mixin private JsonOption json = new JsonOption();

        @Override
        public Integer call() throws IOException {
            Duration age = olderThan;
            if (age == null) {
                throw misuse("retire deletes rows, so it needs --older-than");
            }
            try (Store open = apply ? Stores.write(store) : Stores.read(store)) {
                requireTable(open);
                RetirePlan plan = open.tiers().retire(age, table, apply);
                Report report =
                        new Report()
                                .fact("applied", plan.applied())
                                .fact("segments_to_go", plan.segments().size())
                                .fact("rows", plan.rows())
                                .list("segments");
                for (RetirePlan.Segment segment : plan.segments()) {
                    report.part(
                            "segments",
                            "table",
                            segment.table(),
                            "file",
                            segment.file(),
                            "base_row",
                            segment.baseRow(),
                            "rows",
                            segment.rows(),
                            "bytes",
                            segment.bytes());
                }
                print(json.text(report, this));
                if (!plan.applied() && !plan.segments().isEmpty()) {
                    say("nothing was deleted; do it with --apply");
                }
            }
            return ExitCode.OK;
        }
    }
}
