package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes schemas as people type them: {@code id i64, name string not null, x f64[3], tags
 * list<string>}.
 *
 * <pre>
 *   schema := column { "," column }
 *   column := name type [ "not null" | "null" ]
 *   name   := letters, digits, _ and other characters but white space , and {@code "}; or any text in "…",
 *             where "" stands for one quote
 *   type   := as {@link ColumnType#parse} says, and u8 u16 u32 u64, which become i16 i32 i64 i64
 * </pre>
 *
 * <p>Columns are nullable unless they say {@code not null}; their ids count from 1. Units,
 * encodings and the time column have no place in this form.
 */
public final class SchemaText {
    /** Names of other systems, and what to write instead. */
    private static final Map<String, String> FOREIGN =
            Map.ofEntries(
                    Map.entry("boolean", "bool"),
                    Map.entry("tinyint", "i8"),
                    Map.entry("int8", "i8"),
                    Map.entry("smallint", "i16"),
                    Map.entry("int16", "i16"),
                    Map.entry("int", "i32"),
                    Map.entry("integer", "i32"),
                    Map.entry("int32", "i32"),
                    Map.entry("bigint", "i64"),
                    Map.entry("long", "i64"),
                    Map.entry("int64", "i64"),
                    Map.entry("half", "f16"),
                    Map.entry("float16", "f16"),
                    Map.entry("float", "f32"),
                    Map.entry("float32", "f32"),
                    Map.entry("real", "f32"),
                    Map.entry("double", "f64"),
                    Map.entry("float64", "f64"),
                    Map.entry("complex", "complex128"),
                    Map.entry("text", "string"),
                    Map.entry("str", "string"),
                    Map.entry("varchar", "string"),
                    Map.entry("date", "timestamp"),
                    Map.entry("datetime", "timestamp"),
                    Map.entry("bytes", "binary"),
                    Map.entry("blob", "binary"));

    private final String text;
    private int at;

    private SchemaText(String text) {
        this.text = text;
    }

    /**
     * Reads a schema.
     *
     * @throws FormatException if the text is no schema; shows the place with a caret
     */
    public static Schema parse(String text) {
        return new SchemaText(text).schema();
    }

    /** Writes names, types and nullability, so that {@link #parse} reads them back. */
    public static String format(Schema schema) {
        StringBuilder out = new StringBuilder();
        for (Column column : schema.columns()) {
            out.append(out.isEmpty() ? "" : ", ");
            boolean bare = column.name().codePoints().noneMatch(c -> endsName(c) || c == '"');
            out.append(bare ? column.name() : '"' + column.name().replace("\"", "\"\"") + '"');
            out.append(' ').append(column.type().text());
            out.append(column.nullable() ? "" : " not null");
        }
        return out.toString();
    }

    private Schema schema() {
        List<Column> columns = new ArrayList<>();
        skipSpace();
        do {
            columns.add(column(columns));
        } while (more());
        return new Schema(1, columns, null);
    }

    private boolean more() {
        skipSpace();
        if (at == text.length()) {
            return false;
        }
        if (text.charAt(at) != ',') {
            throw failure(at, "',', not null, null or the end", word(at), "");
        }
        at++;
        skipSpace();
        return true;
    }

    private Column column(List<Column> before) {
        int nameStart = at;
        String name = name();
        skipSpace();
        ColumnType type = type(name);
        boolean nullable = nullable();
        if (before.stream().anyMatch(column -> column.name().equals(name))) {
            throw failure(nameStart, "another name", "'" + name + "' a second time", "");
        }
        if (before.size() == Schema.MAX_COLUMNS) {
            throw failure(nameStart, "at most " + Schema.MAX_COLUMNS + " columns", "more", "");
        }
        try {
            return Column.of(before.size() + 1, name, type, nullable);
        } catch (IllegalArgumentException e) {
            throw failure(nameStart, "a usable name", String.valueOf(e.getMessage()), "");
        }
    }

    private String name() {
        if (at < text.length() && text.charAt(at) == '"') {
            return quotedName();
        }
        int start = at;
        while (at < text.length() && !endsName(text.charAt(at)) && text.charAt(at) != '"') {
            at++;
        }
        if (at == start) {
            throw failure(start, "a column name", word(start), "");
        }
        return text.substring(start, at);
    }

    private static boolean endsName(int c) {
        return c == ',' || Character.isWhitespace(c);
    }

    private String quotedName() {
        int start = at++;
        StringBuilder name = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                name.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                name.append('"');
                at++;
            } else {
                return name.toString();
            }
        }
        throw failure(start, "a closing quote", "the end", "");
    }

    private ColumnType type(String name) {
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw failure(start, "a type after '" + name + "'", word(start), "");
        }
        int open = at;
        skipSpace();
        char bracket = at < text.length() ? text.charAt(at) : 0;
        if (bracket == '[' || bracket == '<') {
            int close = text.indexOf(bracket == '[' ? ']' : '>', at);
            if (close < 0) {
                throw failure(at, bracket == '[' ? "']'" : "'>'", "the end", "");
            }
            at = close + 1;
        } else {
            at = open;
        }
        String written = text.substring(start, at);
        try {
            return ColumnType.parse(widened(written));
        } catch (IllegalArgumentException e) {
            throw badType(start, written, e);
        }
    }

    /** Replaces unsigned integers, which are not stored, by types that hold all their values. */
    private static String widened(String written) {
        String lower = written.toLowerCase(Locale.ROOT).replaceAll("\\s+", "");
        for (String[] pair : new String[][] {{"u8", "i16"}, {"u16", "i32"}, {"u32", "i64"}}) {
            lower = lower.replaceFirst("\\b" + pair[0] + "\\b", pair[1]);
        }
        // Values from 2^63 on are refused when they are read.
        return lower.replaceFirst("\\bu64\\b", "i64");
    }

    private FormatException badType(int start, String written, IllegalArgumentException cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause.getCause() == null || cause.getCause() instanceof NumberFormatException) {
            return failure(start, "a type", "'" + written + "'", message);
        }
        String inner = written.toLowerCase(Locale.ROOT).replaceFirst("^list\\s*<", "");
        String word = inner.replaceFirst("[^a-z0-9].*$", "");
        String known = FOREIGN.get(word);
        return failure(
                start,
                "bool, i8, i16, i32, i64, f16, f32, f64, complex64, complex128, timestamp, string,"
                        + " json, binary, a vector such as f32[512] or a list such as list<f64>",
                "'" + written + "'",
                known == null ? "" : "did you mean " + known + "?");
    }

    private boolean nullable() {
        skipSpace();
        if (takeWord("null")) {
            return true;
        }
        if (!takeWord("not")) {
            return true;
        }
        skipSpace();
        if (!takeWord("null")) {
            throw failure(at, "null after not", word(at), "");
        }
        return false;
    }

    private boolean takeWord(String word) {
        int end = at + word.length();
        boolean matches =
                text.regionMatches(true, at, word, 0, word.length())
                        && (end == text.length() || endsName(text.charAt(end)));
        at = matches ? end : at;
        return matches;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String word(int start) {
        int end = start;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return start == text.length() ? "the end" : "'" + text.substring(start, end) + "'";
    }

    /** Shows the line with the place, and a caret under it. */
    private FormatException failure(int place, String expected, String found, String advice) {
        int lineStart = text.lastIndexOf('\n', place - 1) + 1;
        int lineEnd = text.indexOf('\n', place);
        String shown = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
        int column = text.codePointCount(lineStart, place);
        return new FormatException(
                "schema: expected %s, found %s%n  %s%n  %s^%s"
                        .formatted(
                                expected,
                                found,
                                shown.replace('\t', ' '),
                                " ".repeat(column),
                                advice.isEmpty() ? "" : " " + advice));
    }
}
