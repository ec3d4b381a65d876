package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which cell of a CSV row goes to which column of a schema, given or inferred. */
final class CsvColumns {
    /** Names in a message about columns. */
    private static final int MAX_NAMES = 10;

    private final String source;
    private final CsvDialect dialect;
    private final byte[] nullText;
    private final boolean inferred;
    private final Schema schema;
    private final int[] targets;

    /** Line of the header, or 1 without one. */
    private final long headerLine;

    /** Reads the header and, without a schema, looks at the first rows. */
    CsvColumns(
            CsvTokenizer tokenizer,
            String source,
            CsvDialect dialect,
            @Nullable Schema given,
            ImportOptions options)
            throws IOException {
        this.source = source;
        this.dialect = dialect;
        this.nullText = dialect.nullText().getBytes(StandardCharsets.UTF_8);
        this.inferred = given == null;
        List<String> header = dialect.header() ? readHeader(tokenizer) : List.of();
        this.headerLine = tokenizer.line();
        this.schema = given == null ? infer(tokenizer, header, options.sampleRows()) : given;
        if (given == null || !dialect.header()) {
            this.targets = new int[schema.size()];
            Arrays.setAll(targets, i -> i);
        } else {
            this.targets = match(header, given, options.unknownFields());
        }
    }

    String source() {
        return source;
    }

    CsvDialect dialect() {
        return dialect;
    }

    boolean inferred() {
        return inferred;
    }

    Schema schema() {
        return schema;
    }

    /** Returns by cell of the row the column of the schema that it goes to, or −1. */
    int[] targets() {
        return targets;
    }

    /** Returns whether the selected cell is the unquoted text that means null. */
    boolean isNullText(CsvTokenizer tokenizer, int index) {
        int length = tokenizer.cellTo() - tokenizer.cellFrom();
        return length == nullText.length
                && !tokenizer.isQuoted(index)
                && Arrays.equals(
                        tokenizer.cellText(),
                        tokenizer.cellFrom(),
                        tokenizer.cellTo(),
                        nullText,
                        0,
                        length);
    }

    private List<String> readHeader(CsvTokenizer tokenizer) throws IOException {
        do {
            if (!tokenizer.nextRow()) {
                throw new FormatException(
                        source + ": line 1: expected a header row, found an empty text");
            }
        } while (tokenizer.isBlank());
        requireWellFormed(tokenizer);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Math.min(tokenizer.cellCount(), CsvTokenizer.MAX_CELLS); i++) {
            tokenizer.select(i);
            try {
                TextCells.requireUtf8(
                        tokenizer.cellText(), tokenizer.cellFrom(), tokenizer.cellTo());
            } catch (BadCellException e) {
                throw new FormatException(
                        "%s: line %d, cell %d: %s"
                                .formatted(source, tokenizer.line(), i + 1, e.getMessage()),
                        e);
            }
            String name = tokenizer.cellString();
            names.add(tokenizer.isQuoted(i) ? name : name.strip());
        }
        return names;
    }

    private void requireWellFormed(CsvTokenizer tokenizer) {
        String expected = tokenizer.rowError();
        if (expected != null) {
            throw new FormatException(
                    "%s: line %d: expected %s, found more text"
                            .formatted(source, tokenizer.line(), expected));
        }
    }

    private Schema infer(CsvTokenizer tokenizer, List<String> header, int sampleRows)
            throws IOException {
        List<TypeGuess> guesses = new ArrayList<>();
        header.forEach(name -> guesses.add(new TypeGuess()));
        tokenizer.startRecording();
        int rows = 0;
        while (rows < sampleRows
                && tokenizer.recordedBytes() < SchemaInference.SAMPLE_BYTES
                && tokenizer.nextRow()) {
            int cells = Math.min(tokenizer.cellCount(), CsvTokenizer.MAX_CELLS);
            boolean first = guesses.isEmpty() && !tokenizer.isBlank();
            while (first && guesses.size() < cells) {
                guesses.add(new TypeGuess());
            }
            // Rows of another width are misfits and tell nothing; reading them will complain.
            if (cells == guesses.size() && tokenizer.rowError() == null) {
                guessRow(tokenizer, guesses);
            }
            rows++;
        }
        tokenizer.rewind();
        if (guesses.isEmpty()) {
            throw new FormatException(
                    source + ": line 1: expected a row to infer columns from, found an empty text");
        }
        List<String> names = new ArrayList<>(header);
        for (int i = names.size(); i < guesses.size(); i++) {
            names.add("column" + (i + 1));
        }
        return SchemaInference.schema(
                source,
                SchemaInference.usableNames(names),
                guesses.stream().map(TypeGuess::csvType).toList());
    }

    private void guessRow(CsvTokenizer tokenizer, List<TypeGuess> guesses) {
        for (int i = 0; i < guesses.size(); i++) {
            tokenizer.select(i);
            boolean empty = tokenizer.cellFrom() == tokenizer.cellTo();
            if (!empty && !isNullText(tokenizer, i)) {
                guesses.get(i)
                        .seeCell(tokenizer.cellText(), tokenizer.cellFrom(), tokenizer.cellTo());
            }
        }
    }

    private int[] match(
            List<String> header, Schema wanted, ImportOptions.UnknownFields unknownFields) {
        int[] found = new int[header.size()];
        List<String> unknown = new ArrayList<>();
        boolean[] taken = new boolean[wanted.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = wanted.indexOf(header.get(i));
            if (found[i] < 0) {
                unknown.add("'" + header.get(i) + "'");
            } else if (taken[found[i]]) {
                throw new FormatException(
                        "%s: line %d: expected each column once, found '%s' twice"
                                .formatted(source, headerLine, header.get(i)));
            } else {
                taken[found[i]] = true;
            }
        }
        if (!unknown.isEmpty() && unknownFields == ImportOptions.UnknownFields.REFUSE) {
            throw new FormatException(
                    "%s: line %d: expected columns of the schema only (%s), found %s as well"
                            .formatted(
                                    source,
                                    headerLine,
                                    names(
                                            wanted.columns().stream()
                                                    .map(column -> "'" + column.name() + "'")
                                                    .toList()),
                                    names(unknown)));
        }
        return found;
    }

    private static String names(List<String> quoted) {
        String first = String.join(", ", quoted.subList(0, Math.min(MAX_NAMES, quoted.size())));
        int more = quoted.size() - MAX_NAMES;
        return more <= 0 ? first : first + " and " + more + " more";
    }

    /**
     * Returns the columns of the schema that no cell goes to.
     *
     * @throws FormatException if one of them is not null
     */
    int[] absent() {
        boolean[] present = new boolean[schema.size()];
        for (int target : targets) {
            if (target >= 0) {
                present[target] = true;
            }
        }
        int[] columns = new int[present.length];
        int count = 0;
        for (int i = 0; i < present.length; i++) {
            if (!present[i]) {
                if (!schema.column(i).nullable()) {
                    throw new FormatException(
                            "%s: line %d: expected a column '%s', which is not null, found none"
                                    .formatted(source, headerLine, schema.column(i).name()));
                }
                columns[count++] = i;
            }
        }
        return Arrays.copyOf(columns, count);
    }
}
