package io.thermocline.formats.hdf5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Writes one dataset: header, then data, then the chunk index; the header's bytes go out last, when
 * all addresses are known. One thread.
 */
abstract class DatasetWriter {
    private final Assembly assembly;
    private final List<AttributeHeap.Stored> attributes;

    DatasetWriter(Assembly assembly, List<Hdf5Attribute> attributes) {
        this.assembly = assembly;
        this.attributes = assembly.heap().register(attributes);
    }

    Assembly assembly() {
        return assembly;
    }

    List<AttributeHeap.Stored> attributes() {
        return attributes;
    }

    /**
     * Writes the dataset at {@code position}.
     *
     * @return the position behind it
     */
    final long write(FileChannel channel, long position) {
        assembly.begin(channel);
        prepare();
        try {
            byte[] measured = header(emptyLayout());
            long data = assembly.heap().write(channel, position + measured.length);
            Written written = writeData(channel, data);
            byte[] header = header(written.layout);
            WholeWrites.write(channel, ByteBuffer.wrap(header), position);
            assembly.end(written.end);
            return written.end;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the data turned out to be: the layout message's body, and the position behind. */
    static final class Written {
        private final byte[] layout;
        private final long end;

        Written(byte[] layout, long end) {
            this.layout = layout;
            this.end = end;
        }
    }

    /** Takes the decisions that the header's length depends on. */
    abstract void prepare();

    /** Returns the stored bytes of the elements, without heap and index, once written. */
    abstract long storedBytes();

    /** Returns a layout message's body of the final length. */
    abstract byte[] emptyLayout();

    /** Returns the header for a layout. */
    abstract byte[] header(byte[] layout);

    /** Writes the data from {@code position} on. */
    abstract Written writeData(FileChannel channel, long position) throws IOException;
}
