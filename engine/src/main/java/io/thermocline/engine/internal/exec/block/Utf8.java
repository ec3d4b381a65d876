package io.thermocline.engine.internal.exec.block;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Comparing bytes as unsigned numbers, which is the order of code points in UTF-8. */
public final class Utf8 {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Utf8() {}

    /** Returns whether a piece of memory equals {@code bytes}. */
    public static boolean equal(MemorySegment heap, long start, int length, byte[] bytes) {
        if (length != bytes.length) {
            return false;
        }
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (heap.get(ColumnVector.LONG, start + at) != (long) LONG.get(bytes, at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (heap.get(ValueLayout.JAVA_BYTE, start + at) != bytes[at]) {
                return false;
            }
        }
        return true;
    }

    /** Compares a piece of memory with {@code bytes}; negative, zero or positive. */
    public static int compare(MemorySegment heap, long start, int length, byte[] bytes) {
        int common = Math.min(length, bytes.length);
        for (int at = 0; at < common; at++) {
            int a = heap.get(ValueLayout.JAVA_BYTE, start + at) & 0xFF;
            int b = bytes[at] & 0xFF;
            if (a != b) {
                return a - b;
            }
        }
        return Integer.compare(length, bytes.length);
    }

    /** Compares the bytes of two rows; negative, zero or positive. */
    public static int compare(BytesValues a, int rowA, BytesValues b, int rowB) {
        long startA = a.start(rowA);
        long startB = b.start(rowB);
        long endA = startA + a.length(rowA);
        long endB = startB + b.length(rowB);
        long at = MemorySegment.mismatch(a.heap(), startA, endA, b.heap(), startB, endB);
        if (at < 0) {
            return 0;
        }
        if (startA + at >= endA || startB + at >= endB) {
            return Integer.compare(a.length(rowA), b.length(rowB));
        }
        return (a.heap().get(ValueLayout.JAVA_BYTE, startA + at) & 0xFF)
                - (b.heap().get(ValueLayout.JAVA_BYTE, startB + at) & 0xFF);
    }

    /** Returns the characters (code points) of a text: the bytes that begin one. */
    public static int length(MemorySegment heap, long start, int length) {
        int count = 0;
        for (int at = 0; at < length; at++) {
            count += (heap.get(ValueLayout.JAVA_BYTE, start + at) & 0xC0) != 0x80 ? 1 : 0;
        }
        return count;
    }
}
