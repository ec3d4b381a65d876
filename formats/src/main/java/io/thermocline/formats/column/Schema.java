package io.thermocline.formats.column;

import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The columns of a table at one version. Immutable.
 *
 * <p>Its JSON form stands in every segment and cold file, and is the first part of the logical
 * content that hashes cover: keys in fixed order, no white space.
 */
public final class Schema {
    /** Most columns in a table. */
    public static final int MAX_COLUMNS = 4096;

    private final int version;
    private final List<Column> columns;
    private final @Nullable String timeColumn;
    private final Map<String, Integer> indexByName = new HashMap<>();
    private final Map<Integer, Integer> indexById = new HashMap<>();

    /** The JSON form once asked for: every segment carries it. Any thread; made twice at worst. */
    private volatile @Nullable String json;

    /**
     * Creates a schema.
     *
     * @param version version within the table, from 1, raised by every change
     * @param columns 1 to 4096 columns with distinct names and ids
     * @param timeColumn name of the non-null timestamp column that orders the data, or null
     */
    public Schema(int version, List<Column> columns, @Nullable String timeColumn) {
        this.version = version;
        this.columns = List.copyOf(columns);
        this.timeColumn = timeColumn;
        if (version < 1) {
            throw new IllegalArgumentException(
                    "schema version: expected at least 1, found " + version);
        }
        if (columns.isEmpty() || columns.size() > MAX_COLUMNS) {
            throw new IllegalArgumentException(
                    "schema: expected 1.." + MAX_COLUMNS + " columns, found " + columns.size());
        }
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (indexByName.put(column.name(), i) != null) {
                throw new IllegalArgumentException(
                        "schema: column name '" + column.name() + "' occurs twice");
            }
            if (indexById.put(column.id(), i) != null) {
                throw new IllegalArgumentException(
                        "schema: column id " + column.id() + " occurs twice");
            }
        }
        if (timeColumn != null) {
            Column time = find(timeColumn);
            if (time == null
                    || time.type().kind() != ColumnType.Kind.TIMESTAMP
                    || time.nullable()) {
                throw new IllegalArgumentException(
                        "schema: time column '"
                                + timeColumn
                                + "': expected a timestamp column that is not null, found "
                                + (time == null
                                        ? "no such column"
                                        : time.type().text()
                                                + (time.nullable() ? ", nullable" : "")));
            }
        }
    }

    /** Returns the version within the table, from 1. */
    public int version() {
        return version;
    }

    /** Returns the columns in order. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns the name of the column that orders the data in time, or null. */
    public @Nullable String timeColumn() {
        return timeColumn;
    }

    /** Returns the number of columns. */
    public int size() {
        return columns.size();
    }

    /** Returns column {@code index}. */
    public Column column(int index) {
        return columns.get(index);
    }

    /** Returns the index of a name, or −1. */
    public int indexOf(String name) {
        return indexByName.getOrDefault(name, -1);
    }

    /** Returns the index of a column id, or −1. */
    public int indexOfId(int id) {
        return indexById.getOrDefault(id, -1);
    }

    /** Returns the column of a name, or null. */
    public @Nullable Column find(String name) {
        int index = indexOf(name);
        return index < 0 ? null : columns.get(index);
    }

    /** Returns the canonical JSON form; {@link #parse} reads it back. */
    public String toJson() {
        String known = json;
        if (known == null) {
            known = write();
            json = known;
        }
        return known;
    }

    private String write() {
        List<Object> list = new ArrayList<>();
        for (Column column : columns) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", column.id());
            entry.put("name", column.name());
            entry.put("type", column.type().text());
            entry.put("nullable", column.nullable());
            entry.put("encoding", column.encoding().name().toLowerCase(Locale.ROOT));
            entry.put("unit", column.unit());
            entry.put("description", column.description());
            entry.put("metadata", column.metadata());
            list.add(entry);
        }
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("version", version);
        root.put("time", timeColumn);
        root.put("columns", list);
        return Json.write(root);
    }

    /**
     * Reads the JSON form. Unknown keys are ignored.
     *
     * @throws io.thermocline.formats.FormatException if the text is not JSON or misses a key
     * @throws IllegalArgumentException if the schema breaks a limit
     */
    public static Schema parse(String json) {
        Json.Reader root = Json.read(json, "schema");
        List<Column> columns = new ArrayList<>();
        for (Json.Reader entry : root.list("columns")) {
            Map<String, String> metadata = new LinkedHashMap<>();
            entry.object("metadata").forEachString(metadata::put);
            String name = entry.string("name");
            columns.add(
                    new Column(
                            Math.toIntExact(entry.integer("id")),
                            name,
                            ColumnType.parse(entry.string("type")),
                            entry.bool("nullable"),
                            Column.Encoding.valueOf(
                                    entry.string("encoding").toUpperCase(Locale.ROOT)),
                            entry.string("unit"),
                            entry.string("description"),
                            metadata));
        }
        return new Schema(
                Math.toIntExact(root.integer("version")), columns, root.stringOrNull("time"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema schema
                && version == schema.version
                && columns.equals(schema.columns)
                && java.util.Objects.equals(timeColumn, schema.timeColumn);
    }

    @Override
    public int hashCode() {
        return 31 * version + columns.hashCode();
    }

    @Override
    public String toString() {
        return toJson();
    }
}
