package io.thermocline.formats.hdf5;

import io.jhdf.api.Attribute;
import io.jhdf.api.Node;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.message.DataSpace;
import io.jhdf.storage.HdfBackingStorage;

import java.nio.ByteBuffer;

/**
 * One of our attributes as jhdf wants to see it when it writes a group, with types that jhdf itself
 * cannot write.
 */
final class JhdfAttribute implements Attribute {
    private final Node node;
    private final AttributeHeap.Stored stored;

    JhdfAttribute(Node node, AttributeHeap.Stored stored) {
        this.node = node;
        this.stored = stored;
    }

    @Override
    public Node getNode() {
        return node;
    }

    @Override
    public String getName() {
        return stored.attribute().name();
    }

    @Override
    public long getSize() {
        return getDataSpace().getTotalLength();
    }

    @Override
    public long getSizeInBytes() {
        return stored.data().length;
    }

    @Override
    public int[] getDimensions() {
        return getDataSpace().getDimensions();
    }

    @Override
    public long[] getDimensionsAsLong() {
        return stored.attribute().dimensions();
    }

    @Override
    public Object getData() {
        return stored.data();
    }

    @Override
    public Class<?> getJavaType() {
        return byte[].class;
    }

    @Override
    public boolean isScalar() {
        return stored.attribute().dimensions().length == 0;
    }

    @Override
    public boolean isEmpty() {
        return stored.data().length == 0;
    }

    @Override
    public ByteBuffer getBuffer() {
        return ByteBuffer.wrap(stored.data());
    }

    /** jhdf derives the extents from a Java object: a scalar, or an array of as many elements. */
    @Override
    public DataSpace getDataSpace() {
        long[] dimensions = stored.attribute().dimensions();
        return dimensions.length == 0
                ? DataSpace.fromObject(0)
                : DataSpace.fromObject(new byte[Math.toIntExact(dimensions[0])]);
    }

    @Override
    public DataType getDataType() {
        return new EncodedType(stored.attribute().type());
    }

    /** A datatype that is written as the bytes it consists of. */
    private static final class EncodedType extends DataType {
        private final byte[] encoded;

        EncodedType(Hdf5Datatype type) {
            super(type.encoded()[0] & 0x0f, type.size());
            this.encoded = type.encoded();
        }

        @Override
        public Class<?> getJavaType() {
            return byte[].class;
        }

        @Override
        public Object fillData(ByteBuffer buffer, int[] dimensions, HdfBackingStorage storage) {
            throw new UnsupportedOperationException("a type for writing only");
        }

        /** jhdf keeps this buffer and reads its array when it serialises, after the heap's turn. */
        @Override
        public ByteBuffer encodeData(Object data) {
            return ByteBuffer.wrap((byte[]) data);
        }

        @Override
        public ByteBuffer toBuffer() {
            return ByteBuffer.wrap(encoded);
        }
    }
}
