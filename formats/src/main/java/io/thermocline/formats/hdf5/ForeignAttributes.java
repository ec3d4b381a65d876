package io.thermocline.formats.hdf5;

import io.jhdf.FractalHeap;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.AttributeNameForIndexedAttributesRecord;
import io.jhdf.dataset.DatasetReader;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.message.AttributeMessage;
import io.thermocline.formats.FormatException;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Attributes of a foreign object, decoded by jhdf, as plain Java values. */
final class ForeignAttributes {
    private final ForeignFile file;
    private final Map<String, Object> values = new TreeMap<>();

    private ForeignAttributes(ForeignFile file) {
        this.file = file;
    }

    /** Returns the attributes of an object by name; one that is not read says so. */
    static Map<String, Object> of(ForeignHeader header) {
        ForeignAttributes attributes = new ForeignAttributes(header.file());
        for (ForeignHeader.Message message : header.all(Hdf5Messages.ATTRIBUTE)) {
            if (message.isShared()) {
                attributes.values.put("(shared)", "(unreadable: shared header message)");
            } else {
                attributes.add(message.reader());
            }
        }
        ForeignHeader.Message info = header.find(Hdf5Messages.ATTRIBUTE_INFO);
        if (info != null) {
            attributes.addDense(info.reader());
        }
        return attributes.values;
    }

    /** Many attributes lie in a heap of their own. */
    private void addDense(ByteBuffer info) {
        try {
            for (ByteBuffer body : file.guarded(() -> dense(info))) {
                add(body);
            }
        } catch (FormatException e) {
            values.put("(more)", unreadable(e));
        }
    }

    private List<ByteBuffer> dense(ByteBuffer info) {
        info.get(); // version
        int flags = info.get();
        if ((flags & 1) != 0) {
            info.getShort();
        }
        long heapAddress = file.offset(info);
        long treeAddress = file.offset(info);
        if (file.isUndefined(heapAddress) || file.isUndefined(treeAddress)) {
            return List.of();
        }
        FractalHeap heap = new FractalHeap(file, heapAddress);
        BTreeV2<AttributeNameForIndexedAttributesRecord> tree = new BTreeV2<>(file, treeAddress);
        return tree.getRecords().stream().map(record -> heap.getId(record.getHeapId())).toList();
    }

    private void add(ByteBuffer body) {
        String name = "(nameless)";
        try {
            AttributeMessage message =
                    file.guarded(() -> new AttributeMessage(body, file, new BitSet()));
            name = message.getName();
            values.put(name, file.guarded(() -> value(message)));
        } catch (FormatException e) {
            values.put(name, unreadable(e));
        }
    }

    private static String unreadable(FormatException e) {
        return "(unreadable: " + ForeignFile.reason(e) + ")";
    }

    private Object value(AttributeMessage message) {
        ByteBuffer data = message.getDataBuffer();
        if (data == null) {
            return List.of();
        }
        ForeignType type = ForeignType.ofAttribute(message.getDataType());
        if (type.kind() == ForeignType.Kind.UNREADABLE
                && !type.text().startsWith("compound")
                && !type.text().startsWith("list")) {
            return "(unreadable: " + type.text() + ")";
        }
        int[] extents = message.getDataSpace().getDimensions();
        if (type.kind() == ForeignType.Kind.VARIABLE_TEXT) {
            byte[] references = new byte[data.remaining()];
            data.get(references);
            List<String> texts = new ForeignTexts(file, type).decode(references);
            return extents.length == 0 ? texts.getFirst() : texts;
        }
        Object found = DatasetReader.readDataset(message.getDataType(), data, extents, file);
        boolean isBool =
                message.getDataType() instanceof EnumDataType names
                        && names.getEnumMapping().equals(Map.of(0, "FALSE", 1, "TRUE"));
        return plain(found, isBool);
    }

    /** Turns arrays into lists and numbers into the widest of their kind. */
    private static Object plain(@Nullable Object value, boolean isBool) {
        if (value == null) {
            return "";
        }
        if (value.getClass().isArray()) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                list.add(plain(Array.get(value, i), isBool));
            }
            return list;
        }
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, Object> members = new LinkedHashMap<>();
                map.forEach(
                        (key, member) -> members.put(String.valueOf(key), plain(member, false)));
                yield members;
            }
            case Float number -> number.doubleValue();
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case String text when isBool -> text.equals("TRUE");
            default -> value;
        };
    }
}
