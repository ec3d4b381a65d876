package io.thermocline.engine.schema;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The changes that a table's columns may undergo. Each returns a schema of the next version; stored
 * rows stay as they are and are matched by column id.
 */
public final class SchemaEvolution {
    private SchemaEvolution() {}

    /**
     * Adds a column at the end; rows written before have no value in it.
     *
     * @param column the new column; its id is replaced
     * @param columnId least id that the table never used
     * @throws IllegalArgumentException if the column is not nullable, its name or id is taken, or
     *     the table has {@link Schema#MAX_COLUMNS} columns
     */
    public static Schema addColumn(Schema schema, Column column, int columnId) {
        if (!column.nullable()) {
            throw new IllegalArgumentException(
                    "add column '"
                            + column.name()
                            + "': expected a nullable column, since stored rows have no value in"
                            + " it, found not null");
        }
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.add(column.withId(columnId));
        return next(schema, columns, schema.timeColumn());
    }

    /**
     * Gives a column another name; its id, and so its stored values, stay.
     *
     * @throws IllegalArgumentException if there is no such column or the name is taken or not
     *     allowed
     */
    public static Schema renameColumn(Schema schema, String name, String newName) {
        int index = indexOf(schema, name, "rename");
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.set(index, columns.get(index).renamed(newName));
        return next(
                schema, columns, name.equals(schema.timeColumn()) ? newName : schema.timeColumn());
    }

    /**
     * Leaves a column out; stored values stay in their files and are no longer read.
     *
     * @throws IllegalArgumentException if there is no such column, it is the only one, or the time
     *     column
     */
    public static Schema dropColumn(Schema schema, String name) {
        int index = indexOf(schema, name, "drop");
        if (schema.size() == 1) {
            throw new IllegalArgumentException(
                    "drop column '" + name + "': expected another column to remain, found none");
        }
        if (name.equals(schema.timeColumn())) {
            throw new IllegalArgumentException(
                    "drop column '"
                            + name
                            + "': expected any but the time column, by which the rows are kept");
        }
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.remove(index);
        return next(schema, columns, schema.timeColumn());
    }

    private static int indexOf(Schema schema, String name, String verb) {
        int index = schema.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    verb
                            + " column '"
                            + name
                            + "': expected one of "
                            + schema.columns().stream().map(Column::name).toList()
                            + ", found no such column");
        }
        return index;
    }

    private static Schema next(Schema schema, List<Column> columns, @Nullable String timeColumn) {
        return new Schema(Math.addExact(schema.version(), 1), columns, timeColumn);
    }
}
