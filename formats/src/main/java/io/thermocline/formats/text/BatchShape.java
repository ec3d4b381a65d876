package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.util.List;

/** What both writers check and name. Immutable. */
record BatchShape(List<String> names, List<ColumnType> types) {
    BatchShape {
        names = List.copyOf(names);
        types = List.copyOf(types);
        if (names.size() != types.size() || names.isEmpty()) {
            throw new IllegalArgumentException(
                    "text writer: expected as many names as types and at least one, found %d and %d"
                            .formatted(names.size(), types.size()));
        }
    }

    /** Checks the columns of a batch and returns its rows. */
    int rows(List<ColumnVector> batch) {
        if (batch.size() != types.size()) {
            throw new IllegalArgumentException(
                    "text writer: expected %d columns, found %d"
                            .formatted(types.size(), batch.size()));
        }
        int rows = batch.getFirst().rowCount();
        for (int i = 0; i < batch.size(); i++) {
            ColumnVector vector = batch.get(i);
            if (!vector.type().equals(types.get(i)) || vector.rowCount() != rows) {
                throw new IllegalArgumentException(
                        "column '%s': expected %d rows of %s, found %d of %s"
                                .formatted(
                                        names.get(i),
                                        rows,
                                        types.get(i),
                                        vector.rowCount(),
                                        vector.type()));
            }
        }
        return rows;
    }

    /** Adds the column to a complaint about a value. */
    FormatException failure(int column, FormatException cause) {
        return new FormatException(
                "column '%s', %s".formatted(names.get(column), cause.getMessage()), cause);
    }
}
