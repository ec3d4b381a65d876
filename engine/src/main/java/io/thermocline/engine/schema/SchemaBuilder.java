package io.thermocline.engine.schema;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Declares the columns of a new table, in order.
 *
 * <pre>{@code
 * Schema schema =
 *         SchemaBuilder.create()
 *                 .timestamp("ts")
 *                 .float64("speed").unit("m s-1").nullable()
 *                 .vector("embedding", ElementType.FLOAT32, 512)
 *                 .timeColumn("ts")
 *                 .build();
 * }</pre>
 *
 * <p>Every row has a value in every column unless the column is {@link #nullable}. Calls that
 * describe a column speak of the last one declared. One thread only.
 */
public final class SchemaBuilder {
    private final List<Draft> drafts = new ArrayList<>();
    private @Nullable String timeColumn;

    private SchemaBuilder() {}

    /** Returns a builder without columns. */
    public static SchemaBuilder create() {
        return new SchemaBuilder();
    }

    /**
     * Declares a column.
     *
     * @param name 1 to 255 bytes of UTF-8 without control characters
     * @throws IllegalArgumentException if the name breaks the limits
     */
    public SchemaBuilder column(String name, ColumnType type) {
        Column.requireName("column", name);
        drafts.add(new Draft(drafts.size() + 1, name, type));
        return this;
    }

    /**
     * Declares a column by the written form of its type, such as {@code f32[512]}.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public SchemaBuilder column(String name, String type) {
        return column(name, ColumnType.parse(type));
    }

    /** Declares a column of truth values. */
    public SchemaBuilder bool(String name) {
        return scalar(name, ElementType.BOOL);
    }

    /** Declares a column of 8-bit integers. */
    public SchemaBuilder int8(String name) {
        return scalar(name, ElementType.INT8);
    }

    /** Declares a column of 16-bit integers. */
    public SchemaBuilder int16(String name) {
        return scalar(name, ElementType.INT16);
    }

    /** Declares a column of 32-bit integers. */
    public SchemaBuilder int32(String name) {
        return scalar(name, ElementType.INT32);
    }

    /** Declares a column of 64-bit integers. */
    public SchemaBuilder int64(String name) {
        return scalar(name, ElementType.INT64);
    }

    /** Declares a column of half-precision numbers. */
    public SchemaBuilder float16(String name) {
        return scalar(name, ElementType.FLOAT16);
    }

    /** Declares a column of single-precision numbers. */
    public SchemaBuilder float32(String name) {
        return scalar(name, ElementType.FLOAT32);
    }

    /** Declares a column of double-precision numbers. */
    public SchemaBuilder float64(String name) {
        return scalar(name, ElementType.FLOAT64);
    }

    /** Declares a column of complex numbers of two single-precision parts. */
    public SchemaBuilder complex64(String name) {
        return scalar(name, ElementType.COMPLEX64);
    }

    /** Declares a column of complex numbers of two double-precision parts. */
    public SchemaBuilder complex128(String name) {
        return scalar(name, ElementType.COMPLEX128);
    }

    /** Declares a column of nanoseconds since 1970-01-01T00:00:00Z. */
    public SchemaBuilder timestamp(String name) {
        return column(name, ColumnType.TIMESTAMP);
    }

    /** Declares a column of UTF-8 texts. */
    public SchemaBuilder string(String name) {
        return column(name, ColumnType.STRING);
    }

    /** Declares a column of JSON values. */
    public SchemaBuilder json(String name) {
        return column(name, ColumnType.JSON);
    }

    /** Declares a column of byte strings. */
    public SchemaBuilder binary(String name) {
        return column(name, ColumnType.BINARY);
    }

    /**
     * Declares a column of vectors.
     *
     * @param length elements in every row, 1 to {@link ColumnType#MAX_VECTOR_LENGTH}
     */
    public SchemaBuilder vector(String name, ElementType element, int length) {
        return column(name, ColumnType.vector(element, length));
    }

    /** Declares a column of lists of numbers, of any length in each row. */
    public SchemaBuilder list(String name, ElementType element) {
        return column(name, ColumnType.list(element));
    }

    /** Declares a column of lists of UTF-8 texts. */
    public SchemaBuilder stringList(String name) {
        return column(name, ColumnType.STRING_LIST);
    }

    private SchemaBuilder scalar(String name, ElementType element) {
        return column(name, ColumnType.scalar(element));
    }

    /** Lets rows lack a value in the last column. */
    public SchemaBuilder nullable() {
        last().nullable = true;
        return this;
    }

    /** Demands a value of every row in the last column, as is the rule. */
    public SchemaBuilder notNull() {
        last().nullable = false;
        return this;
    }

    /** Pins how the last column is stored. */
    public SchemaBuilder encoding(Column.Encoding encoding) {
        last().encoding = encoding;
        return this;
    }

    /** Notes the unit of the last column, as UDUNITS text such as {@code m s-1}. */
    public SchemaBuilder unit(String unit) {
        last().unit = unit;
        return this;
    }

    /** Describes the last column in one line. */
    public SchemaBuilder description(String description) {
        last().description = description;
        return this;
    }

    /** Adds a free-form pair to the last column; a pair of the same key is replaced. */
    public SchemaBuilder metadata(String key, String value) {
        last().metadata.put(key, value);
        return this;
    }

    /** Names the column, a timestamp that is not nullable, that orders the data in time. */
    public SchemaBuilder timeColumn(String name) {
        timeColumn = name;
        return this;
    }

    /**
     * Returns the schema, at version 1 and with column ids from 1.
     *
     * @throws IllegalArgumentException if there is no column, there are more than {@link
     *     Schema#MAX_COLUMNS}, two have one name, or the time column is none
     */
    public Schema build() {
        return new Schema(1, drafts.stream().map(Draft::toColumn).toList(), timeColumn);
    }

    private Draft last() {
        if (drafts.isEmpty()) {
            throw new IllegalStateException(
                    "schema: expected a column before what describes it, found none");
        }
        return drafts.getLast();
    }

    /** A column while it is being described. Owner: the builder. */
    private static final class Draft {
        private final int id;
        private final String name;
        private final ColumnType type;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private boolean nullable;
        private Column.Encoding encoding = Column.Encoding.AUTO;
        private String unit = "";
        private String description = "";

        Draft(int id, String name, ColumnType type) {
            this.id = id;
            this.name = name;
            this.type = type;
        }

        Column toColumn() {
            return new Column(id, name, type, nullable, encoding, unit, description, metadata);
        }
    }
}
