package io.thermocline.formats.npy;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.npy.NpyType.Field;
import io.thermocline.formats.npy.NpyType.Numeric;
import io.thermocline.formats.npy.NpyType.Struct;
import io.thermocline.formats.npy.NpyType.Text;
import io.thermocline.formats.npy.NpyType.Time;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Turns stored items into little-endian ones, and truth values into 0 or 1, in place. */
final class ItemConversion {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ItemConversion() {}

    /** Converts all items in {@code memory}, which holds whole items and nothing else. */
    static void toLittleEndian(NpyType type, MemorySegment memory) {
        if (type.needsConversion() && type.bytes() > 0) {
            items(type, memory, 0, memory.byteSize() / type.bytes(), type.bytes());
        }
    }

    private static void items(
            NpyType type, MemorySegment memory, long start, long count, long stride) {
        switch (type) {
            case Numeric numeric when numeric.element() == ElementType.BOOL ->
                    truths(memory, start, count, stride);
            case Numeric numeric ->
                    swapItems(memory, start, count, stride, type.bytes(), numeric.swapBytes());
            case Time _ -> swapItems(memory, start, count, stride, type.bytes(), Long.BYTES);
            case Text _ -> swapItems(memory, start, count, stride, type.bytes(), Integer.BYTES);
            case Struct struct -> {
                for (Field field : struct.fields()) {
                    // A field without bytes may claim any number of items: there is nothing to do.
                    if (field.type().needsConversion() && field.bytes() > 0) {
                        for (long i = 0; i < count; i++) {
                            items(
                                    field.type(),
                                    memory,
                                    start + i * stride + field.offset(),
                                    field.shape().elementCount(),
                                    field.type().bytes());
                        }
                    }
                }
            }
        }
    }

    private static void truths(MemorySegment memory, long start, long count, long stride) {
        for (long i = 0; i < count; i++) {
            long at = start + i * stride;
            byte value = memory.get(ValueLayout.JAVA_BYTE, at);
            memory.set(ValueLayout.JAVA_BYTE, at, value == 0 ? (byte) 0 : (byte) 1);
        }
    }

    private static void swapItems(
            MemorySegment memory, long start, long count, long stride, int bytes, int unit) {
        if (stride == bytes) {
            swap(memory, start, count * bytes, unit);
            return;
        }
        for (long i = 0; i < count; i++) {
            swap(memory, start + i * stride, bytes, unit);
        }
    }

    /** Reverses each unit of {@code bytes} bytes from {@code start} on. */
    private static void swap(MemorySegment memory, long start, long bytes, int unit) {
        long end = start + bytes;
        switch (unit) {
            case Short.BYTES -> {
                for (long at = start; at < end; at += Short.BYTES) {
                    memory.set(SHORT, at, Short.reverseBytes(memory.get(SHORT, at)));
                }
            }
            case Integer.BYTES -> {
                for (long at = start; at < end; at += Integer.BYTES) {
                    memory.set(INT, at, Integer.reverseBytes(memory.get(INT, at)));
                }
            }
            case Long.BYTES -> {
                for (long at = start; at < end; at += Long.BYTES) {
                    memory.set(LONG, at, Long.reverseBytes(memory.get(LONG, at)));
                }
            }
            default -> throw new IllegalArgumentException("unit of " + unit + " bytes");
        }
    }
}
