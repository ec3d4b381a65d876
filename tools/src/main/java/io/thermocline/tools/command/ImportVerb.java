package io.thermocline.tools.command;

import io.thermocline.formats.column.Schema;
import io.thermocline.formats.text.CsvDialect;
import io.thermocline.formats.text.ImportCounts;
import io.thermocline.formats.text.ImportOptions;
import io.thermocline.formats.text.ImportOptions.OnError;
import io.thermocline.formats.text.ImportOptions.UnknownFields;
import io.thermocline.formats.text.SchemaText;
import io.thermocline.tools.load.InputFile;
import io.thermocline.tools.load.SeriesClock;
import io.thermocline.tools.load.TableImport;
import io.thermocline.tools.load.TimeText;
import io.thermocline.tools.terminal.ProgressBar;
import io.thermocline.tools.terminal.Quantity;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Brings the rows of a file into a table. */
@Command(
        name = "import",
        description = {
            "Imports CSV, JSON lines (both also .gz), NPY, NPZ or HDF5 into a table.",
            "",
            "Store and table are created when missing. Columns go to columns of the same name. The"
                    + " file is read twice, first to check every value, so that a bad file leaves"
                    + " the store as it was; --single-pass takes half the time instead."
        },
        footer = {
            "",
            "Examples:",
            "  thermocline import mystore flights flights.csv.gz",
            "  thermocline import mystore strain H-H1.hdf5 --dataset strain/Strain=h \\",
            "      --time-start 2015-09-14T09:50:30Z --time-step 1/4096s"
        })
@SuppressWarnings("NullAway.Init") // picocli sets what is annotated
public final class ImportVerb extends Verb {
    /** Units of integers that are timestamps. */
    private enum EpochUnit {
        NS(TimeUnit.NANOSECONDS),
        US(TimeUnit.MICROSECONDS),
        MS(TimeUnit.MILLISECONDS),
        S(TimeUnit.SECONDS);

        private final TimeUnit unit;

        EpochUnit(TimeUnit unit) {
            this.unit = unit;
        }
    }

    @Parameters(index = "0", paramLabel = "STORE", description = "Directory of the store.")
    private Path store;

    @Parameters(index = "1", paramLabel = "TABLE", description = "Name of the table.")
    private String table;

    @Parameters(index = "2", paramLabel = "FILE", description = "File to read; - for a pipe.")
    private Path file;

    @Option(
            names = "--schema",
            paramLabel = "COLUMNS",
            description =
                    "Columns of a new table, such as \"id i64 not null, name string, x f32[512]\"."
                            + " Without it they are taken from the file.")
    private @Nullable String schema;

    @Option(
            names = "--time-column",
            paramLabel = "NAME",
            description = "Column that orders a new table in time.")
    private @Nullable String timeColumn;

    @Option(
            names = "--time-start",
            paramLabel = "TIME",
            description =
                    "Time of the first row of a series that carries no times; adds a column ts."
                            + " Default with --time-step: 1970-01-01.")
    private @Nullable String timeStart;

    @Option(
            names = "--time-step",
            paramLabel = "STEP",
            description = "Time from row to row, exactly: 1ms, 1/4096s, 2.44140625e-4s.")
    private @Nullable String timeStep;

    @Option(
            names = "--time-unit",
            paramLabel = "UNIT",
            description = "Unit of integers that become timestamps: ns (default), us, ms, s.")
    private EpochUnit timeUnit = EpochUnit.NS;

