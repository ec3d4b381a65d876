package io.thermocline.tools.command;

import io.thermocline.engine.Snapshot;
import io.thermocline.engine.query.Cursor;
import io.thermocline.engine.query.QueryOptions;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The options of verbs that run a query. */
final class QueryOptionsMixin {
    @Option(
            names = {"-p", "--param"},
            paramLabel = "VALUE",
            description =
                    "Value of the next ? in the query, repeatable: 5, 2.5, true, null, text or"
                            + " 'text'.")
    private List<String> parameters = new ArrayList<>();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that scan. Default: as many as there are processors.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Give up after this, such as 30s.")
    private @Nullable Duration timeout;

    boolean hasParameters() {
        return !parameters.isEmpty();
    }

    /** Runs a query. */
    Cursor run(Snapshot snapshot, String cql) {
        Object[] values = parameters.stream().map(QueryOptionsMixin::value).toArray();
        QueryOptions options = QueryOptions.DEFAULT.withParameters(values);
        if (threads > 1) {
            options =
                    options.withThreads(threads, task -> Thread.ofPlatform().daemon().start(task));
        }
        if (timeout != null) {
            options = options.withTimeout(timeout);
        }
        return snapshot.query(cql, options);
    }

    /** Returns what a text stands for, as a literal of CQL would. */
    static @Nullable Object value(String text) {
        if (text.length() >= 2 && text.startsWith("'") && text.endsWith("'")) {
            return text.substring(1, text.length() - 1).replace("''", "'");
        }
        if (text.equalsIgnoreCase("null")) {
            return null;
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.valueOf(text);
        }
        try {
            if (text.matches("[+-]?[0-9]+")) {
                return Long.valueOf(text);
            }
            if (text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "--param: expected an integer in the range of i64, found '" + text + "'", e);
        }
        return text;
    }
}
