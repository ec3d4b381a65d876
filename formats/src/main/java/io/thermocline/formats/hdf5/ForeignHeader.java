package io.thermocline.formats.hdf5;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The messages of an object header of a foreign file, versions 1 and 2, continuation blocks
 * included, not yet interpreted: what nobody understands does not hide the rest.
 */
final class ForeignHeader {
    static final int FILL_VALUE_OLD = 0x04;
    static final int EXTERNAL_FILES = 0x07;
    static final int CONTINUATION = 0x10;
    static final int SYMBOL_TABLE = 0x11;

    /** Flag of a message whose body lies elsewhere: a committed type, or one shared by the file. */
    private static final int SHARED = 2;

    private static final int TIMES_PRESENT = 0x20;
    private static final int PHASE_CHANGE_PRESENT = 0x10;
    private static final int ORDER_TRACKED = 0x04;

    private final ForeignFile file;
    private final long address;
    private final List<Message> messages = new ArrayList<>();

    /** A message. */
    record Message(int type, int flags, ByteBuffer body) {
        boolean isShared() {
            return (flags & SHARED) != 0;
        }

        /** Returns the body from its start, little-endian. */
        ByteBuffer reader() {
            return body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private record Block(long address, long length) {}

    private ForeignHeader(ForeignFile file, long address) {
        this.file = file;
        this.address = address;
    }

    /** Reads the header at an address. */
    static ForeignHeader read(ForeignFile file, long address) {
        ForeignHeader header = new ForeignHeader(file, address);
        file.guarded(() -> {
            int version = file.readBufferFromAddress(address, 1).get();
            if (version == 1) {
                header.readVersion1();
            } else {
                header.readVersion2();
            }
            return header;
        });
        return header;
    }

    private void readVersion1() {
        ByteBuffer prefix = file.readBufferFromAddress(address, 16);
        int count = Short.toUnsignedInt(prefix.getShort(2));
        long length = Integer.toUnsignedLong(prefix.getInt(8));
        Deque<Block> blocks = new ArrayDeque<>();
        blocks.add(new Block(address + 16, length));
        while (!blocks.isEmpty()) {
            Block block = blocks.remove();
            ByteBuffer bytes = file.map(block.address, block.length);
            while (bytes.remaining() >= 8 && messages.size() < count) {
                int type = Short.toUnsignedInt(bytes.getShort());
                int size = Short.toUnsignedInt(bytes.getShort());
                int flags = bytes.get();
                bytes.position(bytes.position() + 3);
                take(bytes, type, size, flags, blocks);
            }
        }
    }

    private void readVersion2() {
        ByteBuffer prefix = file.readBufferFromAddress(address, 6);
        file.requireSignature(prefix, address, "OHDR");
        int version = prefix.get();
        int flags = prefix.get();
        if (version != 2) {
            throw file.corrupt(address + 4, "object header version", "1 or 2", version);
        }
        int optional =
                ((flags & TIMES_PRESENT) != 0 ? 16 : 0)
                        + ((flags & PHASE_CHANGE_PRESENT) != 0 ? 4 : 0);
        int sizeBytes = 1 << (flags & 3);
        int prefixBytes = 6 + optional + sizeBytes;
        ByteBuffer sized = file.readBufferFromAddress(address, prefixBytes);
        sized.position(6 + optional);
        long length = ForeignFile.unsigned(sized, sizeBytes);
        int whole = Math.toIntExact(Math.addExact(length, prefixBytes + Integer.BYTES));
        ByteBuffer first = file.checked(address, whole, "OHDR");
        first.position(prefixBytes).limit(whole - Integer.BYTES);
        Deque<Block> blocks = new ArrayDeque<>();
        readMessages(first, flags, blocks);
        while (!blocks.isEmpty()) {
            Block block = blocks.remove();
            int size = Math.toIntExact(block.length);
            ByteBuffer more = file.checked(block.address, size, "OCHK");
            more.limit(size - Integer.BYTES);
            readMessages(more, flags, blocks);
        }
    }

    private void readMessages(ByteBuffer bytes, int headerFlags, Deque<Block> blocks) {
        int orderBytes = (headerFlags & ORDER_TRACKED) != 0 ? 2 : 0;
        while (bytes.remaining() >= 4 + orderBytes) {
            int type = Byte.toUnsignedInt(bytes.get());
            int size = Short.toUnsignedInt(bytes.getShort());
            int flags = bytes.get();
            bytes.position(bytes.position() + orderBytes);
            take(bytes, type, size, flags, blocks);
        }
    }

    private void take(ByteBuffer bytes, int type, int size, int flags, Deque<Block> blocks) {
        if (size > bytes.remaining()) {
            throw file.corrupt(address, "message bytes", "at most " + bytes.remaining(), size);
        }
        ByteBuffer body = bytes.slice(bytes.position(), size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + size);
        messages.add(new Message(type, flags, body));
        if (type == CONTINUATION) {
            ByteBuffer reader = body.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            blocks.add(new Block(file.offset(reader), file.length(reader)));
        }
    }

    ForeignFile file() {
        return file;
    }

    long address() {
        return address;
    }

    boolean has(int type) {
        return find(type) != null;
    }

    /** Returns the first message of a type, or null. */
    @Nullable Message find(int type) {
        for (Message message : messages) {
            if (message.type == type) {
                return message;
            }
        }
        return null;
    }

    /** Returns the first message of a type. */
    Message require(int type) {
        Message message = find(type);
        if (message == null) {
            throw file.corrupt(
                    address, "object header", "message 0x" + Integer.toHexString(type), "none");
        }
        return message;
    }

    /** Returns all messages of a type, in order. */
    List<Message> all(int type) {
        return messages.stream().filter(message -> message.type == type).toList();
    }
}
