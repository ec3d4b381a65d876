package io.thermocline.formats.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.array.ElementType;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class ColumnBuilderTest {
    private static final int CAPACITY = 10_000;

    @Test
    void aColumnWithoutNullsHasNoValidityBuffer() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = builder("i32", arena);
            builder.appendLong(-7);
            builder.appendLong(Integer.MAX_VALUE);
            ColumnVector vector = builder.vector();
            assertNull(vector.validity());
            assertEquals(-7, vector.getLong(0));
            assertEquals(Integer.MAX_VALUE, vector.getLong(1));
            assertEquals(2 * Integer.BYTES, vector.values().byteSize());
        }
    }

    @Test
    void nullSlotsAreZeroEvenInMemoryUsedBefore() {
        try (Arena arena = Arena.ofConfined()) {
            for (String type : List.of("i8", "i16", "f64", "complex128", "bool", "f32[3]")) {
                ColumnBuilder builder = builder(type, arena);
                for (int round = 0; round < 2; round++) {
                    builder.reset();
                    for (int row = 0; row < 100; row++) {
                        if (round == 0) {
                            appendOnes(builder);
                        } else {
                            builder.appendNull();
                        }
                    }
                }
                ColumnVector vector = builder.vector();
                for (byte b : vector.values().toArray(ValueLayout.JAVA_BYTE)) {
                    assertEquals(0, b, type);
                }
                assertEquals(100, builder.nullCount());
            }
        }
    }

    private static void appendOnes(ColumnBuilder builder) {
        ColumnType type = builder.column().type();
        if (type.isBool()) {
            builder.appendBool(true);
        } else if (type.kind() == ColumnType.Kind.VECTOR) {
            for (int i = 0; i < type.length(); i++) {
                builder.addDouble(-1);
            }
            builder.endRow();
        } else if (type.element().isComplex()) {
            builder.appendComplex(-1, -1);
        } else if (type.element().isFloat()) {
            builder.appendDouble(-1);
        } else {
            builder.appendLong(-1);
        }
    }

    @Test
    void theFirstNullMakesEarlierRowsValid() {
        try (Arena arena = Arena.ofConfined()) {
            for (int nullRow : new int[] {0, 1, 7, 8, 63, 64, 65, 4097}) {
                ColumnBuilder builder = builder("i64", arena);
                for (int row = 0; row < nullRow; row++) {
                    builder.appendLong(row);
                }
                builder.appendNull();
                builder.appendLong(5);
                ColumnVector vector = builder.vector();
                for (int row = 0; row < vector.rowCount(); row++) {
                    assertEquals(row == nullRow, vector.isNull(row));
                }
                assertEquals(0, vector.getLong(nullRow));
                assertEquals(5, vector.getLong(nullRow + 1));
            }
        }
    }

    @Test
    void bitsBehindTheLastRowAreZero() {
        try (Arena arena = Arena.ofConfined()) {
            for (int rows : new int[] {1, 7, 8, 9, 63, 64, 65, 127, 129}) {
                ColumnBuilder builder = builder("bool", arena);
                builder.appendNull();
                for (int row = 0; row < 200; row++) {
                    builder.appendBool(true);
                }
                builder.truncate(rows);
                ColumnVector vector = builder.vector();
                assertEquals(rows - 1, ones(vector.values()));
                assertEquals(rows - 1, ones(vector.validity()));
            }
        }
    }

    private static int ones(@org.jspecify.annotations.Nullable MemorySegment bits) {
        int count = 0;
        if (bits != null) {
            assertEquals(0, bits.byteSize() % Long.BYTES);
            for (byte b : bits.toArray(ValueLayout.JAVA_BYTE)) {
                count += Integer.bitCount(b & 0xFF);
            }
        }
        return count;
    }

    @Test
    void integersOutsideTheTypeAreRefusedAndLeaveTheColumnAsItWas() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = builder("i8", arena);
            builder.appendLong(-128);
            var e = assertThrows(IllegalArgumentException.class, () -> builder.appendLong(128));
            assertEquals(
                    "column 'c': expected a value in the range of i8, found 128", e.getMessage());
            builder.appendLong(127);
            assertEquals(2, builder.vector().rowCount());
            assertEquals(127, builder.vector().getLong(1));
        }
    }

    @Test
    void halvesAreRoundedOnce() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = builder("f16", arena);
            // Just above the tie of 1 and its successor; as a float it is the tie.
            builder.appendDouble(1 + 0x1p-11 + 0x1p-40);
            builder.appendDouble(1 + 0x1p-11);
            builder.appendDouble(1e300);
            builder.appendDouble(-0.0);
            ColumnVector vector = builder.vector();
            assertEquals(1 + 0x1p-10, vector.getDouble(0));
            assertEquals(1, vector.getDouble(1));
            assertEquals(Double.POSITIVE_INFINITY, vector.getDouble(2));
            assertEquals(Short.MIN_VALUE, vector.values().get(ColumnVector.SHORT, 6));
        }
    }

    @Test
    void aHalfEqualsItselfAfterTheWayOverDouble() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = new ColumnBuilder(column("f16", true), 1 << 16, arena);
            for (int bits = 0; bits < 1 << 16; bits++) {
                builder.appendDouble(Float.float16ToFloat((short) bits));
            }
            ColumnVector vector = builder.vector();
            for (int bits = 0; bits < 1 << 16; bits++) {
                if (!Float.isNaN(Float.float16ToFloat((short) bits))) {
                    assertEquals((short) bits, vector.values().get(ColumnVector.SHORT, bits * 2L));
                }
            }
        }
    }

    @Test
    void aVectorRowNeedsExactlyItsElements() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = builder("i16[2]", arena);
            builder.addLong(1);
            assertThrows(IllegalStateException.class, builder::endRow);
            builder.addLong(2);
            assertThrows(IllegalStateException.class, () -> builder.addLong(3));
            builder.endRow();
            assertEquals(1, builder.rowCount());
            assertEquals(2, builder.vector().values().get(ColumnVector.SHORT, 2));
        }
    }

    @Test
    void truncatingDropsElementsOfTheRowInProgress() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder lists = builder("list<f64>", arena);
            lists.addDouble(1);
            lists.endRow();
            lists.addDouble(2);
            lists.truncate(1);
            lists.endRow();
            lists.addDouble(3);
            lists.endRow();
            ColumnVector vector = lists.vector();
            assertEquals(List.of(0, 1, 1, 2), offsets(vector));
            assertEquals(3.0, vector.values().get(ColumnVector.DOUBLE, 8));

            ColumnBuilder texts = builder("list<string>", arena);
            texts.addText(new byte[] {'a', 'b'}, 0, 2);
            texts.endRow();
            texts.addText(new byte[] {'x'}, 0, 1);
            texts.appendNull();
            texts.addText(new byte[] {'c'}, 0, 1);
            texts.addText(new byte[] {}, 0, 0);
            texts.endRow();
            ColumnVector list = texts.vector();
            assertEquals(List.of(0, 1, 1, 3), offsets(list));
            assertTrue(list.isNull(1));
            assertEquals("ab", ColumnVector.text(list.childBytes(0)));
            assertEquals("c", ColumnVector.text(list.childBytes(1)));
            assertEquals("", ColumnVector.text(list.childBytes(2)));
        }
    }

    private static List<Integer> offsets(ColumnVector vector) {
        List<Integer> offsets = new ArrayList<>();
        for (int row = 0; row < vector.rowCount(); row++) {
            offsets.add(vector.start(row));
        }
        offsets.add(vector.end(vector.rowCount() - 1));
        return offsets;
    }

    @Test
    void valuesOfTheWrongKindAreRefused() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder text = builder("string", arena);
            assertThrows(IllegalStateException.class, () -> text.appendLong(1));
            assertThrows(IllegalStateException.class, () -> text.appendBool(true));
            assertThrows(IllegalStateException.class, () -> text.addDouble(1));
            assertThrows(IllegalStateException.class, text::endRow);
            ColumnBuilder number = builder("f64", arena);
            assertThrows(IllegalStateException.class, () -> number.appendLong(1));
            assertThrows(IllegalStateException.class, () -> number.appendText("1"));
            assertThrows(IllegalStateException.class, () -> number.appendComplex(1, 1));
            assertEquals(0, text.rowCount());
            assertEquals(0, number.rowCount());
        }
    }

    @Test
    void aColumnThatIsNotNullRefusesNull() {
        try (Arena arena = Arena.ofConfined()) {
            ColumnBuilder builder = new ColumnBuilder(column("i64", false), 1, arena);
            assertThrows(IllegalStateException.class, builder::appendNull);
            builder.appendLong(1);
            assertThrows(IllegalStateException.class, () -> builder.appendLong(2));
        }
    }

    @Test
    void growingKeepsWhatWasAppended() {
        try (Arena arena = Arena.ofConfined()) {
            Random random = new Random(11);
            ColumnBuilder builder = builder("string", arena);
            List<String> expected = new ArrayList<>();
            for (int row = 0; row < CAPACITY; row++) {
                String text = "é".repeat(random.nextInt(50)) + row;
                expected.add(text);
                builder.appendText(text);
            }
            ColumnVector vector = builder.vector();
            for (int row = 0; row < CAPACITY; row++) {
                assertEquals(expected.get(row), vector.getString(row));
            }
        }
    }

    @Test
    void aCopyOfEveryRowEqualsTheSource() {
        try (Arena arena = Arena.ofConfined()) {
            for (String type : List.of("bool", "i8", "complex64", "f16[3]", "list<i32>", "json")) {
                ColumnBuilder source = builder(type, arena);
                for (int row = 0; row < 70; row++) {
                    if (row % 3 == 1) {
                        source.appendNull();
                    } else if (type.equals("json")) {
                        source.appendText("[" + row + "]");
                    } else if (type.equals("list<i32>")) {
                        for (int i = 0; i < row % 5; i++) {
                            source.addLong(row + i);
                        }
                        source.endRow();
                    } else {
                        appendOnes(source);
                    }
                }
                ColumnBuilder copy = builder(type, arena);
                for (int row = 0; row < 70; row++) {
                    copy.append(source.vector(), row);
                }
                assertEquals(-1, source.vector().values().mismatch(copy.vector().values()), type);
                for (int row = 0; row < 70; row++) {
                    assertEquals(row % 3 == 1, copy.vector().isNull(row), type);
                }
            }
        }
    }

    @Test
    void noRowsGiveEmptyBuffersOfTheRightShape() {
        try (Arena arena = Arena.ofConfined()) {
            for (String type : List.of("bool", "f64", "string", "list<i8>", "list<string>")) {
                ColumnVector vector = builder(type, arena).vector();
                assertEquals(0, vector.rowCount());
                assertEquals(0, vector.values().byteSize());
                MemorySegment offsets = vector.offsets();
                assertEquals(vector.type().isVariable(), offsets != null);
                assertTrue(offsets == null || offsets.byteSize() == Integer.BYTES);
                assertFalse(
                        vector.type().kind() == ColumnType.Kind.STRING_LIST
                                && vector.childOffsets() == null);
            }
        }
    }

    private static ColumnBuilder builder(String type, Arena arena) {
        return new ColumnBuilder(column(type, true), CAPACITY, arena);
    }

    private static Column column(String type, boolean nullable) {
        ColumnType parsed =
                type.equals("bool") ? ColumnType.scalar(ElementType.BOOL) : ColumnType.parse(type);
        return Column.of(1, "c", parsed, nullable);
    }
}
