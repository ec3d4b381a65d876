package io.thermocline.engine.internal.pipeline;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.locks.LockSupport;

/**
 * How the writer waits for records: spins while rows come, then yields, then sleeps in short naps,
 * and at last sleeps until a producer wakes it.
 *
 * <p>With few cores a spinning writer steals from its producers, so the spin is short there. A
 * deeply idle writer naps for at most {@link #DEEP_SLEEP_NANOS}: a wake-up that raced with falling
 * asleep costs that much at worst, and an idle store about a hundred wake-ups a second.
 */
final class IdleWaitStrategy implements WaitStrategy {
    /** Spins before yielding where producers have cores of their own. */
    private static final int MANY_CORES_SPINS = 10_000;

    /** Spins before yielding on one to three cores. */
    private static final int FEW_CORES_SPINS = 100;

    private static final int YIELDS = 200;

    /** Naps before deep sleep: about 20 ms of patience for a paced producer. */
    private static final int NAPS = 400;

    private static final long NAP_NANOS = 1_000;

    /** Longest sleep of an idle writer. */
    private static final long DEEP_SLEEP_NANOS = 10_000_000;

    private final int spins =
            Runtime.getRuntime().availableProcessors() > 3 ? MANY_CORES_SPINS : FEW_CORES_SPINS;

    /** The sleeping writer, null while it is awake. Set by the writer, read by producers. */
    private volatile @Nullable Thread sleeper;

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // a hint on few cores; correctness does not rest on it
    public long waitFor(
            long sequence, Sequence cursor, Sequence dependentSequence, SequenceBarrier barrier)
            throws AlertException {
        long available = dependentSequence.get();
        for (int i = 0; available < sequence; i++) {
            barrier.checkAlert();
            if (i < spins) {
                Thread.onSpinWait();
            } else if (i < spins + YIELDS) {
                Thread.yield();
            } else if (i < spins + YIELDS + NAPS) {
                LockSupport.parkNanos(NAP_NANOS);
            } else {
                sleep(sequence, dependentSequence);
            }
            available = dependentSequence.get();
        }
        return available;
    }

    private void sleep(long sequence, Sequence dependentSequence) {
        sleeper = Thread.currentThread();
        // Looked at again after the volatile store: a producer that published before it is seen
        // here, one
        // that published after it sees the sleeper.
        if (dependentSequence.get() < sequence) {
            LockSupport.parkNanos(DEEP_SLEEP_NANOS);
        }
        sleeper = null;
    }

    @Override
    public void signalAllWhenBlocking() {
        Thread asleep = sleeper;
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }
}
