package io.thermocline.formats.journal;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the fields of one row lie in its row-wise body, for one schema.
 *
 * <pre>
 *   +----------------+----------------------------+------------------------------+
 *   | presence words | fixed fields               | bytes of variable fields     |
 *   +----------------+----------------------------+------------------------------+
 *   0                presenceBytes                fixedBytes                     length of the body
 * </pre>
 *
 * <ul>
 *   <li>Presence: one u64 per 64 columns, bit c = column c has a value; left out when no column is
 *       nullable.
 *   <li>Fixed fields, widest alignment first, then in schema order; no padding between them but
 *       before the first. Numbers and vectors take their bytes, bool one byte (0 or 1). A null
 *       field is zero.
 *   <li>A variable field takes 8 bytes: u32 start (from the start of the body) and u32 length of
 *       its bytes. Text and binary are their bytes, a list is its elements, a list of texts is an
 *       i32 count, that many i32 ends of texts (counted from the first text's first byte) and the
 *       texts.
 * </ul>
 *
 * <p>Everything is little-endian; field accesses are unaligned. Immutable.
 */
public final class RowLayout {
    private final Schema schema;
    private final int presenceBytes;
    private final int fixedBytes;
    private final int[] offsets;

    /** Lays out a row of {@code schema}. */
    public RowLayout(Schema schema) {
        this.schema = schema;
        boolean nullable = schema.columns().stream().anyMatch(Column::nullable);
        presenceBytes = nullable ? (schema.size() + 63) / 64 * Long.BYTES : 0;
        offsets = new int[schema.size()];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            order.add(i);
        }
        // A stable sort keeps schema order among fields of equal alignment.
        order.sort(Comparator.comparingInt((Integer c) -> -alignment(schema.column(c).type())));
        int next = presenceBytes;
        for (int column : order) {
            offsets[column] = next;
            next = Math.addExact(next, fieldBytes(schema.column(column).type()));
        }
        fixedBytes = next;
    }

    private static int fieldBytes(ColumnType type) {
        if (type.isVariable()) {
            return 2 * Integer.BYTES;
        }
        return type.isBool() ? 1 : type.fixedBytes();
    }

    private static int alignment(ColumnType type) {
        return type.isVariable() ? Long.BYTES : Math.min(Long.BYTES, type.element().bytes());
    }

    /** Returns the schema. */
    public Schema schema() {
        return schema;
    }

    /** Returns the bytes of presence words at the start of the body; 0 if no column is nullable. */
    public int presenceBytes() {
        return presenceBytes;
    }

    /** Returns the bytes of presence words and fixed fields: the shortest body. */
    public int fixedBytes() {
        return fixedBytes;
    }

    /** Returns the offset of a column's fixed field from the start of the body. */
    public int offset(int column) {
        return offsets[column];
    }
}
