package io.thermocline.formats.hdf5;

import io.jhdf.AbstractWritableNode;
import io.jhdf.api.Group;
import io.jhdf.api.NodeType;
import io.jhdf.api.WritableDataset;
import io.jhdf.filter.PipelineFilterWithData;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.message.DataLayout;
import io.jhdf.storage.HdfFileChannel;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The hook: jhdf asks it to write a dataset at a position, and our own code does. The rest of
 * jhdf's interface is for datasets that are read, which these are not.
 */
final class JhdfNode extends AbstractWritableNode implements WritableDataset {
    private final DatasetWriter writer;

    JhdfNode(Group parent, String name, DatasetWriter writer) {
        super(parent, name);
        this.writer = writer;
    }

    @Override
    public long write(HdfFileChannel jhdfChannel, long position) {
        long end = writer.write(jhdfChannel.getFileChannel(), position);
        // jhdf appends a note at the channel's position, which must not be a group's header.
        jhdfChannel.position(end);
        return end;
    }

    @Override
    public NodeType getType() {
        return NodeType.DATASET;
    }

    @Override
    public boolean isGroup() {
        return false;
    }

    @Override
    public boolean isLink() {
        return false;
    }

    @Override
    public boolean isAttributeCreationOrderTracked() {
        return false;
    }

    @Override
    public long getAddress() {
        throw writeOnly();
    }

    @Override
    public long getSize() {
        throw writeOnly();
    }

    @Override
    public long getSizeInBytes() {
        throw writeOnly();
    }

    @Override
    public long getStorageInBytes() {
        throw writeOnly();
    }

    @Override
    public int[] getDimensions() {
        throw writeOnly();
    }

    @Override
    public long[] getDimensionsAsLong() {
        throw writeOnly();
    }

    @Override
    public long[] getMaxSize() {
        throw writeOnly();
    }

    @Override
    public boolean isScalar() {
        throw writeOnly();
    }

    @Override
    public boolean isEmpty() {
        throw writeOnly();
    }

    @Override
    public boolean isCompound() {
        throw writeOnly();
    }

    @Override
    public boolean isVariableLength() {
        throw writeOnly();
    }

    @Override
    public DataLayout getDataLayout() {
        throw writeOnly();
    }

    @Override
    public Object getData() {
        throw writeOnly();
    }

    @Override
    public Object getDataFlat() {
        throw writeOnly();
    }

    @Override
    public Object getData(long[] offset, int[] dimensions) {
        throw writeOnly();
    }

    @Override
    public Class<?> getJavaType() {
        throw writeOnly();
    }

    @Override
    public DataType getDataType() {
        throw writeOnly();
    }

    @Override
    public @Nullable Object getFillValue() {
        return null;
    }

    @Override
    public List<PipelineFilterWithData> getFilters() {
        return List.of();
    }

    private static UnsupportedOperationException writeOnly() {
        return new UnsupportedOperationException("a dataset that is being written");
    }
}
