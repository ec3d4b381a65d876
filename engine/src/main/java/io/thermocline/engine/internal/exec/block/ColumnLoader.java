package io.thermocline.engine.internal.exec.block;

import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ValueKind;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Brings rows of a stored column into a block: all of them, or those of a list. Smaller numbers are
 * widened, so that a column may have been stored as i32 or f32 before it became i64 or f64.
 *
 * <p>Thread rules: one thread at a time.
 */
public final class ColumnLoader {
    private final String name;
    private final ColumnType type;
    private final ValueKind kind;
    private final BlockValues values;
    private final ScratchHeap listHeap;

    // Widening goes through arrays: loops from array to array become SIMD code, loops from memory
    // do not.
    private byte[] bytes = {};
    private short[] shorts = {};
    private int[] ints = {};
    private float[] floats = {};

    /**
     * Creates a loader.
     *
     * @param name column name, for messages
     * @param type type as the query knows it
     */
    public ColumnLoader(String name, ColumnType type, QueryContext context) {
        this.name = name;
        this.type = type;
        this.kind = ValueKind.of(type);
        this.values = newValues(kind);
        this.listHeap = new ScratchHeap(context);
    }

    /** Returns empty values of a kind. */
    public static BlockValues newValues(ValueKind kind) {
        return switch (kind) {
            case LONG -> new LongValues();
            case DOUBLE -> new DoubleValues();
            case BOOL -> new BoolValues();
            case COMPLEX -> new ComplexValues();
            case BYTES -> new BytesValues();
        };
    }

    /** Returns rows without a value: the column is younger than the rows. */
    public BlockValues absent(int rows) {
        switch (values) {
            case LongValues longs -> longs.values(rows);
            case DoubleValues doubles -> doubles.values(rows);
            case BoolValues bools -> Bits.clear(bools.bits(), rows);
            case ComplexValues complex -> complex.reserve(rows);
            case BytesValues texts -> {
                texts.beginBytes(rows, MemorySegment.NULL);
                for (int row = 0; row < rows; row++) {
                    texts.set(row, 0, 0);
                }
            }
        }
        values.setAllNull(rows);
        return values;
    }

    /**
     * Loads rows.
     *
     * @param vector stored rows
     * @param rows rows to load
     * @param list rows of the vector in rising order, or null for its first {@code rows}
     * @throws IllegalStateException if values of the stored type cannot become the column's
     */
    public BlockValues load(ColumnVector vector, int rows, int @Nullable [] list) {
        loadValidity(vector, rows, list, values);
        switch (values) {
            case LongValues longs -> loadLongs(vector, rows, list, longs.values(rows));
            case DoubleValues doubles -> loadDoubles(vector, rows, list, doubles.values(rows));
            case BoolValues bools -> loadBools(vector, rows, list, bools);
            case ComplexValues complex -> loadComplex(vector, rows, list, complex);
            case BytesValues texts -> loadBytes(vector, rows, list, texts);
        }
        return values;
    }

    /** Loads only which rows have a value. */
    public long @Nullable [] loadValidity(ColumnVector vector, int rows, int @Nullable [] list) {
        loadValidity(vector, rows, list, values);
        return values.validity();
    }

    private static void loadValidity(
            ColumnVector vector, int rows, int @Nullable [] list, BlockValues values) {
        MemorySegment validity = vector.validity();
        if (validity == null) {
            values.setAllValid();
            return;
        }
        long[] bits = values.ownValidity(rows);
        loadBits(validity, vector.firstRow(), rows, list, bits);
        if (Bits.count(bits, rows) == rows) {
            values.setAllValid();
        }
    }

    private static void loadBits(
            MemorySegment source, long first, int rows, int @Nullable [] list, long[] out) {
        if (list == null) {
            Bits.load(source, first, rows, out);
            return;
        }
        Bits.clear(out, rows);
        for (int i = 0; i < rows; i++) {
            if (ColumnVector.bit(source, first + list[i])) {
                Bits.set(out, i);
            }
        }
    }

