package io.thermocline.engine.internal.pipeline;

import io.thermocline.engine.internal.segment.TailExtent;
import io.thermocline.engine.internal.segment.TailPool;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Gives the writer its extents and takes the full ones.
 *
 * <p>An extent is normally ready. If not, one is made on the spot, which costs the writer page
 * faults and is counted; if the pool may not grow, the writer waits for the keeper to seal, which
 * holds up the producers: memory is bounded, not time.
 */
final class ExtentSupply implements TableTail.ExtentSource {
    private final TailPool pool;
    private final Keeper keeper;
    private final PipelineStatus status;
    private final AtomicLong nextSegmentId;
    private final LongAdder unready = new LongAdder();
    private final LongAdder stalls = new LongAdder();

    ExtentSupply(TailPool pool, Keeper keeper, PipelineStatus status, AtomicLong nextSegmentId) {
        this.pool = pool;
        this.keeper = keeper;
        this.status = status;
        this.nextSegmentId = nextSegmentId;
    }

    @Override
    public TailExtent take(int sizeClass) {
        TailExtent extent = pool.poll(sizeClass);
        if (extent != null) {
            return extent;
        }
        unready.increment();
        extent = takeAtOnce(sizeClass);
        if (extent == null) {
            stalls.increment();
            for (int attempt = 0; extent == null; attempt++) {
                if (status.failure() != null) {
                    throw new IllegalStateException("the tail cannot be sealed", status.failure());
                }
                keeper.wake();
                Backpressure.pause(attempt);
                extent = takeAtOnce(sizeClass);
            }
        }
        return extent;
    }

    private @Nullable TailExtent takeAtOnce(int sizeClass) {
        TailExtent ready = pool.poll(sizeClass);
        return ready != null ? ready : pool.allocate(sizeClass);
    }

    @Override
    public void request(int sizeClass) {
        pool.request(sizeClass);
        keeper.wake();
    }

    @Override
    public long nextSegmentId() {
        return nextSegmentId.getAndIncrement();
    }

    @Override
    public void full(TableTail table, TailExtent extent) {
        keeper.full(table, extent);
    }

    /** Returns how often no extent was ready. */
    long unready() {
        return unready.sum();
    }

    /** Returns how often the writer waited for sealing. */
    long stalls() {
        return stalls.sum();
    }
}
