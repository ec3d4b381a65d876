package io.thermocline.engine.internal.exec.ast;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One SELECT, as it was written. Immutable.
 *
 * @param explain whether rows or a description of the plan are wanted
 * @param distinct whether equal rows count once
 * @param items select list, at least one
 * @param table table after FROM, or null for one row without columns
 * @param where condition on rows, or null
 * @param groupBy group keys, or empty
 * @param having condition on groups, or null
 * @param orderBy sort keys, or empty
 * @param limit most rows, or null
 * @param offset rows to leave out first, or null
 * @param parameterCount question marks in the text
 */
public record Statement(
        Explain explain,
        boolean distinct,
        List<Item> items,
        @Nullable TableName table,
        @Nullable Syntax where,
        List<Syntax> groupBy,
        @Nullable Syntax having,
        List<Order> orderBy,
        @Nullable Syntax limit,
        @Nullable Syntax offset,
        int parameterCount) {

    /** What the statement returns. */
    public enum Explain {
        /** Its rows. */
        NO,
        /** The plan, without reading rows. */
        PLAN,
        /** The plan and what running it took. */
        ANALYZE
    }

    /**
     * One entry of the select list.
     *
     * @param alias name given by AS, or null
     * @param label the expression as it was written, which names the column without an alias
     */
    public record Item(Syntax expression, @Nullable String alias, String label) {}

    /**
     * The table after FROM.
     *
     * @param alias name given by AS, or null
     */
    public record TableName(String name, @Nullable String alias, Span span) {}

    /**
     * One sort key.
     *
     * @param nullsFirst whether rows without a value come first
     */
    public record Order(Syntax expression, boolean descending, boolean nullsFirst) {}
}
