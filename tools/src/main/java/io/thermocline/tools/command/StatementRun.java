package io.thermocline.tools.command;

import io.thermocline.engine.Snapshot;
import io.thermocline.engine.query.Cursor;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.json.Json;
import io.thermocline.tools.output.JsonResult;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs statements one after the other and writes one JSON object for each.
 *
 * <p>The first megabyte of a result is held back: an error within it gives {@code {query, error}}.
 * Where rows are on their way already, the object ends with an {@code error} behind them.
 */
final class StatementRun {
    private final Snapshot snapshot;
    private final QueryOptionsMixin options;
    private final OutputStream out;
    private long count;
    private long failed;
    private boolean foundDamage;

    StatementRun(Snapshot snapshot, QueryOptionsMixin options, OutputStream out) {
        this.snapshot = snapshot;
        this.options = options;
        this.out = out;
    }

    long count() {
        return count;
    }

    long failed() {
        return failed;
    }

    boolean foundDamage() {
        return foundDamage;
    }

    void statement(String statement) throws IOException {
        count++;
        HeldOutput held = new HeldOutput(out);
        JsonResult result = null;
        try (Cursor cursor = options.run(snapshot, statement)) {
            result = new JsonResult(statement, Cursors.columns(cursor), held);
            Cursors.write(cursor, result);
            held.release();
        } catch (RuntimeException | StackOverflowError e) {
            failed++;
            foundDamage |= e instanceof CorruptFileException;
            fail(statement, result, held, Failures.message(e));
        }
    }

    private void fail(
            String statement, @Nullable JsonResult result, HeldOutput held, String message)
            throws IOException {
        if (result != null && held.isReleased()) {
            result.fail(message);
            return;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("query", statement);
        object.put("error", message);
        out.write((Json.write(object) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
