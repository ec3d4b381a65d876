package io.thermocline.engine.internal.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file of a {@link FaultyStorage}: every change goes through it. */
final class FaultyChannel extends FileChannel {
    private final FaultyStorage storage;
    private final FileChannel real;
    private final FaultyStorage.Node node;
    private long position;

    FaultyChannel(FaultyStorage storage, FileChannel real, FaultyStorage.Node node) {
        this.storage = storage;
        this.real = real;
        this.node = node;
    }

    FileChannel real() {
        return real;
    }

    FaultyStorage.Node node() {
        return node;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        storage.requireAlive();
        return real.read(target, offset);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += Math.max(0, read(targets[i]));
        }
        return total;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = write(source, position);
        position += count;
        return count;
    }

    @Override
    public int write(ByteBuffer source, long offset) throws IOException {
        return storage.write(real, node, source, offset);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += write(sources[i]);
        }
        return total;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        storage.requireAlive();
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        storage.truncate(real, node, size);
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        storage.force(node);
    }

    @Override
    public long transferTo(long offset, long count, WritableByteChannel target) throws IOException {
        storage.requireAlive();
        return real.transferTo(offset, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long offset, long count)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
        long total = 0;
        while (total < count && source.read(buffer) > 0) {
            total += write(buffer.flip(), offset + total);
            buffer.clear().limit((int) Math.min(buffer.capacity(), count - total));
        }
        return total;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long offset, long size) throws IOException {
        storage.requireAlive();
        return real.map(mode, offset, size);
    }

    @Override
    public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
        storage.requireAlive();
        return real.map(mode, offset, size, arena);
    }

    @Override
    public FileLock lock(long offset, long size, boolean shared) {
        throw new UnsupportedOperationException("locks are taken on real files");
    }

    @Override
    public FileLock tryLock(long offset, long size, boolean shared) {
        throw new UnsupportedOperationException("locks are taken on real files");
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
