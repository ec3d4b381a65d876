package io.thermocline.engine.query;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * How to run a query. Immutable; each {@code with…} returns a changed copy.
 *
 * @param parameters values of the question marks, in order: Byte, Short, Integer, Long, Float,
 *     Double, Boolean, CharSequence, byte[], Instant or null
 * @param timeout longest time from the call to the last row; zero for any
 * @param memoryLimitBytes most memory for groups, distinct values, rows to be sorted, and text that
 *     the query makes
 * @param parallelism most threads, the calling one included
 * @param executor starts the other threads, or null to use the calling one alone
 */
public record QueryOptions(
        List<@Nullable Object> parameters,
        Duration timeout,
        long memoryLimitBytes,
        int parallelism,
        @Nullable Executor executor) {

    /** Memory limit unless told otherwise: a quarter of the largest heap. */
    private static final long MEMORY_LIMIT_BYTES = Runtime.getRuntime().maxMemory() / 4;

    /** No parameters, no timeout, a quarter of the heap, one thread. */
    public static final QueryOptions DEFAULT =
            new QueryOptions(List.of(), Duration.ZERO, MEMORY_LIMIT_BYTES, 1, null);

    /** Checks the ranges. */
    public QueryOptions {
        if (timeout.isNegative() || memoryLimitBytes < 1 || parallelism < 1) {
            throw new IllegalArgumentException(
                    "query options: expected a timeout of zero or more, a memory limit and a"
                            + " parallelism of at least 1, found "
                            + timeout
                            + ", "
                            + memoryLimitBytes
                            + ", "
                            + parallelism);
        }
        parameters = Collections.unmodifiableList(Arrays.asList(parameters.toArray()));
    }

    /** Returns these options with values for the question marks. */
    public QueryOptions withParameters(@Nullable Object... values) {
        return new QueryOptions(
                Arrays.asList(values), timeout, memoryLimitBytes, parallelism, executor);
    }

    /** Returns these options with a time limit; zero for none. */
    public QueryOptions withTimeout(Duration limit) {
        return new QueryOptions(parameters, limit, memoryLimitBytes, parallelism, executor);
    }

    /** Returns these options with a memory limit. */
    public QueryOptions withMemoryLimit(long bytes) {
        return new QueryOptions(parameters, timeout, bytes, parallelism, executor);
    }

    /**
     * Returns these options with more threads.
     *
     * @param threads most threads, the calling one included
     * @param starts starts the others
     */
    public QueryOptions withThreads(int threads, Executor starts) {
        return new QueryOptions(parameters, timeout, memoryLimitBytes, threads, starts);
    }
}
