package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.group.Grouping;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.scan.ScanCounters;
import io.thermocline.engine.internal.segment.RowRun;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Groups the rows of a table, on several threads if wanted. In each round every worker scans one
 * span; then the calling thread merges their groups in the order of the spans, so that the result
 * is the one of a single thread to the last bit.
 *
 * <p>The calling thread works too: an executor that starts nothing delays nothing.
 */
final class GroupScan implements Supplier<Grouping>, AutoCloseable {
    private final QueryContext context;
    private final @Nullable Executor executor;
    private final List<List<Spans.Piece>> spans;
    private final List<GroupWorker> workers = new ArrayList<>();
    private final Grouping result;

    /**
     * Creates the scan.
     *
     * @param threads threads that may work
     */
    GroupScan(
            Plan.Group plan,
            Plan.Scan input,
            List<RowRun> runs,
            QueryContext context,
            QueryRun.Threads threads) {
        this.context = context;
        this.executor = threads.executor();
        GroupWorker first = new GroupWorker(plan, input, context);
        workers.add(first);
        this.spans = first.grouping().dependsOnOrder() ? Spans.cut(runs) : Spans.whole(runs);
        int useful = executor == null ? 1 : Math.min(threads.parallelism(), spans.size());
        while (workers.size() < useful) {
            workers.add(new GroupWorker(plan, input, context));
        }
        this.result = useful <= 1 ? first.grouping() : new Grouping(plan, context);
    }

    ScanCounters counters() {
        ScanCounters sum = new ScanCounters();
        workers.forEach(worker -> sum.add(worker.counters()));
        return sum;
    }

    @Override
    public Grouping get() {
        Executor helpers = executor;
        if (workers.size() == 1 || helpers == null) {
            for (List<Spans.Piece> span : spans) {
                workers.getFirst().add(span);
            }
            // An empty table has no span to end.
            result.endSpan();
            return result;
        }
        for (int from = 0; from < spans.size(); from += workers.size()) {
            List<List<Spans.Piece>> some =
                    spans.subList(from, Math.min(spans.size(), from + workers.size()));
            new Round(some).run(helpers);
            for (int w = 0; w < some.size(); w++) {
                result.merge(workers.get(w).grouping());
                workers.get(w).grouping().reset();
            }
        }
        return result;
    }

    @Override
    public void close() {
        workers.forEach(GroupWorker::close);
    }

    /** One span for each worker. */
    private final class Round {
        private final List<List<Spans.Piece>> tasks;
        private final AtomicInteger nextTask = new AtomicInteger();
        private final CountDownLatch open;

        /** The failure of each task; written before the latch counts down. */
        private final @Nullable Throwable[] failures;

        Round(List<List<Spans.Piece>> tasks) {
            this.tasks = tasks;
            this.open = new CountDownLatch(tasks.size());
            this.failures = new Throwable[tasks.size()];
        }

        void run(Executor helpers) {
            for (int i = 1; i < tasks.size(); i++) {
                try {
                    helpers.execute(this::work);
                } catch (RejectedExecutionException e) {
                    break;
                }
            }
            work();
            await();
            for (Throwable failure : failures) {
                if (failure instanceof RuntimeException e) {
                    throw e;
                }
                if (failure instanceof Error e) {
                    throw e;
                }
            }
        }

        /** Takes tasks until none is left. */
        private void work() {
            for (int t = nextTask.getAndIncrement();
                    t < tasks.size();
                    t = nextTask.getAndIncrement()) {
                try (GroupWorker worker = workers.get(t)) {
                    worker.add(tasks.get(t));
                } catch (RuntimeException | Error e) {
                    failures[t] = e;
                } finally {
                    open.countDown();
                }
            }
        }

        private void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException e) {
                    // The helpers read memory that the caller may release: they must end first.
                    context.cancel();
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
