package io.thermocline.tools.load;

import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.npy.NpyArray;
import io.thermocline.formats.npy.NpyType;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Fixed-length texts and bytes of foreign arrays as columns. */
final class TextItems {
    private TextItems() {}

    static ItemColumn column(
            String name, NpyType.Text text, Shape rowShape, ItemColumn.Place place) {
        boolean isOpaque = text.kind() == NpyType.TextKind.OPAQUE;
        if (rowShape.rank() > 0) {
            if (isOpaque) {
                throw ItemColumn.unsupported(name, "rows of several byte strings");
            }
            int items = Math.toIntExact(rowShape.elementCount());
            return new ItemColumn(
                    ItemColumn.column(name, ColumnType.STRING_LIST, Map.of()),
                    (rows, at, target) -> {
                        NpyArray array = array(text, items, rows, at);
                        for (int i = 0; i < items; i++) {
                            byte[] utf8 = array.text(i).getBytes(StandardCharsets.UTF_8);
                            target.addText(utf8, 0, utf8.length);
                        }
                        target.endRow();
                    },
                    place,
                    false);
        }
        ColumnType type = isOpaque ? ColumnType.BINARY : ColumnType.STRING;
        return new ItemColumn(
                ItemColumn.column(name, type, Map.of()),
                (rows, at, target) -> {
                    NpyArray array = array(text, 1, rows, at);
                    if (isOpaque) {
                        byte[] bytes = array.bytes(0);
                        target.appendBytes(bytes, 0, bytes.length);
                    } else {
                        target.appendText(array.text(0));
                    }
                },
                place,
                false);
    }

    private static NpyArray array(NpyType.Text type, int items, MemorySegment rows, long at) {
        return new NpyArray(type, Shape.of(items), rows.asSlice(at, (long) items * type.bytes()));
    }
}
