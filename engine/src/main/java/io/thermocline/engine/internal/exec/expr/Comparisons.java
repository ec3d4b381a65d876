package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.ComplexValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.Utf8;
import io.thermocline.engine.internal.exec.kernel.Bits;

/**
 * Equality and order of two values in the same row, for every kind: NaN equals NaN and is larger
 * than all numbers, −0.0 equals 0.0, false is less than true, texts compare by code points.
 */
final class Comparisons {
    private Comparisons() {}

    /** Sets the bits of rows in which both values are equal; null rows have any bit. */
    static void equal(BlockValues a, BlockValues b, int rows, long[] out) {
        switch (a) {
            case LongValues x -> equal(x.values(), ((LongValues) b).values(), rows, out);
            case DoubleValues x -> equal(x.values(), ((DoubleValues) b).values(), rows, out);
            case BoolValues x -> {
                long[] y = ((BoolValues) b).bits();
                for (int w = 0; w < Bits.words(rows); w++) {
                    out[w] = ~(x.bits()[w] ^ y[w]);
                }
                Bits.trim(out, rows);
            }
            case ComplexValues x -> {
                ComplexValues y = (ComplexValues) b;
                Bits.clear(out, rows);
                for (int i = 0; i < rows; i++) {
                    if (isEqual(x.re()[i], y.re()[i]) && isEqual(x.im()[i], y.im()[i])) {
                        Bits.set(out, i);
                    }
                }
            }
            case BytesValues x -> {
                BytesValues y = (BytesValues) b;
                x.resolve();
                y.resolve();
                Bits.clear(out, rows);
                for (int i = 0; i < rows; i++) {
                    if (x.length(i) == y.length(i) && Utf8.compare(x, i, y, i) == 0) {
                        Bits.set(out, i);
                    }
                }
            }
        }
    }

    /** Sets the bits of rows in which the first value is less; null rows have any bit. */
    static void less(BlockValues a, BlockValues b, int rows, long[] out) {
        switch (a) {
            case LongValues x -> less(x.values(), ((LongValues) b).values(), rows, out);
            case DoubleValues x -> less(x.values(), ((DoubleValues) b).values(), rows, out);
            case BoolValues x -> {
                long[] y = ((BoolValues) b).bits();
                for (int w = 0; w < Bits.words(rows); w++) {
                    out[w] = ~x.bits()[w] & y[w];
                }
                Bits.trim(out, rows);
            }
            case BytesValues x -> {
                BytesValues y = (BytesValues) b;
                x.resolve();
                y.resolve();
                Bits.clear(out, rows);
                for (int i = 0; i < rows; i++) {
                    if (Utf8.compare(x, i, y, i) < 0) {
                        Bits.set(out, i);
                    }
                }
            }
            case ComplexValues x -> throw new IllegalStateException("complex: no order");
        }
    }

    private static void equal(long[] x, long[] y, int rows, long[] out) {
        for (int from = 0; from < rows; from += Long.SIZE) {
            int count = Math.min(Long.SIZE, rows - from);
            long word = 0;
            for (int i = 0; i < count; i++) {
                word |= (x[from + i] == y[from + i] ? 1L : 0L) << i;
            }
            out[from >>> 6] = word;
        }
    }

    private static void less(long[] x, long[] y, int rows, long[] out) {
        for (int from = 0; from < rows; from += Long.SIZE) {
            int count = Math.min(Long.SIZE, rows - from);
            long word = 0;
            for (int i = 0; i < count; i++) {
                word |= (x[from + i] < y[from + i] ? 1L : 0L) << i;
            }
            out[from >>> 6] = word;
        }
    }

    private static void equal(double[] x, double[] y, int rows, long[] out) {
        for (int from = 0; from < rows; from += Long.SIZE) {
            int count = Math.min(Long.SIZE, rows - from);
            long word = 0;
            for (int i = 0; i < count; i++) {
                word |= (isEqual(x[from + i], y[from + i]) ? 1L : 0L) << i;
            }
            out[from >>> 6] = word;
        }
    }

    private static void less(double[] x, double[] y, int rows, long[] out) {
        for (int from = 0; from < rows; from += Long.SIZE) {
            int count = Math.min(Long.SIZE, rows - from);
            long word = 0;
            for (int i = 0; i < count; i++) {
                word |= (isLess(x[from + i], y[from + i]) ? 1L : 0L) << i;
            }
            out[from >>> 6] = word;
        }
    }

    static boolean isEqual(double a, double b) {
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }

    static boolean isLess(double a, double b) {
        return a < b || (Double.isNaN(b) && !Double.isNaN(a));
    }
}
