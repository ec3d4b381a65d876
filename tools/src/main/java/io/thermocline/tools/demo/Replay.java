package io.thermocline.tools.demo;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;

import org.HdrHistogram.Histogram;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Appends the recording from several threads at full rate, and state vectors from one more.
 *
 * <p>Made and run by one thread; {@link #isRunning} may be asked by any.
 */
final class Replay {
    /** One call in so many is timed: a clock costs about as much as an append. */
    static final int SAMPLED = 64;

    private static final long LATENCY_NANOS_MAX = 60_000_000_000L;
    private static final int PROGRESS_ROWS = 1 << 14;
    private static final int PROGRESS_MILLIS = 100;

    private final Store store;
    private final DemoPlan plan;
    private final Recording recording;
    private final CircuitState circuit;

    /** Rows of strain appended so far. Producers add. */
    private final LongAdder rows = new LongAdder();

    private final CountDownLatch start = new CountDownLatch(1);
    private volatile boolean running = true;

    Replay(Store store, DemoPlan plan, Recording recording, CircuitState circuit) {
        this.store = store;
        this.plan = plan;
        this.recording = recording;
        this.circuit = circuit;
    }

    /**
     * What the replay took.
     *
     * @param nanos from the first row to the moment when every row was visible
     * @param latency time of {@code endRow} calls of the strain producers, ns; every {@value
     *     #SAMPLED}th call
     */
    record Result(long nanos, Histogram latency) {}

    /** Returns whether rows are still being appended. */
    boolean isRunning() {
        return running;
    }

    /**
     * Runs to the end.
     *
     * @param progress told the rows of strain so far
     */
    Result run(LongConsumer progress) throws InterruptedException {
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().name("producer-", 0).factory())) {
            List<Future<Histogram>> producers = new ArrayList<>();
            for (int i = 0; i < plan.producers(); i++) {
                int producer = i;
                producers.add(threads.submit(() -> replay(producer)));
            }
            Future<?> states = threads.submit(this::appendStates);
            long begin = System.nanoTime();
            start.countDown();
            try {
                Histogram latency = new Histogram(LATENCY_NANOS_MAX, 3);
                for (Future<Histogram> producer : producers) {
                    while (!producer.isDone() && running) {
                        progress.accept(rows.sum());
                        Thread.sleep(PROGRESS_MILLIS);
                    }
                    latency.add(producer.get());
                }
                states.get();
                return new Result(System.nanoTime() - begin, latency);
            } catch (ExecutionException e) {
                throw failure(e);
            } finally {
                running = false;
            }
        }
    }

    /** Returns what ended a thread, as its own exception where it has a message for people. */
    static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException(String.valueOf(e.getCause()), e);
    }

    private Histogram replay(int producer) throws InterruptedException {
        Histogram latency = new Histogram(LATENCY_NANOS_MAX, 3);
        start.await();
        try (Appender appender = store.table(DemoTables.STRAIN).appender()) {
            for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
                for (int part = 0; part < Recording.SAMPLES && running; part += PROGRESS_ROWS) {
                    append(appender, producer, repetition, part, latency);
                    rows.add(PROGRESS_ROWS);
                }
            }
            appender.flush();
        } catch (RuntimeException e) {
            running = false;
            throw e;
        }
        return latency;
    }

    private void append(
            Appender appender, int producer, int repetition, int from, Histogram latency) {
        for (int sample = from; sample < from + PROGRESS_ROWS; sample++) {
            appender.setLong(DemoTables.TS, recording.nanos(repetition, sample))
                    .setLong(DemoTables.PRODUCER, producer)
                    .setLong(DemoTables.REPETITION, repetition)
                    .setDouble(DemoTables.H, recording.strain(sample));
            if (sample % SAMPLED == 0) {
                long begin = System.nanoTime();
                appender.endRow();
                latency.recordValue(Math.min(LATENCY_NANOS_MAX, System.nanoTime() - begin));
            } else {
                appender.endRow();
            }
        }
    }

    private void appendStates() {
        try (Appender appender = store.table(DemoTables.STATES).appender()) {
            start.await();
            double[] psi = new double[2 * CircuitState.AMPLITUDES];
            for (long step = 0; step < plan.stateRows() && running; step++) {
                circuit.turned(step, psi);
                appender.setLong(DemoTables.TS, recording.nanos(0, 0) + step)
                        .setLong(DemoTables.STEP, step)
                        .setDoubles(DemoTables.PSI, psi)
                        .endRow();
            }
            appender.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            running = false;
            throw e;
        }
    }
}