    private void loadLongs(ColumnVector vector, int rows, int @Nullable [] list, long[] out) {
        if (ValueKind.of(vector.type()) != ValueKind.LONG) {
            throw mismatch(vector);
        }
        if (list != null) {
            if (vector.type().element() == ElementType.INT64) {
                for (int i = 0; i < rows; i++) {
                    long at = (vector.firstRow() + list[i]) * Long.BYTES;
                    out[i] = vector.values().get(ColumnVector.LONG, at);
                }
                return;
            }
            for (int i = 0; i < rows; i++) {
                out[i] = vector.getLong(list[i]);
            }
            return;
        }
        long first = vector.firstRow();
        MemorySegment source = vector.values();
        switch (vector.type().element()) {
            case INT64 -> MemorySegment.copy(source, ColumnVector.LONG, first * 8, out, 0, rows);
            case INT32 -> {
                int[] from = ints(source, first, rows);
                for (int i = 0; i < rows; i++) {
                    out[i] = from[i];
                }
            }
            case INT16 -> {
                short[] from = shorts(source, first, rows);
                for (int i = 0; i < rows; i++) {
                    out[i] = from[i];
                }
            }
            case INT8 -> {
                bytes = bytes.length < rows ? new byte[Batch.ROWS] : bytes;
                MemorySegment.copy(source, ValueLayout.JAVA_BYTE, first, bytes, 0, rows);
                for (int i = 0; i < rows; i++) {
                    out[i] = bytes[i];
                }
            }
            default -> throw mismatch(vector);
        }
    }

    private void loadDoubles(ColumnVector vector, int rows, int @Nullable [] list, double[] out) {
        ValueKind stored = ValueKind.of(vector.type());
        if (stored != ValueKind.DOUBLE && stored != ValueKind.LONG) {
            throw mismatch(vector);
        }
        long first = vector.firstRow();
        MemorySegment source = vector.values();
        ElementType element = vector.type().element();
        if (list != null) {
            if (element == ElementType.FLOAT64) {
                for (int i = 0; i < rows; i++) {
                    out[i] = source.get(ColumnVector.DOUBLE, (first + list[i]) * Double.BYTES);
                }
                return;
            }
            for (int i = 0; i < rows; i++) {
                out[i] = vector.getDouble(list[i]);
            }
            return;
        }
        switch (element) {
            case FLOAT64 ->
                    MemorySegment.copy(source, ColumnVector.DOUBLE, first * 8, out, 0, rows);
            case FLOAT32 -> {
                floats = floats.length < rows ? new float[Batch.ROWS] : floats;
                MemorySegment.copy(source, ColumnVector.FLOAT, first * 4, floats, 0, rows);
                for (int i = 0; i < rows; i++) {
                    out[i] = floats[i];
                }
            }
            case FLOAT16 -> {
                short[] from = shorts(source, first, rows);
                for (int i = 0; i < rows; i++) {
                    out[i] = Float.float16ToFloat(from[i]);
                }
            }
            default -> {
                for (int i = 0; i < rows; i++) {
                    out[i] = vector.getDouble(i);
                }
            }
        }
    }

    private short[] shorts(MemorySegment source, long first, int rows) {
        shorts = shorts.length < rows ? new short[Batch.ROWS] : shorts;
        MemorySegment.copy(source, ColumnVector.SHORT, first * Short.BYTES, shorts, 0, rows);
        return shorts;
    }

    private int[] ints(MemorySegment source, long first, int rows) {
        ints = ints.length < rows ? new int[Batch.ROWS] : ints;
        MemorySegment.copy(source, ColumnVector.INT, first * Integer.BYTES, ints, 0, rows);
        return ints;
    }

    private void loadBools(ColumnVector vector, int rows, int @Nullable [] list, BoolValues out) {
        if (!vector.type().isBool()) {
            throw mismatch(vector);
        }
        loadBits(vector.values(), vector.firstRow(), rows, list, out.bits());
        out.trim(rows);
    }

