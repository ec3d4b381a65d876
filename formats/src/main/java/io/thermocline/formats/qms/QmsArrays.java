package io.thermocline.formats.qms;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrays in JSON: {@code {"dtype": "complex128", "shape": [2, 2, 2], "base64": "..."}}, the bytes
 * little-endian and row-major.
 */
public final class QmsArrays {
    private QmsArrays() {}

    /**
     * Returns an array as a JSON object.
     *
     * @throws IllegalArgumentException if its text would not fit the metadata of a state
     */
    public static Map<String, @Nullable Object> encode(ArrayView array) {
        if (array.memory().byteSize() > QmsLayout.METADATA_BYTES_MAX / 4 * 3) {
            throw new IllegalArgumentException(
                    "array in JSON: expected at most %d bytes, found %d"
                            .formatted(
                                    QmsLayout.METADATA_BYTES_MAX / 4 * 3,
                                    array.memory().byteSize()));
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("dtype", QmsArrayPrefix.name(array.type()));
        map.put("shape", Arrays.stream(array.shape().dimensions()).boxed().toList());
        byte[] bytes = array.memory().toArray(ValueLayout.JAVA_BYTE);
        map.put("base64", Base64.getEncoder().encodeToString(bytes));
        return map;
    }

    /**
     * Reads an array from a parsed JSON object.
     *
     * @param json the object
     * @param what what it is, for messages
     * @param arena allocates the elements, aligned to 64 bytes
     * @throws FormatException if type, extents and bytes are not those of one array
     */
    public static ArrayView decode(@Nullable Object json, String what, Arena arena) {
        if (json instanceof Map<?, ?> map
                && map.get("dtype") instanceof String dtype
                && map.get("shape") instanceof List<?> extents
                && map.get("base64") instanceof String text) {
            try {
                ElementType type = QmsArrayPrefix.type(dtype);
                Shape shape = shape(extents);
                byte[] bytes = Base64.getDecoder().decode(text);
                MemorySegment memory = arena.allocate(bytes.length, QmsLayout.ALIGNMENT);
                memory.copyFrom(MemorySegment.ofArray(bytes));
                return new ArrayView(type, shape, memory);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new FormatException(
                        "%s: expected an array of %s %s, found %d characters of base64: %s"
                                .formatted(what, dtype, extents, text.length(), e.getMessage()),
                        e);
            }
        }
        throw new FormatException(
                what + ": expected a JSON object with dtype, shape and base64, found another");
    }

    private static Shape shape(List<?> extents) {
        long[] dimensions = new long[extents.size()];
        for (int i = 0; i < dimensions.length; i++) {
            if (!(extents.get(i) instanceof Long extent)) {
                throw new IllegalArgumentException("extents must be integers");
            }
            dimensions[i] = extent;
        }
        return Shape.of(dimensions);
    }
}
