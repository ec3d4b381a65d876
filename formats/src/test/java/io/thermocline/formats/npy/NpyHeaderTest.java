package io.thermocline.formats.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.npy.NpyType.Field;
import io.thermocline.formats.npy.NpyType.Struct;
import io.thermocline.formats.npy.NpyType.Text;
import io.thermocline.formats.npy.NpyType.TextKind;
import io.thermocline.formats.npy.NpyType.Time;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class NpyHeaderTest {
    private static final Path FILE = Path.of("x.npy");

    private static NpyHeader parse(String literal) {
        return NpyHeader.parse(literal, FILE, 10);
    }

    private static NpyHeader parseType(String descr) {
        return parse("{'descr': " + descr + ", 'fortran_order': False, 'shape': (2,), }");
    }

    @Test
    void aHeaderIsTheBytesThatNumPyWrites() {
        NpyHeader header = new NpyHeader(NpyType.of(ElementType.FLOAT64), false, Shape.of(3, 4));
        String literal = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }";
        String expected = "\u0093NUMPY\1\0v\0" + literal + " ".repeat(127 - 10 - literal.length());
        assertArrayEquals((expected + "\n").getBytes(StandardCharsets.ISO_8859_1), header.encode());
    }

    @Test
    void everyCountOfRowsTakesTheSameRoom() {
        int length = header(0).encode().length;
        for (long rows = 1; rows > 0; rows = rows * 7 + 3) {
            assertEquals(length, header(rows).encode().length, "rows " + rows);
        }
    }

    private static NpyHeader header(long rows) {
        return new NpyHeader(NpyType.of(ElementType.INT8), false, Shape.of(rows));
    }

    @Test
    void longHeadersTakeVersion2AndOtherScriptsVersion3() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            fields.add(new Field("column" + i, NpyType.of(ElementType.INT8), Shape.of(), i));
        }
        assertEquals(2, new NpyHeader(new Struct(fields, 3000), false, Shape.of()).encode()[6]);
        Field field = new Field("名", NpyType.of(ElementType.INT8), Shape.of(), 0);
        NpyHeader other = new NpyHeader(new Struct(List.of(field), 1), false, Shape.of());
        assertEquals(3, other.encode()[6]);
        assertEquals(0, other.encode().length % NpyHeader.ALIGNMENT);
    }

    @Test
    void everyTypeIsReadBackFromItsDescription() throws IOException {
        List<NpyType> types = new ArrayList<>();
        for (ElementType element : ElementType.values()) {
            types.add(NpyType.of(element));
            types.add(new NpyType.Numeric(element, ByteOrder.BIG_ENDIAN));
        }
        for (TextKind kind : TextKind.values()) {
            types.add(new Text(kind, 0, ByteOrder.LITTLE_ENDIAN));
            types.add(new Text(kind, 17, ByteOrder.BIG_ENDIAN));
        }
        types.add(new Time(false, 1, "ns", ByteOrder.LITTLE_ENDIAN));
        types.add(new Time(true, 25, "us", ByteOrder.BIG_ENDIAN));
        types.add(new Time(false, 1, "", ByteOrder.LITTLE_ENDIAN));
        List<Field> fields = new ArrayList<>();
        int offset = 3;
        for (NpyType type : types) {
            String name = "it's \"" + fields.size() + "\\\n\u0085é名\ud83d\ude00";
            Field field = new Field(name, type, Shape.of(2, 1), offset);
            if (type.bytes() > 0) {
                fields.add(field);
                offset += Math.toIntExact(field.bytes()) + 5;
            }
        }
        types.add(new Struct(fields, offset));
        types.add(new Struct(List.of(), 0));
        for (NpyType type : types) {
            NpyHeader header = new NpyHeader(type, true, Shape.of(5, 0));
            byte[] bytes = header.encode();
            MemorySegment memory = MemorySegment.ofArray(bytes);
            NpyHeader.Located located = NpyHeader.read(new MemorySource(FILE, memory));
            assertEquals(new NpyHeader.Located(header, bytes.length), located);
        }
    }

    @Test
    void pythonVariantsOfTheSameHeaderAreRead() {
        NpyHeader expected = new NpyHeader(NpyType.of(ElementType.FLOAT32), true, Shape.of(3, 4));
        assertEquals(
                expected, parse("{\"shape\":(3L,4L),'fortran_order':True,'descr':\"<f4\"}   \n"));
        assertEquals(
                expected,
                parse(" {'descr': '\\x3cf\\u0034', 'fortran_order': True, 'shape': (3, 4,)}"));
        assertEquals(Shape.of(), parse("{'descr':'|b1','fortran_order':False,'shape':()}").shape());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{'descr': '<f8', 'fortran_order': False}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'more': 1}",
                "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f8', 'fortran_order': 0, 'shape': (2,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': 2}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-2,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': ('2',)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (02,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775808,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 2)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 1099511627776,"
                        + " 1099511627776)}",
                "{'descr': '|S0', 'fortran_order': False, 'shape': (9223372036854775807,)}",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)} x",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}\uffff",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3)}",
                "{'descr': '<f8, 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f8\\q', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': ()}",
                "{'descr': None, 'fortran_order': False, 'shape': (2,)}",
                "{descr: '<f8', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f8', 'fortran_order': Falsehood, 'shape': (2,)}",
            })
    void aHeaderThatIsNotExactlyOneIsRefused(String literal) {
        String message =
                assertThrows(FormatException.class, () -> parse(literal), literal).toString();
        assertTrue(message.contains(": x.npy: offset 0x"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'f8'",
                "'=f8'",
                "'|f8'",
                "'<f'",
                "'<f3'",
                "'<f16'",
                "'<c32'",
                "'<M8[foo]'",
                "'<M8[0s]'",
                "'<M4[s]'",
                "'<U2147483647'",
                "'|S99999999999'",
                "'T'",
                "''",
                "3",
                "('<f8', (2,))",
                "[('a', '<f8'), ('a', '<f8')]",
                "[('a',)]",
                "['<f8']",
                "[('', '<f8')]",
                "[(1, '<f8')]",
                "[('a', '<f8', (9223372036854775807,))]",
                "[('a', '<f8', (268435456,)), ('b', '<f8', (268435456,))]",
                "[('a', '<f8', ('x',))]",
                "[('a', '<U0', (4611686018427387904,))]",
            })
    void aTypeThatIsUnknownOrAmbiguousIsRefused(String descr) {
        assertThrows(FormatException.class, () -> parseType(descr), descr);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'|O'", "'|O8'", "[('a', '<f8'), ('b', '|O')]"})
    void pickledObjectsAreRefusedByName(String descr) {
        String message =
                assertThrows(UnsupportedFormatException.class, () -> parseType(descr)).toString();
        assertTrue(message.contains("object") && message.contains("pickle"), message);
    }

    @Test
    void deepNestingEndsInAnExceptionNotInAnOverflow() {
        String deep = "[('a', ".repeat(20_000) + "'<f8'" + ")]".repeat(20_000);
        assertThrows(FormatException.class, () -> parseType(deep));
        assertThrows(FormatException.class, () -> parseType("(".repeat(100_000)));
    }
}
