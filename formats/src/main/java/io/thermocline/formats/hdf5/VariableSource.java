package io.thermocline.formats.hdf5;

import java.lang.foreign.MemorySegment;

/**
 * Where the rows of a dataset of variable-length texts or lists come from. Called by the one thread
 * that writes the file, once for every range in ascending order.
 */
@FunctionalInterface
public interface VariableSource {
    /** Passes rows [firstRow, firstRow + rows) to {@code sink}, in order. */
    void send(long firstRow, int rows, Sink sink);

    /** Takes rows. The memory is used during the call only. */
    interface Sink {
        /** Takes the UTF-8 of a text, or the elements of a list of numbers. */
        void row(MemorySegment bytes);

        /** Takes a list of texts. */
        void row(int texts, TextAt textAt);
    }

    /** Gives the texts of one list. */
    @FunctionalInterface
    interface TextAt {
        /** Returns the UTF-8 of text {@code index} of the list. */
        MemorySegment bytes(int index);
    }
}
