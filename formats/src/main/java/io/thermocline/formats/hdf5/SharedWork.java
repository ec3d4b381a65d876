package io.thermocline.formats.hdf5;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tasks offered to a caller's executor, and done by the waiting thread itself where the executor
 * has not begun them: an executor that is busy, full or the caller's own cannot stop the work.
 */
final class SharedWork {
    private SharedWork() {}

    /** Offers a task to an executor, if there is one. */
    static void offer(@Nullable Executor executor, FutureTask<?> task) {
        if (executor != null) {
            try {
                executor.execute(task);
            } catch (RejectedExecutionException e) {
                // The thread that waits for the task runs it.
            }
        }
    }

    /**
     * Runs the task unless another thread has begun it, waits until it is done, and returns its
     * result or throws its failure. An interrupt is kept for later: the work is short, and memory
     * must not be freed while another thread is in it.
     */
    static <T extends @Nullable Object> T finish(FutureTask<T> task) {
        task.run();
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException("a task failed", e.getCause());
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the task is done, whatever became of it. */
    static void settle(FutureTask<?> task) {
        try {
            finish(task);
        } catch (RuntimeException e) {
            // The failure that led here is the one worth telling.
        }
    }
}
