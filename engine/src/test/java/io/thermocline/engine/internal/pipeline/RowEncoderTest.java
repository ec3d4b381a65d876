package io.thermocline.engine.internal.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.RowLayout;
import io.thermocline.formats.journal.RowVectors;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

class RowEncoderTest {
    private static final Schema ALL =
            new Schema(
                    1,
                    List.of(
                            Column.of(1, "b", ColumnType.parse("bool"), true),
                            Column.of(2, "i8", ColumnType.parse("i8"), true),
                            Column.of(3, "i16", ColumnType.parse("i16"), true),
                            Column.of(4, "i32", ColumnType.parse("i32"), true),
                            Column.of(5, "i64", ColumnType.parse("i64"), false),
                            Column.of(6, "f16", ColumnType.parse("f16"), true),
                            Column.of(7, "f32", ColumnType.parse("f32"), true),
                            Column.of(8, "f64", ColumnType.parse("f64"), true),
                            Column.of(9, "c64", ColumnType.parse("complex64"), true),
                            Column.of(10, "c128", ColumnType.parse("complex128"), true),
                            Column.of(11, "ts", ColumnType.TIMESTAMP, false),
                            Column.of(12, "s", ColumnType.STRING, true),
                            Column.of(13, "bin", ColumnType.BINARY, true),
                            Column.of(14, "v", ColumnType.vector(ElementType.FLOAT32, 3), true),
                            Column.of(15, "l", ColumnType.list(ElementType.FLOAT64), true),
                            Column.of(16, "tags", ColumnType.STRING_LIST, true)),
                    null);

    private static List<ColumnVector> read(RowEncoder row) {
        int bytes = row.finish();
        return RowVectors.read(new RowLayout(row.schema()), row.memory().asSlice(0, bytes), 0);
    }

    @Test
    void everyColumnTypeComesBackAsItWasSet() {
        try (RowEncoder row = new RowEncoder(ALL)) {
            row.setBool(0, true);
            row.setLong(1, -128);
            row.setLong(2, 32_767);
            row.setLong(3, Integer.MIN_VALUE);
            row.setLong(4, Long.MIN_VALUE);
            row.setDouble(5, 0.5);
            row.setDouble(6, 1.25);
            row.setDouble(7, -0.0);
            row.setComplex(8, 1, -2);
            row.setComplex(9, Math.PI, Double.NaN);
            row.setLong(10, 123_456_789_012L);
            row.setString(11, "naïve 量子 🐬");
            row.setBytes(12, MemorySegment.ofArray(new byte[] {1, 0, -1}));
            MemorySegment.copy(
                    new float[] {1, 2, 3},
                    0,
                    row.memory(),
                    ColumnVector.FLOAT,
                    row.vector(13, 3, 4),
                    3);
            MemorySegment.copy(
                    new double[] {7, 8},
                    0,
                    row.memory(),
                    ColumnVector.DOUBLE,
                    row.vector(14, 2, 8),
                    2);
            row.setStrings(15, List.of("", "é", "tag"));
            List<ColumnVector> columns = read(row);
            assertTrue(columns.get(0).getBool(0));
            assertEquals(-128, columns.get(1).getLong(0));
            assertEquals(32_767, columns.get(2).getLong(0));
            assertEquals(Integer.MIN_VALUE, columns.get(3).getLong(0));
            assertEquals(Long.MIN_VALUE, columns.get(4).getLong(0));
            assertEquals(0.5, columns.get(5).getDouble(0));
            assertEquals(1.25, columns.get(6).getDouble(0));
            assertEquals(
                    Double.doubleToRawLongBits(-0.0),
                    Double.doubleToRawLongBits(columns.get(7).getDouble(0)));
            assertEquals(-2f, columns.get(8).bytes(0).get(ColumnVector.FLOAT, 4));
            assertEquals(Math.PI, columns.get(9).bytes(0).get(ColumnVector.DOUBLE, 0));
            assertEquals(123_456_789_012L, columns.get(10).getLong(0));
            assertEquals("naïve 量子 🐬", columns.get(11).getString(0));
            assertArrayEquals(
                    new byte[] {1, 0, -1}, columns.get(12).bytes(0).toArray(ValueLayout.JAVA_BYTE));
            assertEquals(3f, columns.get(13).bytes(0).get(ColumnVector.FLOAT, 8));
            assertEquals(2, columns.get(14).end(0) - columns.get(14).start(0));
            assertEquals("é", ColumnVector.text(columns.get(15).childBytes(1)));
        }
    }

    @Test
    void columnsLeftOutAreNullAndTheirFieldsZero() {
        try (RowEncoder row = new RowEncoder(ALL)) {
            row.setDouble(7, 3);
            row.setLong(4, 1);
            row.setLong(10, 1);
            row.finish();
            row.clear();
            row.setLong(4, 2);
            row.setLong(10, 2);
            List<ColumnVector> columns = read(row);
            for (int c = 0; c < ALL.size(); c++) {
                assertEquals(
                        ALL.column(c).nullable(), columns.get(c).isNull(0), ALL.column(c).name());
            }
            assertEquals(
                    0, columns.get(7).bytes(0).get(ColumnVector.LONG, 0), "the null slot is zero");
        }
    }

    @Test
    void aMissingValueOfARequiredColumnIsNamedAndTheRowCanBeCompleted() {
        try (RowEncoder row = new RowEncoder(ALL)) {
            row.setLong(10, 1);
            var refused = assertThrows(IllegalArgumentException.class, row::finish);
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("'i64'"), refused.getMessage());
            row.setLong(4, 9);
            assertEquals(9, read(row).get(4).getLong(0));
        }
    }

    @Test
    void valuesThatDoNotFitAreRefusedWithTheColumnsName() {
        try (RowEncoder row = new RowEncoder(ALL)) {
            assertRefused("'i8'", () -> row.setLong(1, 128));
            assertRefused("'i64'", () -> row.setDouble(4, 1));
            assertRefused("'i64'", () -> row.setNull(4));
            assertRefused("'v'", () -> row.vector(13, 4, Float.BYTES));
            assertRefused("'v'", () -> row.setBytes(13, MemorySegment.ofArray(new byte[11])));
            assertRefused("'s'", () -> row.setLong(11, 1));
            assertRefused("row", () -> row.setBytes(12, MemorySegment.ofArray(new byte[4 << 20])));
        }
    }

    private static void assertRefused(
            String named, org.junit.jupiter.api.function.Executable action) {
        String message =
                String.valueOf(assertThrows(IllegalArgumentException.class, action).getMessage());
        assertTrue(message.contains(named), message);
    }

    @Test
    void unpairedSurrogatesBecomeQuestionMarks() {
        try (RowEncoder row = new RowEncoder(ALL)) {
            row.setLong(4, 0);
            row.setLong(10, 0);
            row.setString(11, "a\uD800b");
            assertEquals("a?b", read(row).get(11).getString(0));
        }
    }
}
