package io.thermocline.formats.hdf5;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of all attributes of a file, written as one heap in front of the first dataset's data.
 *
 * <p>jhdf serialises a group's header twice: once for its size, before the children are written,
 * and once after them. So the references are handed out as arrays of zeros first and filled in by
 * {@link #write}, which the first dataset calls; every group holds a dataset, so no header is final
 * before.
 *
 * <p>Thread rules: the thread that writes the file.
 */
final class AttributeHeap {
    private final List<Stored> withTexts = new ArrayList<>();

    private boolean isWritten;

    /** An attribute of one object. */
    static final class Stored {
        private final Hdf5Attribute attribute;

        /** Bytes of the value in the header; for texts they change when the heap is written. */
        private final byte[] data;

        Stored(Hdf5Attribute attribute) {
            this.attribute = attribute;
            this.data = attribute.data();
        }

        Hdf5Attribute attribute() {
            return attribute;
        }

        /** Returns the value's bytes in the header: not a copy. */
        byte[] data() {
            return data;
        }
    }

    /** Takes the attributes of one object, in order. */
    List<Stored> register(List<Hdf5Attribute> attributes) {
        List<Stored> stored = new ArrayList<>();
        for (Hdf5Attribute attribute : attributes) {
            Stored entry = new Stored(attribute);
            stored.add(entry);
            if (!attribute.texts().isEmpty()) {
                withTexts.add(entry);
            }
        }
        return stored;
    }

    /**
     * Writes the texts of all attributes, once.
     *
     * @return the position behind the heap
     */
    long write(FileChannel channel, long position) {
        if (isWritten || withTexts.isEmpty()) {
            return position;
        }
        isWritten = true;
        try (GlobalHeapWriter heap =
                        new GlobalHeapWriter(channel, position, GlobalHeapWriter.ATTRIBUTES_BYTES);
                Arena arena = Arena.ofConfined()) {
            MemorySegment reference = arena.allocate(Hdf5Datatype.REFERENCE_BYTES, Long.BYTES);
            for (Stored entry : withTexts) {
                int at = 0;
                for (byte[] text : entry.attribute.texts()) {
                    heap.add(MemorySegment.ofArray(text), text.length, reference);
                    MemorySegment.copy(
                            reference,
                            ValueLayout.JAVA_BYTE,
                            0,
                            entry.data,
                            at,
                            Hdf5Datatype.REFERENCE_BYTES);
                    at += Hdf5Datatype.REFERENCE_BYTES;
                }
            }
            return heap.flush();
        }
    }
}
