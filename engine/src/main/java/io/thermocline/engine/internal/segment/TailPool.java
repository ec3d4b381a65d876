package io.thermocline.engine.internal.segment;

import io.thermocline.engine.internal.io.Storage;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * All tail extents of a shard: resident, zeroed and recycled, so that the writer neither faults
 * pages in nor waits for a disk.
 *
 * <p>The writer asks ahead by {@link #request}, the keeper has the extent ready by {@link #work},
 * the writer takes it by {@link #poll}, and the keeper returns it by {@link #release} once its rows
 * are sealed. I/O failures are {@link UncheckedIOException}s.
 */
public final class TailPool implements AutoCloseable {
    /** From this class on an extent has its slab for itself, which can be given back. */
    private static final int FIRST_OWN_SLAB = 6;

    private final Storage storage;
    private final Path directory;
    private final long epoch;
    private final long bytesMax;
    private final AppendScratch scratch = new AppendScratch();

    /** By size class: extents ready to begin. Any thread adds and takes. */
    private final List<ConcurrentLinkedDeque<TailExtent>> free = new ArrayList<>();

    /** By size class: number of extents in {@link #free}. */
    private final AtomicIntegerArray freeCounts =
            new AtomicIntegerArray(ExtentSize.LARGEST_CLASS + 1);

    /** By size class: requests that no extent was taken for yet. */
    private final AtomicIntegerArray wanted = new AtomicIntegerArray(ExtentSize.LARGEST_CLASS + 1);

    /** Every slab that is mapped. */
    private final Queue<Slab> slabs = new ConcurrentLinkedQueue<>();

    /** Bytes of slabs, those being made included. */
    private final AtomicLong residentBytes = new AtomicLong();

    private final AtomicInteger nextSlab = new AtomicInteger();
    private final LongAdder madeAtOnce = new LongAdder();
    private final LongAdder recycled = new LongAdder();

    private TailPool(Storage storage, Path directory, long epoch, long bytesMax) {
        this.storage = storage;
        this.directory = directory;
        this.epoch = epoch;
        this.bytesMax = bytesMax;
        for (int c = 0; c <= ExtentSize.LARGEST_CLASS; c++) {
            free.add(new ConcurrentLinkedDeque<>());
        }
    }

    /**
     * Creates an empty pool.
     *
     * @param directory where slabs go; created if missing. Slabs of an earlier opening are not
     *     touched: recover their rows, then {@link #deleteSlabs}
     * @param epoch number of this opening of the store, part of the slabs' names
     * @param bytesMax most bytes of slabs
     */
    public static TailPool create(Storage storage, Path directory, long epoch, long bytesMax) {
        try {
            storage.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TailPool(storage, directory, epoch, bytesMax);
    }

    /** Deletes all slabs of a directory: those of an opening that is over. */
    public static void deleteSlabs(Storage storage, Path directory) {
        try {
            for (Path file : storage.list(directory)) {
                if (Slab.isSlab(file)) {
                    storage.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns an extent that is ready, or null. Any thread; allocates nothing.
     *
     * @param sizeClass 0 to {@link TailExtent#LARGEST_CLASS}
     */
    public @Nullable TailExtent poll(int sizeClass) {
        TailExtent extent = take(sizeClass);
        if (extent != null) {
            fulfil(sizeClass);
        }
        return extent;
    }

    /**
     * Asks the keeper to have one more extent ready than those asked for and not taken. Any thread.
     */
    public void request(int sizeClass) {
        wanted.incrementAndGet(sizeClass);
    }

    /**
     * Makes an extent at once, which costs the caller its page faults. Any thread.
     *
     * @return null if the pool would exceed its most bytes: wait until the keeper has released one
     *     of the class, or made room from idle ones of another
     */
    public @Nullable TailExtent allocate(int sizeClass) {
        if (!make(sizeClass)) {
            return null;
        }
        madeAtOnce.increment();
        return poll(sizeClass);
    }

    /**
     * Takes an extent back: readers notice, then its bytes are zeroed. Keeper thread.
     *
     * @param extent begun, and its rows sealed or not wanted
     */
    public void release(TailExtent extent) {
        extent.recycle();
        recycled.increment();
        put(extent);
    }

    /**
     * Has the extents ready that were asked for. Keeper thread.
     *
     * @return whether there was something to do and it could be done
     */
    public boolean work() {
        boolean worked = false;
        for (int c = 0; c <= ExtentSize.LARGEST_CLASS; c++) {
            while (freeCounts.get(c) < wanted.get(c) && (make(c) || (makeRoom(c) && make(c)))) {
                worked = true;
            }
        }
        return worked;
    }

    /** Makes one slab unless that would exceed the most bytes. */
    private boolean make(int sizeClass) {
        long bytes = ExtentSize.slabBytes(sizeClass);
        if (residentBytes.addAndGet(bytes) > bytesMax) {
            residentBytes.addAndGet(-bytes);
            return false;
        }
        String name =
                String.format(
                        Locale.ROOT, "%08d-%06d%s", epoch, nextSlab.getAndIncrement(), Slab.SUFFIX);
        Slab slab;
        try {
            slab = Slab.create(storage, directory.resolve(name), epoch, sizeClass);
        } catch (IOException e) {
            residentBytes.addAndGet(-bytes);
            throw new UncheckedIOException("tail slab of " + bytes + " bytes", e);
        }
        slabs.add(slab);
        for (int i = 0; i < slab.extentCount(); i++) {
            put(new TailExtent(slab, i, scratch));
        }
        return true;
    }

    /** Gives idle extents of other classes back until a slab of this class fits. Keeper thread. */
    private boolean makeRoom(int sizeClass) {
        long needed = ExtentSize.slabBytes(sizeClass);
        for (int c = ExtentSize.LARGEST_CLASS; c >= FIRST_OWN_SLAB; c--) {
            while (c != sizeClass
                    && residentBytes.get() + needed > bytesMax
                    && freeCounts.get(c) > wanted.get(c)) {
                TailExtent idle = take(c);
                if (idle != null) {
                    discard(idle.slab());
                }
            }
        }
        return residentBytes.get() + needed <= bytesMax;
    }

    private void discard(Slab slab) {
        slabs.remove(slab);
        slab.close();
        residentBytes.addAndGet(-ExtentSize.slabBytes(slab.sizeClass()));
        try {
            storage.delete(slab.file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(TailExtent extent) {
        free.get(extent.sizeClass()).addFirst(extent);
        freeCounts.incrementAndGet(extent.sizeClass());
    }

    private @Nullable TailExtent take(int sizeClass) {
        TailExtent extent = free.get(sizeClass).pollFirst();
        if (extent != null) {
            freeCounts.decrementAndGet(sizeClass);
        }
        return extent;
    }

    /** Counts one request as met, if there is one. */
    private void fulfil(int sizeClass) {
        int open = wanted.get(sizeClass);
        while (open > 0 && !wanted.compareAndSet(sizeClass, open, open - 1)) {
            open = wanted.get(sizeClass);
        }
    }

    /**
     * What the pool holds and did.
     *
     * @param residentBytes bytes of slab files, all resident
     * @param slabs number of slab files
     * @param freeExtents extents without rows
     * @param madeAtOnce slabs that a caller had to wait for
     * @param recycled extents that came back
     */
    public record Statistics(
            long residentBytes, int slabs, int freeExtents, long madeAtOnce, long recycled) {}

    /** Returns what the pool holds and did. Any thread. */
    public Statistics statistics() {
        int freeExtents = 0;
        for (int c = 0; c <= ExtentSize.LARGEST_CLASS; c++) {
            freeExtents += freeCounts.get(c);
        }
        return new Statistics(
                residentBytes.get(), slabs.size(), freeExtents, madeAtOnce.sum(), recycled.sum());
    }

    /** Returns the bytes of slab files, all resident. Any thread. */
    public long residentBytes() {
        return residentBytes.get();
    }

    /**
     * Unmaps all slabs; the files stay, since they may hold rows. Runs that still read an extent
     * ask for the sealed rows from then on. No thread may append.
     */
    @Override
    public void close() {
        for (Slab slab = slabs.poll(); slab != null; slab = slabs.poll()) {
            slab.close();
        }
    }
}
