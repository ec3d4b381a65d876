package io.thermocline.engine;

import io.thermocline.engine.internal.segment.TableSource;
import io.thermocline.engine.query.Cursor;
import io.thermocline.engine.query.QueryEngine;
import io.thermocline.engine.query.QueryOptions;

/** How the front door calls the query room. Stateless. */
final class Queries {
    private Queries() {}

    static QueryOptions options(StoreOptions options) {
        return QueryOptions.DEFAULT.withMemoryLimit(options.queryBytesMax());
    }

    static Cursor execute(TableSource source, String cql, QueryOptions options, Runnable release) {
        return QueryEngine.execute(source, cql, options, release);
    }
}
