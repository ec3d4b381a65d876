package io.thermocline.engine.internal.exec.group;

import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.block.ScratchHeap;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.ValueKind;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Keys that are text, binary or complex. Each text of a dictionary is looked up once, then its code
 * finds the number in a table.
 */
final class BytesKeys extends KeyColumn {
    private static final int UNKNOWN = -1;

    private final BytesInterner interner;
    private final ScratchHeap heap;
    private final BytesValues out = new BytesValues();
    private final ComplexValues complexOut = new ComplexValues();
    private final boolean complex;

    /** One complex number as bytes: real part, imaginary part. */
    private final MemorySegment pair = Arena.ofAuto().allocate(2 * Double.BYTES, Double.BYTES);

    /** The dictionary that {@link #numberByCode} is for. */
    private @Nullable Dictionary known;

    private int[] numberByCode = {};

    BytesKeys(ValueKind kind, QueryContext context) {
        this.interner = new BytesInterner(context);
        this.heap = new ScratchHeap(context);
        this.complex = kind == ValueKind.COMPLEX;
    }

    @Override
    void numbers(BlockValues values, int rows, int[] numbers) {
        if (values instanceof ComplexValues pairs) {
            complexNumbers(pairs, rows, numbers);
            return;
        }
        BytesValues bytes = (BytesValues) values;
        Dictionary dictionary = bytes.dictionary();
        if (dictionary != null) {
            codedNumbers(bytes, dictionary, rows, numbers);
            return;
        }
        for (int row = 0; row < rows; row++) {
            numbers[row] =
                    bytes.isNull(row)
                            ? nullNumber()
                            : interner.intern(bytes.heap(), bytes.start(row), bytes.length(row));
        }
    }

    private void codedNumbers(BytesValues bytes, Dictionary dictionary, int rows, int[] numbers) {
        if (!dictionary.equals(known)) {
            if (numberByCode.length < dictionary.size()) {
                numberByCode = new int[dictionary.size()];
            }
            Arrays.fill(numberByCode, UNKNOWN);
            known = dictionary;
        }
        int[] codes = bytes.codes();
        int[] table = numberByCode;
        if (bytes.validity() != null) {
            for (int row = 0; row < rows; row++) {
                numbers[row] = bytes.isNull(row) ? nullNumber() : number(dictionary, codes[row]);
            }
            return;
        }
        for (int row = 0; row < rows; row++) {
            int number = table[codes[row]];
            numbers[row] = number == UNKNOWN ? number(dictionary, codes[row]) : number;
        }
    }

    private int number(Dictionary dictionary, int code) {
        int number = numberByCode[code];
        if (number == UNKNOWN) {
            long at = (long) code * Integer.BYTES;
            int from = dictionary.offsets().get(ColumnVector.INT, at);
            int to = dictionary.offsets().get(ColumnVector.INT, at + Integer.BYTES);
            number = interner.intern(dictionary.heap(), from, to - from);
            numberByCode[code] = number;
        }
        return number;
    }

    private void complexNumbers(ComplexValues values, int rows, int[] numbers) {
        for (int row = 0; row < rows; row++) {
            if (values.isNull(row)) {
                numbers[row] = nullNumber();
                continue;
            }
            pair.set(ColumnVector.LONG, 0, Double.doubleToLongBits(values.re()[row] + 0.0));
            pair.set(ColumnVector.LONG, 8, Double.doubleToLongBits(values.im()[row] + 0.0));
            numbers[row] = interner.intern(pair, 0, 2 * Double.BYTES);
        }
    }

    @Override
    int size() {
        return interner.size();
    }

    @Override
    int addUnfindable() {
        return interner.addUnfindable();
    }

    @Override
    BlockValues values(int[] numbers, int from, int rows) {
        heap.reset();
        out.beginBytes(rows, MemorySegment.NULL);
        out.setAllValid();
        for (int row = 0; row < rows; row++) {
            int number = numbers[from + row];
            if (isNull(number)) {
                Bits.unset(out.editValidity(rows), row);
            }
            interner.copyTo(number, out, row, heap);
        }
        out.setHeap(heap.memory());
        return complex ? complexValues(rows) : out;
    }

    private ComplexValues complexValues(int rows) {
        complexOut.reserve(rows);
        complexOut.shareValidity(out.validity());
        for (int row = 0; row < rows; row++) {
            if (!out.isNull(row)) {
                long at = out.start(row);
                complexOut.re()[row] = heap.memory().get(ColumnVector.DOUBLE, at);
                complexOut.im()[row] = heap.memory().get(ColumnVector.DOUBLE, at + 8);
            }
        }
        return complexOut;
    }
}
