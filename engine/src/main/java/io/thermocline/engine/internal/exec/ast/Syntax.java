package io.thermocline.engine.internal.exec.ast;

import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** An expression as it was written. Immutable. */
public sealed interface Syntax {
    /** Returns the piece of the text that it was read from. */
    Span span();

    /**
     * A column or alias.
     *
     * @param table table name before the point, or null
     */
    record Name(@Nullable String table, String name, Span span) implements Syntax {}

    /** {@code *}, or {@code t.*}, in a select list. */
    record Star(@Nullable String table, Span span) implements Syntax {}

    /**
     * A literal.
     *
     * @param value Long, Double, Boolean, String (text), Long (timestamp) or null
     * @param type type of the value, or null for NULL
     */
    record Constant(@Nullable Object value, @Nullable ColumnType type, Span span)
            implements Syntax {}

    /**
     * A question mark.
     *
     * @param index from 0, in the order of the text
     */
    record Parameter(int index, Span span) implements Syntax {}

    /** {@code - x} or {@code + x}. */
    record Sign(boolean negative, Syntax operand, Span span) implements Syntax {}

    /** Arithmetic, comparison or concatenation. */
    record Binary(Operator operator, Syntax left, Syntax right, Span span) implements Syntax {}

    /** AND or OR over two terms or more. */
    record Logic(boolean and, List<Syntax> terms, Span span) implements Syntax {}

    /** NOT x. */
    record Not(Syntax operand, Span span) implements Syntax {}

    /** x [NOT] BETWEEN low AND high. */
    record Between(Syntax operand, Syntax low, Syntax high, boolean negated, Span span)
            implements Syntax {}

    /** x [NOT] IN (list). */
    record In(Syntax operand, List<Syntax> list, boolean negated, Span span) implements Syntax {}

    /** x [NOT] LIKE pattern [ESCAPE escape]. */
    record Like(
            Syntax operand,
            Syntax pattern,
            @Nullable Syntax escape,
            boolean ignoresCase,
            boolean negated,
            Span span)
            implements Syntax {}

    /** x IS [NOT] DISTINCT FROM y: a comparison for which NULL equals NULL. */
    record IsDistinct(Syntax left, Syntax right, boolean negated, Span span) implements Syntax {}

    /** x IS [NOT] NULL. */
    record IsNull(Syntax operand, boolean negated, Span span) implements Syntax {}

    /** x IS [NOT] TRUE or FALSE. */
    record IsTruth(Syntax operand, boolean truth, boolean negated, Span span) implements Syntax {}

    /** CAST(x AS type). */
    record Cast(Syntax operand, ColumnType type, Span span) implements Syntax {}

    /**
     * CASE. Branch i holds where {@code whens[i]} does.
     *
     * @param operand what each WHEN is compared with, or null if the WHENs are conditions
     * @param otherwise value if no branch holds, or null for NULL
     */
    record Case(
            @Nullable Syntax operand,
            List<Syntax> whens,
            List<Syntax> thens,
            @Nullable Syntax otherwise,
            Span span)
            implements Syntax {}

    /**
     * A function call.
     *
     * @param distinct whether DISTINCT stands before the argument
     * @param star whether the argument is {@code *}
     * @param filter condition of the rows that an aggregate counts, or null for all rows
     */
    record Call(
            String name,
            List<Syntax> arguments,
            boolean distinct,
            boolean star,
            @Nullable Syntax filter,
            Span span)
            implements Syntax {}
}
