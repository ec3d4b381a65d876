package io.thermocline.tools.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.tools.Python;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class NumpyExportTest {
    private static final String SCHEMA =
            "b bool, i i16, x f64, h f16, t timestamp, s string, z complex64, v f32[2]";

    private static final String LINES =
            """
            {"b":true,"i":-7,"x":0.1,"h":1.5,"t":"2015-09-14T09:50:30.5Z","s":"äß","z":[1,2],"v":[1,2]}
            {"b":false,"i":300,"s":"","v":[3,4]}
            {"b":false,"i":0,"x":-0.0,"h":0,"t":0,"s":"😀abc","z":[0,0],"v":[5,6]}
            """;

    @TempDir private Path directory;

    private Path export(Rows rows, String name) throws IOException {
        Path file = directory.resolve(name);
        try (NumpyExport export = new NumpyExport(rows.columns(), directory)) {
            export.append(rows.vectors());
            export.append(rows.vectors());
            if (name.endsWith(".npz")) {
                export.writeNpz(file);
            } else {
                export.writeNpy(file);
            }
        }
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList(), "temporary files stayed behind");
        }
        return file;
    }

    @Test
    void archivesHaveAnArrayAColumn() throws IOException {
        Path file = export(Rows.of(SCHEMA, LINES), "a.npz");
        List<String> lines =
                Python.run(
                        "numpy as np, sys",
                        """
                        a = np.load(sys.argv[1])
                        for k in a.files: print(k, a[k].dtype.str, a[k].shape, a[k][:3].tolist())
                        """,
                        file);
        assertEquals(
                List.of(
                        "b |b1 (6,) [True, False, False]",
                        "i <i2 (6,) [-7, 300, 0]",
                        "x <f8 (6,) [0.1, nan, -0.0]",
                        "h <f2 (6,) [1.5, nan, 0.0]",
                        "t <M8[ns] (6,) [1442224230500000000, None, 0]",
                        "s <U4 (6,) ['äß', '', '😀abc']",
                        "z <c8 (6,) [(1+2j), (nan+nanj), 0j]",
                        "v <f4 (6, 2) [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]"),
                lines);
    }

    @Test
    void severalColumnsMakeRecords() throws IOException {
        Path file = export(Rows.of(SCHEMA, LINES), "a.npy");
        List<String> lines =
                Python.run(
                        "numpy as np, sys",
                        """
                        a = np.load(sys.argv[1])
                        print(a.dtype.names, a.shape)
                        print(a['i'].tolist(), a['s'].tolist(), a['v'].tolist()[5], a['t'][3])
                        """,
                        file);
        assertEquals(
                List.of(
                        "('b', 'i', 'x', 'h', 't', 's', 'z', 'v') (6,)",
                        "[-7, 300, 0, -7, 300, 0] ['äß', '', '😀abc', 'äß', '', '😀abc']"
                                + " [5.0, 6.0] 2015-09-14T09:50:30.500000000"),
                lines);
    }

    @Test
    void oneColumnMakesAPlainArray() throws IOException {
        Path file = export(Rows.of("v f64[3]", "{\"v\":[1,2,3]}\n{\"v\":null}\n"), "v.npy");
        assertEquals(
                List.of("<f8 [[1.0, 2.0, 3.0], [nan, nan, nan], [1.0, 2.0, 3.0], [nan, nan, nan]]"),
                Python.run(
                        "numpy as np, sys",
                        "a = np.load(sys.argv[1], mmap_mode='r'); print(a.dtype.str, a.tolist())",
                        file));
    }

    @Test
    void noRowsMakeEmptyArrays() throws IOException {
        Path file = export(Rows.of("a i64, s string, v f32[2]", ""), "e.npz");
        assertEquals(
                List.of("a (0,)", "s (0,)", "v (0, 2)"),
                Python.run(
                        "numpy as np, sys",
                        "a = np.load(sys.argv[1])\nfor k in a.files: print(k, a[k].shape)",
                        file));
    }

    @Test
    void nullsWithoutAPlaceInNumPyAreRefused() throws IOException {
        Rows rows = Rows.of("i i64", "{\"i\":1}\n{}\n");
        FormatException e = assertThrows(FormatException.class, () -> export(rows, "i.npy"));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("column 'i', row 1: expected a value, found NULL, which i64"),
                e.getMessage());
        Rows texts = Rows.of("s string", "{\"s\":null}\n");
        assertThrows(FormatException.class, () -> export(texts, "s.npz"));
        Rows ends = Rows.of("s string", "{\"s\":\"a\\u0000\"}\n");
        assertThrows(FormatException.class, () -> export(ends, "s.npz"));
    }

    @Test
    void listsAndBinariesAreRefusedByName() throws IOException {
        Rows rows = Rows.of("l list<f64>", "{\"l\":[1]}\n");
        FormatException e = assertThrows(FormatException.class, () -> export(rows, "l.npz"));
        assertEquals(
                "column 'l': NumPy files hold no list<f64>; export to CSV or NDJSON",
                e.getMessage());
    }

    @Test
    void theSchemaPrintsTheDtypeThatExportsHave() throws IOException {
        String dtype =
                NumpyType.of(
                        io.thermocline.formats.text.SchemaText.parse(
                                "b bool, i i8, x f16, t timestamp, \"it's\" string, z complex128, v"
                                        + " i32[2]"));
        assertEquals(
                "[('b', '|b1'), ('i', '|i1'), ('x', '<f2'), ('t', '<M8[ns]'), ('it\\'s', 'O'),"
                        + " ('z', '<c16'), ('v', '<i4', (2,))]",
                dtype);
        Python.run("numpy as np", "np.dtype(" + dtype + ")");
    }
}
