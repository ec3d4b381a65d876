package io.thermocline.formats.segment;

import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;
import io.thermocline.formats.column.Schema;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of the files kept from version 1, and of the example in the specification. */
final class GoldenRows {
    private static final int ROWS = 60;
    private static final long TIME = 1_767_323_045_000_000_000L;
    private static final List<String> SIDES = List.of("buy", "sell", "");

    private GoldenRows() {}

    /** Returns 60 rows of a type of every kind; every fifth lacks its values. */
    static SampleRun everyKind(Arena arena) {
        List<String> types =
                List.of(
                        "bool",
                        "i8",
                        "i16",
                        "i32",
                        "i64",
                        "f16",
                        "f32",
                        "f64",
                        "complex64",
                        "string",
                        "json",
                        "binary",
                        "f32[3]",
                        "list<f64>",
                        "list<string>");
        List<Column> columns = new ArrayList<>();
        columns.add(
                new Column(
                        1,
                        "time",
                        ColumnType.TIMESTAMP,
                        false,
                        Column.Encoding.AUTO,
                        "ns",
                        "when it was measured",
                        Map.of("source", "clock")));
        columns.add(Column.of(2, "side", ColumnType.STRING, true));
        for (String type : types) {
            int id = columns.size() + 1;
            columns.add(Column.of(id, "a " + type, ColumnType.parse(type), true));
        }
        Schema schema = new Schema(3, columns, "time");
        BatchBuilder rows = new BatchBuilder(schema, ROWS, arena);
        for (int row = 0; row < ROWS; row++) {
            rows.column(0).appendLong(TIME + row * 1_000_000L);
            for (int c = 1; c < schema.size(); c++) {
                if (row % 5 == 4 || c == 1) {
                    rows.column(c).appendNull(); // the side comes with a dictionary, below
                } else {
                    append(rows, c, row);
                }
            }
            rows.finishRow();
        }
        List<ColumnVector> vectors = new ArrayList<>(rows.vectors());
        vectors.set(1, sides(ROWS, arena));
        return new SampleRun(schema, 1000, ROWS, 4096, vectors);
    }

    private static void append(BatchBuilder rows, int column, int row) {
        var builder = rows.column(column);
        ColumnType type = rows.schema().column(column).type();
        switch (type.text()) {
            case "bool" -> builder.appendBool(row % 3 == 0);
            case "i8", "i16", "i32", "i64" -> builder.appendLong(row % 7 - 3);
            case "f16", "f32", "f64" -> builder.appendDouble(number(row));
            case "complex64" -> builder.appendComplex(row % 4, -0.5);
            case "string", "json" ->
                    builder.appendText(row % 6 == 0 ? "" : "\"wörd " + row % 6 + "\"");
            case "binary" -> builder.appendBytes(new byte[] {0, (byte) 255, 1}, 0, row % 4);
            case "f32[3]" -> {
                for (int i = 0; i < 3; i++) {
                    builder.addDouble(i + row % 2);
                }
                builder.endRow();
            }
            case "list<f64>" -> {
                for (int i = 0; i < row % 3; i++) {
                    builder.addDouble(i * 0.25);
                }
                builder.endRow();
            }
            case "list<string>" -> {
                for (int i = 0; i < row % 3; i++) {
                    builder.addText(new byte[] {'x', 'y'}, 0, i);
                }
                builder.endRow();
            }
            default -> throw new AssertionError(type.text());
        }
    }

    private static double number(int row) {
        return switch (row % 6) {
            case 0 -> -0.0;
            case 1 -> Double.NaN;
            case 2 -> Double.NEGATIVE_INFINITY;
            default -> row % 6 * 0.5;
        };
    }

    /** Returns the three rows of the example: buy, no value, sell. */
    static SampleRun example(Arena arena) {
        Column side = Column.of(1, "side", ColumnType.STRING, true);
        Schema schema = new Schema(1, List.of(side), null);
        MemorySegment codes = arena.allocate(3 * 4L, 64);
        codes.set(ColumnVector.INT, 8, 1);
        MemorySegment validity = arena.allocate(1, 64);
        validity.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 0b101);
        ColumnVector rows =
                ColumnVector.coded(
                        ColumnType.STRING,
                        3,
                        validity,
                        codes,
                        dictionary(SIDES.subList(0, 2), arena));
        return new SampleRun(schema, 500, 3, 4096, List.of(rows));
    }

    private static ColumnVector sides(int rows, Arena arena) {
        MemorySegment codes = arena.allocate(rows * 4L, 64);
        MemorySegment validity = arena.allocate((rows + 7) / 8, 64);
        for (int row = 0; row < rows; row++) {
            if (row % 5 != 4) {
                codes.set(ColumnVector.INT, row * 4L, row % 3);
                Bits.set(validity, row, 1);
            }
        }
        return ColumnVector.coded(
                ColumnType.STRING, rows, validity, codes, dictionary(SIDES, arena));
    }

    private static Dictionary dictionary(List<String> texts, Arena arena) {
        MemorySegment ends = arena.allocate((texts.size() + 1) * 4L, 64);
        byte[] heap = String.join("", texts).getBytes(StandardCharsets.UTF_8);
        int end = 0;
        for (int code = 0; code < texts.size(); code++) {
            end += texts.get(code).length();
            ends.set(ColumnVector.INT, (code + 1) * 4L, end);
        }
        MemorySegment memory = arena.allocate(heap.length, 64);
        return new Dictionary(texts.size(), ends, memory.copyFrom(MemorySegment.ofArray(heap)));
    }
}
