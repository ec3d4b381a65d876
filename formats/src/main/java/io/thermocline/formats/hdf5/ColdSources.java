package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The datasets of a cold segment as sources over the rows that go into it. Slots of rows without a
 * value are zero, whatever the rows hold there. One thread.
 */
final class ColdSources {
    private final MergedRuns runs;

    ColdSources(MergedRuns runs) {
        this.runs = runs;
    }

    /** Returns numbers, timestamps or vectors; a range may begin and end inside a row. */
    ElementSource numbers(int column) {
        ColumnType type = runs.schema().column(column).type();
        long rowBytes = type.fixedBytes();
        int elementBytes = type.element().bytes();
        return (first, target) -> {
            long start = first * elementBytes;
            long end = start + target.byteSize();
            long firstRow = start / rowBytes;
            long rows = Math.ceilDiv(end, rowBytes) - firstRow;
            runs.visit(
                    column,
                    firstRow,
                    rows,
                    (vector, row) -> {
                        long from = Math.max(start, row * rowBytes);
                        long to = Math.min(end, (row + vector.rowCount()) * rowBytes);
                        long skip = vector.firstRow() * rowBytes + (from - row * rowBytes);
                        MemorySegment part = target.asSlice(from - start, to - from);
                        MemorySegment.copy(vector.values(), skip, part, 0, to - from);
                        clearNulls(vector, row * rowBytes - from, rowBytes, part);
                    });
        };
    }

    /** Zeroes the slots of null rows; row 0 of the vector starts at byte {@code start} of part. */
    private static void clearNulls(
            ColumnVector vector, long start, long rowBytes, MemorySegment part) {
        if (vector.validity() == null) {
            return;
        }
        for (int row = 0; row < vector.rowCount(); row++) {
            if (vector.isNull(row)) {
                long from = Math.max(0, start + row * rowBytes);
                long to = Math.min(part.byteSize(), start + (row + 1) * rowBytes);
                part.asSlice(from, to - from).fill((byte) 0);
            }
        }
    }

    /** Returns truth values, a byte each. */
    ElementSource bools(int column) {
        return (first, target) ->
                runs.visit(
                        column,
                        first,
                        target.byteSize(),
                        (vector, row) -> {
                            for (int i = 0; i < vector.rowCount(); i++) {
                                boolean value = !vector.isNull(i) && vector.getBool(i);
                                target.set(
                                        ValueLayout.JAVA_BYTE,
                                        row - first + i,
                                        (byte) (value ? 1 : 0));
                            }
                        });
    }

    /** Returns the null mask, a byte a row. */
    ElementSource nulls(int column) {
        return (first, target) ->
                runs.visit(
                        column,
                        first,
                        target.byteSize(),
                        (vector, row) -> {
                            for (int i = 0; i < vector.rowCount(); i++) {
                                target.set(
                                        ValueLayout.JAVA_BYTE,
                                        row - first + i,
                                        (byte) (vector.isNull(i) ? 1 : 0));
                            }
                        });
    }

    /** Returns codes of texts. */
    ElementSource codes(int column, TextCodes codes) {
        return (first, target) ->
                runs.visit(
                        column,
                        first,
                        target.byteSize() / Integer.BYTES,
                        (vector, row) -> {
                            for (int i = 0; i < vector.rowCount(); i++) {
                                int code = vector.isNull(i) ? 0 : codes.codeOf(vector, i);
                                long at = (row - first + i) * Integer.BYTES;
                                target.set(ColumnVector.INT, at, code);
                            }
                        });
    }

    /** Returns texts padded with zeros to {@code width} bytes. */
    ElementSource fixedTexts(int column, int width) {
        return (first, target) ->
                runs.visit(
                        column,
                        first,
                        target.byteSize() / width,
                        (vector, row) -> {
                            for (int i = 0; i < vector.rowCount(); i++) {
                                MemorySegment slot =
                                        target.asSlice((row - first + i) * width, width);
                                slot.fill((byte) 0);
                                if (!vector.isNull(i)) {
                                    MemorySegment text = vector.bytes(i);
                                    MemorySegment.copy(text, 0, slot, 0, text.byteSize());
                                }
                            }
                        });
    }

    /** Returns texts, binaries or lists of numbers. */
    VariableSource variable(int column) {
        return (first, rows, sink) ->
                runs.visit(
                        column,
                        first,
                        rows,
                        (vector, row) -> {
                            for (int i = 0; i < vector.rowCount(); i++) {
                                boolean isNull = vector.isNull(i);
                                sink.row(isNull ? MemorySegment.NULL : vector.bytes(i));
                            }
                        });
    }

    /** Returns lists of texts. */
    VariableSource textLists(int column) {
        return (first, rows, sink) ->
                runs.visit(
                        column,
                        first,
                        rows,
                        (vector, row) -> {
                            for (int i = 0; i < vector.rowCount(); i++) {
                                int from = vector.start(i);
                                int texts = vector.isNull(i) ? 0 : vector.end(i) - from;
                                sink.row(texts, index -> vector.childBytes(from + index));
                            }
                        });
    }
}
