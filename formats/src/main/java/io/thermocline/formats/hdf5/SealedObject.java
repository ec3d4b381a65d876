package io.thermocline.formats.hdf5;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.array.ElementType;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A group or dataset of a {@link SealedFile}: the messages of its header. Immutable. */
final class SealedObject {
    private static final int LINK_FLAGS = 0x10; // character set present, name length in one byte

    private final SealedFile file;
    private final long address;
    private final Map<String, Long> links = new LinkedHashMap<>();
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    /** Bodies of the messages that a dataset has once, by type. */
    private final Map<Integer, ByteBuffer> messages = new LinkedHashMap<>();

    /** Type, extents and bytes of an attribute. */
    private record Attribute(ByteBuffer type, ByteBuffer space, ByteBuffer data) {}

    /**
     * Parses the messages.
     *
     * @param header the messages, checksum verified
     */
    SealedObject(SealedFile file, long address, ByteBuffer header) {
        this.file = file;
        this.address = address;
        try {
            while (header.hasRemaining()) {
                int type = Byte.toUnsignedInt(header.get());
                int length = Short.toUnsignedInt(header.getShort());
                header.get(); // flags: advice for writers
                ByteBuffer body = take(header, length);
                message(type, body);
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw corrupt("object header", "whole messages", "one that is cut");
        }
    }

    private void message(int type, ByteBuffer body) {
        switch (type) {
            case Hdf5Messages.LINK -> link(body);
            case Hdf5Messages.ATTRIBUTE -> attribute(body);
            case Hdf5Messages.LINK_INFO,
                    Hdf5Messages.GROUP_INFO,
                    Hdf5Messages.ATTRIBUTE_INFO,
                    Hdf5Messages.DATASPACE,
                    Hdf5Messages.DATATYPE,
                    Hdf5Messages.FILL_VALUE,
                    Hdf5Messages.LAYOUT,
                    Hdf5Messages.FILTERS -> {
                if (messages.put(type, body) != null) {
                    throw corrupt("object header", "each message once", "two of type " + type);
                }
            }
            default -> throw corrupt("message type", "one that Thermocline writes", type);
        }
    }

    private void link(ByteBuffer body) {
        int version = body.get();
        int flags = body.get();
        int charset = body.get();
        if (version != 1 || flags != LINK_FLAGS || charset != 1) {
            throw corrupt("link", "version 1, flags 0x10, UTF-8", version + ", " + flags);
        }
        String name = text(take(body, Byte.toUnsignedInt(body.get())));
        links.put(name, body.getLong());
    }

    private void attribute(ByteBuffer body) {
        int version = body.get();
        body.get(); // flags: nothing shared
        int nameBytes = Short.toUnsignedInt(body.getShort());
        int typeBytes = Short.toUnsignedInt(body.getShort());
        int spaceBytes = Short.toUnsignedInt(body.getShort());
        int charset = body.get();
        if (version != 3 || charset != 1 || nameBytes < 1) {
            throw corrupt("attribute", "version 3, UTF-8", version + ", " + charset);
        }
        ByteBuffer name = take(body, nameBytes);
        name.limit(nameBytes - 1);
        ByteBuffer type = take(body, typeBytes);
        ByteBuffer space = take(body, spaceBytes);
        attributes.put(text(name), new Attribute(type, space, take(body, body.remaining())));
    }

    /** Returns the next {@code length} bytes as a buffer of their own and steps over them. */
    private static ByteBuffer take(ByteBuffer source, int length) {
        ByteBuffer part = source.slice(source.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        source.position(source.position() + length);
        return part;
    }

    private static String text(ByteBuffer utf8) {
        return StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
    }

    /** Returns the addresses of a group's children by link name. */
    Map<String, Long> links() {
        return links;
    }

    boolean hasAttribute(String name) {
        return attributes.containsKey(name);
    }

    /**
     * Returns the text of an attribute.
     *
     * @throws CorruptFileException if there is no such text attribute, or its heap is damaged
     */
    String text(String name) {
        Attribute attribute = scalar(name, Hdf5Datatype.TEXT);
        ByteBuffer reference = attribute.data;
        long length = Integer.toUnsignedLong(reference.getInt(0));
        if (length == 0) {
            return "";
        }
        try (Arena arena = Arena.ofConfined()) {
            HeapCollection heap = HeapCollection.read(file.bytes(), reference.getLong(4), arena);
            MemorySegment utf8 = heap.object(reference.getInt(12), length);
            return new String(utf8.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        }
    }

    /** Returns the value of a signed 64-bit integer attribute. */
    long integer(String name) {
        return scalar(name, Hdf5Datatype.of(ElementType.INT64)).data.getLong(0);
    }

    private Attribute scalar(String name, Hdf5Datatype type) {
        Attribute attribute = attributes.get(name);
        if (attribute == null) {
            throw corrupt("attribute '" + name + "'", "a " + type, "none");
        }
        if (!Arrays.equals(type.encoded(), bytes(attribute.type))
                || !Arrays.equals(
                        Hdf5Messages.dataspace(new long[0], false), bytes(attribute.space))
                || attribute.data.remaining() != type.size()) {
            throw corrupt("attribute '" + name + "'", "one " + type, "another type or shape");
        }
        return attribute;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Returns the body of a message.
     *
     * @throws CorruptFileException if the header has none of that type
     */
    ByteBuffer message(int type) {
        ByteBuffer body = messageOrNull(type);
        if (body == null) {
            throw corrupt("object header", "message 0x" + Integer.toHexString(type), "none");
        }
        return body;
    }

    /** Returns the body of a message, or null. */
    @Nullable ByteBuffer messageOrNull(int type) {
        ByteBuffer body = messages.get(type);
        return body == null ? null : body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns the bytes of a message's body. */
    byte[] messageBytes(int type) {
        return bytes(message(type));
    }

    SealedFile file() {
        return file;
    }

    CorruptFileException corrupt(String what, Object expected, @Nullable Object found) {
        return file.bytes().corrupt(address, what, expected, found);
    }
}
