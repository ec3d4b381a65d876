package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a schema from the first rows of a text.
 *
 * <p>A column becomes i64, else f64, timestamp, bool, else string (JSON lines: also lists, else
 * json), whichever is the first that keeps all values; see {@link TypeGuess} for what stays text.
 * All columns are nullable, because the rows not looked at may lack values.
 */
final class SchemaInference {
    /** Bytes looked at even if they hold fewer rows than asked for. */
    static final int SAMPLE_BYTES = 16 << 20;

    /** Room for {@code _4096}. */
    private static final int SUFFIX_BYTES = 5;

    private SchemaInference() {}

    /** Returns the schema of columns of these names and types. */
    static Schema schema(String source, List<String> names, List<ColumnType> types) {
        List<Column> columns = new ArrayList<>(names.size());
        try {
            for (int i = 0; i < names.size(); i++) {
                columns.add(Column.of(i + 1, names.get(i), types.get(i), true));
            }
            return new Schema(1, columns, null);
        } catch (IllegalArgumentException e) {
            throw new FormatException(source + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns names that columns can have: control characters become blanks, empty names {@code
     * column3}, and repeated names get {@code _2}, {@code _3} and so on. Names that are too long
     * are cut.
     */
    static List<String> usableNames(List<String> header) {
        List<String> names = new ArrayList<>(header.size());
        Set<String> used = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = printable(header.get(i));
            name = name.isEmpty() ? "column" + (i + 1) : name;
            String unique = name;
            for (int n = 2; !used.add(unique); n++) {
                unique = cut(name, Column.MAX_NAME_BYTES - SUFFIX_BYTES) + "_" + n;
            }
            names.add(unique);
        }
        return names;
    }

    private static String printable(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return cut(out.toString().strip(), Column.MAX_NAME_BYTES);
    }

    private static String cut(String name, int maxBytes) {
        String kept = name;
        while (kept.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return kept;
    }
}