    @Option(
            names = "--null",
            paramLabel = "TEXT",
            description = "CSV: text that means null, beside the empty unquoted cell.")
    private List<String> nulls = new ArrayList<>();

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            description =
                    "Bad cells: fail (default), skip the row, or take them for null; the last two"
                            + " count them.")
    private OnError onError = OnError.FAIL;

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "CSV: separator; tab for a tab. Default: found out.")
    private @Nullable String delimiter;

    @Option(names = "--no-header", description = "CSV: the first row is data.")
    private boolean noHeader;

    @Option(
            names = "--dataset",
            paramLabel = "PATH[=COLUMN]",
            description =
                    "NPZ, HDF5: array to take; repeatable. Default: all of the longest extent.")
    private List<String> datasets = new ArrayList<>();

    @Option(names = "--ignore-unknown", description = "Leave out columns that the table lacks.")
    private boolean ignoreUnknown;

    @Option(
            names = "--single-pass",
            description = "Append while reading; rows before a bad one stay in the table.")
    private boolean singlePass;

    private final Set<String> said = new HashSet<>();

    @Override
    public Integer call() throws IOException {
        CsvDialect dialect = dialect();
        SeriesClock clock = clock();
        Schema declared = schema == null ? null : schemaOf(schema);
        if (file.toString().equals("-")) {
            // Read twice, so it has to lie somewhere.
            Path spool = Files.createTempFile("thermocline-", ".input");
            spool.toFile().deleteOnExit();
            try {
                Files.copy(terminal().in(), spool, StandardCopyOption.REPLACE_EXISTING);
                return load(spool, "standard input", dialect, declared, clock);
            } finally {
                Files.deleteIfExists(spool);
            }
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": expected a file, found a directory");
        }
        return load(file, String.valueOf(file.getFileName()), dialect, declared, clock);
    }

    private int load(
            Path path,
            String name,
            CsvDialect dialect,
            @Nullable Schema declared,
            @Nullable SeriesClock clock)
            throws IOException {
        ImportOptions options =
                ImportOptions.DEFAULT
                        .withOnError(onError)
                        .withEpochUnit(timeUnit.unit)
                        .withSampleRows(Integer.MAX_VALUE)
                        .withUnknownFields(
                                ignoreUnknown ? UnknownFields.IGNORE : UnknownFields.REFUSE);
        InputFile input = InputFile.of(path, name, dialect, options, datasets, this::sayOnce);
        TableImport.Wishes wishes =
                new TableImport.Wishes(
                        declared, timeColumn, clock, timeUnit.unit, ignoreUnknown, singlePass);
        long started = System.nanoTime();
        TableImport.Outcome outcome;
        try (ProgressBar bar = progress("import", (singlePass ? 1 : 2) * input.byteSize())) {
            outcome = new TableImport(store, table, input, wishes).run(bar);
        }
        tell(outcome, System.nanoTime() - started);
        return ExitCode.OK;
    }

    /** The file is opened several times and has the same to say each time. */
    private void sayOnce(String line) {
        if (said.add(line)) {
            say(line);
        }
    }

    private void tell(TableImport.Outcome outcome, long nanos) {
        ImportCounts counts = outcome.counts();
        counts.messages().forEach(this::say);
        if (counts.skippedRows() > 0 || counts.nulledCells() > 0) {
            say(
                    "%s left out, %s taken for null"
                            .formatted(
                                    Quantity.plural(counts.skippedRows(), "row"),
                                    Quantity.plural(counts.nulledCells(), "cell")));
        }
        if (outcome.created()) {
            say("table " + table + ": " + SchemaText.format(outcome.schema()));
        }
        say(
                "%s into %s in %s (%s rows/s)"
                        .formatted(
                                Quantity.plural(counts.rows(), "row"),
                                table,
                                Quantity.seconds(nanos),
                                Quantity.rate(counts.rows(), nanos)));
    }

    private @Nullable SeriesClock clock() {
        if (timeStep == null) {
            if (timeStart != null) {
                throw misuse("--time-start needs --time-step");
            }
            return null;
        }
        try {
            return SeriesClock.of(timeStart == null ? 0 : TimeText.nanos(timeStart), timeStep);
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    private CsvDialect dialect() {
        if (nulls.size() > 1) {
            throw misuse("--null: expected one text, found " + nulls);
        }
        try {
            return new CsvDialect(separator(), !noHeader, nulls.isEmpty() ? "" : nulls.getFirst());
        } catch (IllegalArgumentException e) {
            throw misuse(String.valueOf(e.getMessage()));
        }
    }

    private char separator() {
        String text = delimiter;
        if (text == null) {
            return 0;
        }
        if (text.equalsIgnoreCase("tab") || text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1) {
            throw misuse("--delimiter: expected one character or tab, found '" + text + "'");
        }
        return text.charAt(0);
    }
}
