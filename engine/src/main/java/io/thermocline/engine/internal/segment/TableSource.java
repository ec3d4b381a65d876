package io.thermocline.engine.internal.segment;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The tables that one query may read, all at one pinned state. */
public interface TableSource {
    /** Returns the table of a name, or null. */
    @Nullable TableView table(String name);

    /** Returns the names of all tables, sorted, for messages. */
    List<String> tableNames();
}
