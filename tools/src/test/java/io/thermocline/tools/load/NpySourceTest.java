package io.thermocline.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.text.CsvDialect;
import io.thermocline.formats.text.ImportOptions;
import io.thermocline.formats.text.SchemaText;
import io.thermocline.formats.text.ValueFormat;
import io.thermocline.tools.Python;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class NpySourceTest {
    @TempDir private Path directory;

    private final List<String> talk = new ArrayList<>();

    private Path numpy(String name, String script) {
        Path file = directory.resolve(name);
        Python.run("numpy as np, sys", "f = sys.argv[1]\n" + script, file);
        return file;
    }

    private RowSource open(Path file, String... datasets) throws IOException {
        return InputFile.of(
                        file,
                        String.valueOf(file.getFileName()),
                        CsvDialect.DEFAULT,
                        ImportOptions.DEFAULT,
                        List.of(datasets),
                        talk::add)
                .open(null, true, bytes -> {});
    }

    /** Returns the schema and then the rows, cells parted by blanks. */
    private static List<String> read(RowSource source) throws IOException {
        List<String> lines = new ArrayList<>();
        ValueFormat format = new ValueFormat(ValueFormat.Form.PLAIN);
        try (source) {
            lines.add(SchemaText.format(source.schema()));
            for (List<ColumnVector> rows = source.next(); !rows.isEmpty(); rows = source.next()) {
                for (int row = 0; row < rows.getFirst().rowCount(); row++) {
                    StringBuilder line = new StringBuilder();
                    for (ColumnVector vector : rows) {
                        line.append(line.isEmpty() ? "" : " ");
                        if (vector.isNull(row)) {
                            line.append("NULL");
                        }
                        format.append(vector, row, line);
                    }
                    lines.add(line.toString());
                }
            }
        }
        return lines;
    }

    @Test
    void anArrayOfNumbersMakesOneColumn() throws IOException {
        Path file = numpy("a.npy", "np.save(f, np.array([1.5, -0.0, np.nan]))");
        assertEquals(List.of("value f64", "1.5", "-0.0", "NaN"), read(open(file)));
        assertEquals("x f64", read(open(file, "x")).getFirst());
    }

    @Test
    void unsignedIntegersAreWidenedAndTruthValuesPacked() throws IOException {
        Path file =
                numpy(
                        "a.npz",
                        """
                        np.savez_compressed(f,
                            a=np.array([255, 0], 'u1'), b=np.array([65535, 1], '>u2'),
                            c=np.array([2**32-1, 2], 'u4'), d=np.array([2**63-1, 3], 'u8'),
                            e=np.array([True, False]), g=np.array([[True, False], [False, True]]))
                        """);
        assertEquals(
                List.of(
                        "a i16, b i32, c i64, d i64, e bool, g i8[2]",
                        "255 65535 4294967295 9223372036854775807 true [1, 0]",
                        "0 1 2 3 false [0, 1]"),
                read(open(file)));
    }

    @Test
    void unsignedIntegersBeyondI64AreRefusedWithTheirRow() throws IOException {
        Path file = numpy("a.npy", "np.save(f, np.array([1, 2**63], 'u8'))");
        FormatException e = assertThrows(FormatException.class, () -> read(open(file)));
        assertEquals(
                "row 1, column 'value': expected an unsigned integer up to 9223372036854775807,"
                        + " which i64 holds, found 9223372036854775808",
                e.getMessage());
    }

    @Test
    void furtherDimensionsBecomeVectorsInBothOrders() throws IOException {
        List<String> expected = List.of("value i32[4]", "[0, 1, 2, 3]", "[4, 5, 6, 7]");
        String array = "np.arange(8, dtype='i4').reshape(2, 2, 2)";
        assertEquals(expected, read(open(numpy("c.npy", "np.save(f, " + array + ")"))));
        Path fortran = numpy("f.npy", "np.save(f, np.asfortranarray(" + array + "))");
        assertEquals(expected, read(open(fortran)));
        Path packed =
                numpy("f.npz", "np.savez_compressed(f, value=np.asfortranarray(" + array + "))");
        assertEquals(expected, read(open(packed)));
        try (RowSource source = open(fortran)) {
            assertEquals("(2, 2)", source.schema().column(0).metadata().get("shape"));
        }
    }

    @Test
    void timesTextsAndRecordsKeepTheirMeaning() throws IOException {
        Path file =
                numpy(
                        "r.npy",
                        """
                        t = np.dtype([('t', 'M8[ms]'), ('d', 'm8[s]'), ('s', 'S3'), ('u', 'U2'),
                                      ('p', [('x', 'f4'), ('y', '>f4')]), ('v', 'i2', (2,)), ('z', 'c8')])
                        a = np.array([('2013-01-31T06:30:00.5', 5, b'ab', 'äß', (1, 2), [1, 2], 1+2j),
                                      ('NaT', 'NaT', b'', '', (3, 4), [3, 4], 0)], t)
                        np.save(f, a)
                        """);
        assertEquals(
                List.of(
                        "t timestamp, d i64, s string, u string, p.x f32, p.y f32, v i16[2],"
                                + " z complex64",
                        "2013-01-31T06:30:00.500000000Z 5 ab äß 1.0 2.0 [1, 2] 1.0+2.0j",
                        "NULL NULL   3.0 4.0 [3, 4] 0.0+0.0j"),
                read(open(file)));
    }

    @Test
    void archivesGiveTheirLongestArrays() throws IOException {
        Path file =
                numpy(
                        "ecg.npz",
                        "np.savez(f, mlii=np.arange(4, dtype='i2'), v5=-np.arange(4, dtype='i2'),"
                                + " fs=360.0)");
        assertEquals(List.of("mlii i16, v5 i16", "0 0", "1 -1", "2 -2", "3 -3"), read(open(file)));
        assertEquals(List.of("left out (other lengths): fs ()"), talk);
        assertEquals(List.of("rate f64", "360.0"), read(open(file, "fs=rate")));
    }

    @Test
    void manyRowsComeInBlocks() throws IOException {
        Path file =
                numpy(
                        "n.npz",
                        "n = 100_001\n"
                                + "np.savez_compressed(f, a=np.arange(n), b=np.arange(n) * 0.5)");
        long rows = 0;
        try (RowSource source = open(file)) {
            for (List<ColumnVector> block = source.next();
                    !block.isEmpty();
                    block = source.next()) {
                for (int row = 0; row < block.getFirst().rowCount(); row++, rows++) {
                    assertEquals(rows, block.get(0).getLong(row));
                    assertEquals(rows * 0.5, block.get(1).getDouble(row));
                }
            }
            assertEquals(100_001, source.counts().rows());
        }
        assertEquals(100_001, rows);
    }

    @Test
    void emptyArraysAndSingleItemsAreRows() throws IOException {
        assertEquals(
                List.of("value f32"), read(open(numpy("e.npy", "np.save(f, np.zeros(0, 'f4'))"))));
        assertEquals(
                List.of("value i64", "7"), read(open(numpy("s.npy", "np.save(f, np.int64(7))"))));
    }

    @Test
    void itemsWithoutAColumnTypeAreNamed() throws IOException {
        Path months = numpy("m.npy", "np.save(f, np.array(['2013-01'], 'M8[M]'))");
        UnsupportedFormatException e =
                assertThrows(UnsupportedFormatException.class, () -> open(months));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("array 'value': times of type '<M8[M]'"),
                e.getMessage());
        Path wide = numpy("w.npy", "np.save(f, np.zeros((2, 0)))");
        assertThrows(UnsupportedFormatException.class, () -> open(wide));
    }
}
