package io.thermocline.tools.output;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

/** Rows of a table as NumPy's dtype of records, for programs that read exports. */
public final class NumpyType {
    private NumpyType() {}

    /** Returns a Python literal such as {@code [('ts', '<M8[ns]'), ('x', '<f8', (3,))]}. */
    public static String of(Schema schema) {
        StringBuilder out = new StringBuilder("[");
        for (Column column : schema.columns()) {
            out.append(out.length() == 1 ? "(" : ", (");
            out.append(quoted(column.name()))
                    .append(", '")
                    .append(item(column.type()))
                    .append('\'');
            if (column.type().kind() == ColumnType.Kind.VECTOR) {
                out.append(", (").append(column.type().length()).append(",)");
            }
            out.append(')');
        }
        return out.append(']').toString();
    }

    private static String quoted(String name) {
        return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String item(ColumnType type) {
        return switch (type.kind()) {
            case TIMESTAMP -> "<M8[ns]";
            case SCALAR, VECTOR -> element(type.element());
            case STRING, JSON, BINARY, LIST, STRING_LIST -> "O";
        };
    }

    private static String element(ElementType element) {
        return switch (element) {
            case BOOL -> "|b1";
            case INT8 -> "|i1";
            case COMPLEX64 -> "<c8";
            case COMPLEX128 -> "<c16";
            default -> (element.isFloat() ? "<f" : "<i") + element.bytes();
        };
    }
}