    private void loadComplex(
            ColumnVector vector, int rows, int @Nullable [] list, ComplexValues out) {
        ElementType element = vector.type().element();
        out.reserve(rows);
        for (int i = 0; i < rows; i++) {
            long row = vector.firstRow() + (list == null ? i : list[i]);
            if (element == ElementType.COMPLEX128) {
                out.re()[i] = vector.values().get(ColumnVector.DOUBLE, row * 16);
                out.im()[i] = vector.values().get(ColumnVector.DOUBLE, row * 16 + 8);
            } else if (element == ElementType.COMPLEX64) {
                out.re()[i] = vector.values().get(ColumnVector.FLOAT, row * 8);
                out.im()[i] = vector.values().get(ColumnVector.FLOAT, row * 8 + 4);
            } else {
                throw mismatch(vector);
            }
        }
    }

    private void loadBytes(ColumnVector vector, int rows, int @Nullable [] list, BytesValues out) {
        ColumnType stored = vector.type();
        if (stored.kind() != type.kind() && !(stored.isText() && type.isText())) {
            throw mismatch(vector);
        }
        Dictionary dictionary = vector.dictionary();
        if (dictionary != null) {
            loadCodes(vector, dictionary, rows, list, out);
        } else if (stored.kind() == ColumnType.Kind.STRING_LIST) {
            loadTextLists(vector, rows, list, out);
        } else if (stored.kind() == ColumnType.Kind.VECTOR) {
            if (!stored.equals(type)) {
                throw mismatch(vector);
            }
            int width = stored.fixedBytes();
            out.beginBytes(rows, vector.values());
            for (int i = 0; i < rows; i++) {
                long row = vector.firstRow() + (list == null ? i : list[i]);
                out.set(i, row * width, width);
            }
        } else {
            loadReferences(vector, rows, list, out);
        }
    }

    private static void loadReferences(
            ColumnVector vector, int rows, int @Nullable [] list, BytesValues out) {
        boolean elements = vector.type().kind() == ColumnType.Kind.LIST;
        int width = elements ? vector.type().element().bytes() : 1;
        MemorySegment offsets = vector.offsets();
        if (offsets == null) {
            throw new IllegalStateException("column vector of variable length without offsets");
        }
        out.beginBytes(rows, vector.values());
        for (int i = 0; i < rows; i++) {
            long at = (vector.firstRow() + (list == null ? i : list[i])) * Integer.BYTES;
            int from = offsets.get(ColumnVector.INT, at);
            int to = offsets.get(ColumnVector.INT, at + Integer.BYTES);
            out.set(i, (long) from * width, Math.multiplyExact(to - from, width));
        }
    }

    private static void loadCodes(
            ColumnVector vector,
            Dictionary dictionary,
            int rows,
            int @Nullable [] list,
            BytesValues out) {
        int[] codes = out.beginCodes(rows, dictionary);
        if (list == null) {
            long at = vector.firstRow() * Integer.BYTES;
            MemorySegment.copy(vector.values(), ColumnVector.INT, at, codes, 0, rows);
            return;
        }
        for (int i = 0; i < rows; i++) {
            codes[i] = vector.getCode(list[i]);
        }
    }

    private void loadTextLists(
            ColumnVector vector, int rows, int @Nullable [] list, BytesValues out) {
        out.beginBytes(rows, MemorySegment.NULL);
        listHeap.reset();
        for (int i = 0; i < rows; i++) {
            long at = TextListBytes.append(vector, list == null ? i : list[i], listHeap);
            out.set(i, at, Math.toIntExact(listHeap.size() - at));
        }
        out.setHeap(listHeap.memory());
    }

    private IllegalStateException mismatch(ColumnVector vector) {
        return new IllegalStateException(
                "column '"
                        + name
                        + "': expected rows of "
                        + type.text()
                        + ", found rows stored as "
                        + vector.type().text());
    }
}
