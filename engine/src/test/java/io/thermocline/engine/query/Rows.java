package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.kernel.KernelProvider;
import io.thermocline.engine.internal.exec.kernel.Kernels;
import io.thermocline.engine.internal.segment.TableSource;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Results as lists of Java objects, in the types of {@link TestTable}. */
final class Rows {
    private Rows() {}

    static List<List<@Nullable Object>> of(
            TableSource source, String cql, @Nullable Object... parameters) {
        return of(
                source,
                cql,
                QueryOptions.DEFAULT.withParameters(parameters),
                KernelProvider.best());
    }

    static List<List<@Nullable Object>> of(
            TableSource source, String cql, QueryOptions options, Kernels kernels) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Cursor cursor = QueryEngine.execute(source, cql, options, null, kernels)) {
            while (cursor.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int c = 0; c < cursor.columnCount(); c++) {
                    row.add(value(cursor.column(c), cursor.row()));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** Returns the only value of a result of one row and one column. */
    static @Nullable Object one(TableSource source, String cql, @Nullable Object... parameters) {
        List<List<@Nullable Object>> rows = of(source, cql, parameters);
        if (rows.size() != 1 || rows.getFirst().size() != 1) {
            throw new AssertionError("expected one value, found " + rows);
        }
        return rows.getFirst().getFirst();
    }

    static @Nullable Object value(ColumnVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        ColumnType type = vector.type();
        return switch (type.kind()) {
            case TIMESTAMP -> vector.getLong(row);
            case STRING, JSON -> vector.getString(row);
            case BINARY -> vector.bytes(row).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            case STRING_LIST -> {
                List<String> texts = new ArrayList<>();
                for (int i = vector.start(row); i < vector.end(row); i++) {
                    texts.add(ColumnVector.text(vector.childBytes(i)));
                }
                yield texts;
            }
            case VECTOR, LIST -> numbers(vector, row);
            case SCALAR -> scalar(vector, row);
        };
    }

    private static Object scalar(ColumnVector vector, int row) {
        if (vector.type().isBool()) {
            return vector.getBool(row);
        }
        if (vector.type().element().isComplex()) {
            return numbers(vector, row);
        }
        if (vector.type().element().isFloat()) {
            return vector.getDouble(row);
        }
        return vector.getLong(row);
    }

    private static double[] numbers(ColumnVector vector, int row) {
        var bytes = vector.bytes(row);
        int width =
                vector.type().element().isComplex()
                        ? vector.type().element().bytes() / 2
                        : vector.type().element().bytes();
        double[] numbers = new double[(int) (bytes.byteSize() / width)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] =
                    switch (vector.type().element()) {
                        case FLOAT32, COMPLEX64 -> bytes.get(ColumnVector.FLOAT, i * 4L);
                        case FLOAT64, COMPLEX128 -> bytes.get(ColumnVector.DOUBLE, i * 8L);
                        case INT32 -> bytes.get(ColumnVector.INT, i * 4L);
                        default -> throw new IllegalStateException(vector.type().text());
                    };
        }
        return numbers;
    }
}
