package io.thermocline.tools.output;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.json.Json;

import java.util.List;

/**
 * Columns of a query's result.
 *
 * @param names in order; may repeat
 * @param types types of the values
 */
public record ResultColumns(List<String> names, List<ColumnType> types) {
    /** Copies the lists. */
    public ResultColumns {
        names = List.copyOf(names);
        types = List.copyOf(types);
    }

    /** Returns {@code [{"name":…,"type":…},…]}. */
    String json() {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? "{\"name\":" : ",{\"name\":");
            Json.appendString(out, names.get(i));
            out.append(",\"type\":");
            Json.appendString(out, types.get(i).text());
            out.append('}');
        }
        return out.append(']').toString();
    }
}
