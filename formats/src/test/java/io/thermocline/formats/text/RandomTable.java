package io.thermocline.formats.text;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.BatchBuilder;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.json.Json;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows of every column type, made to be hard to write and read as text. */
record RandomTable(Schema schema, List<ColumnVector> vectors, int rows) {
    private static final String TYPES =
            "bool i8 i16 i32 i64 f16 f32 f64 complex64 complex128 timestamp string json binary"
                    + " i8[3] f16[2] f32[4] f64[1] complex64[2] complex128[1] list<i64> list<i16>"
                    + " list<f32> list<f64> list<complex128> list<string>";

    /** Pieces of text that trouble writers and readers. */
    private static final List<String> PIECES =
            List.of(
                    "", " ", "a", "NA", "null", "0", "\\N", "\"", "\"\"", ",", ";", "\t", "|", ":",
                    "\n", "\r", "\r\n", "\\", "\\u0041", "\u0000", "\u001f", "\ufeff", "é", "Ж",
                    "阿", "أ", "😀", "'", "{", "[", "=1+1", "\u2028");

    List<String> names() {
        return schema.columns().stream().map(Column::name).toList();
    }

    List<ColumnType> types() {
        return schema.columns().stream().map(Column::type).toList();
    }

    /** Returns a table of one column of each type that may be null, and a few that may not. */
    static RandomTable of(Random random, int rows, Arena arena) {
        List<Column> columns = new ArrayList<>();
        for (String type : TYPES.split(" ", -1)) {
            boolean nullable = random.nextInt(4) > 0;
            String name = nameOf(type, random);
            columns.add(Column.of(columns.size() + 1, name, ColumnType.parse(type), nullable));
        }
        return of(new Schema(1, columns, null), random, rows, arena);
    }

    static RandomTable of(Schema schema, Random random, int rows, Arena arena) {
        BatchBuilder batch = new BatchBuilder(schema, Math.max(rows, 1), arena);
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < schema.size(); i++) {
                ColumnBuilder column = batch.column(i);
                if (schema.column(i).nullable() && random.nextInt(5) == 0) {
                    column.appendNull();
                } else {
                    append(column, random);
                }
            }
            batch.finishRow();
        }
        return new RandomTable(schema, batch.vectors(), rows);
    }

    private static String nameOf(String type, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> " " + type + "\"";
            case 1 -> type + ", é😀";
            case 2 -> type + ";\\";
            default -> type;
        };
    }

    private static void append(ColumnBuilder column, Random random) {
        ColumnType type = column.column().type();
        switch (type.kind()) {
            case SCALAR -> appendScalar(column, random);
            case TIMESTAMP -> column.appendLong(longOf(ElementType.INT64, random));
            case STRING -> column.appendText(text(random));
            case JSON -> column.appendText(json(random, 0));
            case BINARY -> {
                byte[] bytes = new byte[random.nextInt(9)];
                random.nextBytes(bytes);
                column.appendBytes(bytes, 0, bytes.length);
            }
            case VECTOR, LIST -> {
                boolean vector = type.kind() == ColumnType.Kind.VECTOR;
                int count = vector ? type.length() : random.nextInt(5);
                for (int i = 0; i < count; i++) {
                    addElement(column, random);
                }
                column.endRow();
            }
            case STRING_LIST -> {
                for (int i = random.nextInt(4); i > 0; i--) {
                    byte[] utf8 = text(random).getBytes(StandardCharsets.UTF_8);
                    column.addText(utf8, 0, utf8.length);
                }
                column.endRow();
            }
        }
    }

    private static void appendScalar(ColumnBuilder column, Random random) {
        ElementType element = column.column().type().element();
        if (element == ElementType.BOOL) {
            column.appendBool(random.nextBoolean());
        } else if (element.isInteger()) {
            column.appendLong(longOf(element, random));
        } else if (element.isFloat()) {
            column.appendDouble(real(element, random));
        } else {
            column.appendComplex(real(element, random), real(element, random));
        }
    }

    private static void addElement(ColumnBuilder column, Random random) {
        ElementType element = column.column().type().element();
        if (element.isInteger()) {
            column.addLong(longOf(element, random));
        } else if (element.isFloat()) {
            column.addDouble(real(element, random));
        } else {
            column.addComplex(real(element, random), real(element, random));
        }
    }

    private static long longOf(ElementType element, Random random) {
        int unused = Long.SIZE - Byte.SIZE * element.bytes();
        return switch (random.nextInt(6)) {
            case 0 -> Long.MIN_VALUE >> unused;
            case 1 -> Long.MAX_VALUE >> unused;
            case 2 -> random.nextInt(3) - 1;
            default -> random.nextLong() >> (unused + random.nextInt(Long.SIZE - unused));
        };
    }

    /** Returns any value of the element type; of NaNs only the usual one, as text has no other. */
    private static double real(ElementType element, Random random) {
        double value =
                switch (random.nextInt(8)) {
                    case 0 -> -0.0;
                    case 1 -> random.nextInt(100);
                    case 2 -> random.nextInt(10_000) / 100.0;
                    case 3 -> random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
                    default -> Double.longBitsToDouble(random.nextLong());
                };
        return switch (element) {
            case FLOAT64, COMPLEX128 -> Double.isNaN(value) ? Double.NaN : value;
            case FLOAT16 -> {
                float half = Float.float16ToFloat((short) random.nextInt());
                yield Float.isNaN(half) ? Double.NaN : half;
            }
            default -> {
                float single =
                        random.nextBoolean()
                                ? Float.intBitsToFloat(random.nextInt())
                                : (float) value;
                yield Float.isNaN(single) ? Double.NaN : single;
            }
        };
    }

    static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            out.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return out.toString();
    }

    /** Returns a JSON value other than null. */
    private static String json(Random random, int depth) {
        StringBuilder out = new StringBuilder();
        switch (random.nextInt(depth < 3 ? 6 : 4)) {
            case 0 -> out.append(random.nextLong());
            case 1 -> out.append(random.nextBoolean());
            case 2 -> out.append("-1.50e+3");
            case 3 -> Json.appendString(out, text(random));
            case 4 -> out.append("[ ").append(json(random, depth + 1)).append(", null]");
            default -> {
                out.append('{');
                Json.appendString(out, text(random));
                out.append(" : ").append(json(random, depth + 1)).append('}');
            }
        }
        return out.toString();
    }
}
