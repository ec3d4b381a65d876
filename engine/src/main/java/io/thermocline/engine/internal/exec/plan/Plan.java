package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.segment.TableView;
import io.thermocline.formats.column.Column;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a statement computes, as a chain of steps; each step's {@link Expr.Column} slots count the
 * columns of its input. Immutable.
 */
public sealed interface Plan {
    /** Stands for no limit of rows. */
    long UNLIMITED = -1;

    /** Returns the same plan with every expression replaced. */
    Plan mapped(UnaryOperator<Expr> change);

    /**
     * Rows of a table that fulfil every condition; columns are {@code columns}.
     *
     * @param table the table, or null for one row without columns
     */
    record Scan(@Nullable TableView table, List<Column> columns, List<Expr> conditions)
            implements Plan {
        @Override
        public Plan mapped(UnaryOperator<Expr> change) {
            return new Scan(table, columns, conditions.stream().map(change).toList());
        }
    }

    /**
     * One row a group; columns are the keys, then the aggregates. Without keys there is one group,
     * rows or not.
     */
    record Group(Plan input, List<Expr> keys, List<Expr.Aggregate> aggregates) implements Plan {
        @Override
        public Plan mapped(UnaryOperator<Expr> change) {
            return new Group(
                    input.mapped(change),
                    keys.stream().map(change).toList(),
                    aggregates.stream()
                            .map(a ->
                                    (Expr.Aggregate)
                                            a.withOperands(
                                                    a.operands().stream().map(change).toList()))
                            .toList());
        }
    }

    /** Rows that fulfil a condition; columns of the input. */
    record Filter(Plan input, Expr condition) implements Plan {
        @Override
        public Plan mapped(UnaryOperator<Expr> change) {
            return new Filter(input.mapped(change), change.apply(condition));
        }
    }

    /**
     * The first rows in an order; columns are the outputs.
     *
     * @param limit rows that are wanted, or {@link #UNLIMITED}
     */
    record Sort(Plan input, List<Expr> outputs, List<SortKey> keys, long limit) implements Plan {
        @Override
        public Plan mapped(UnaryOperator<Expr> change) {
            return new Sort(
                    input.mapped(change),
                    outputs.stream().map(change).toList(),
                    keys.stream()
                            .map(k ->
                                    new SortKey(
                                            change.apply(k.expression()),
                                            k.descending(),
                                            k.nullsFirst()))
                            .toList(),
                    limit);
        }
    }

    /**
     * A piece of the input; columns of the input.
     *
     * @param limit most rows, or {@link #UNLIMITED}
     */
    record Limit(Plan input, long offset, long limit) implements Plan {
        @Override
        public Plan mapped(UnaryOperator<Expr> change) {
            return new Limit(input.mapped(change), offset, limit);
        }
    }

    /** The columns of the result. */
    record Project(Plan input, List<Expr> outputs, List<String> names) implements Plan {
        @Override
        public Plan mapped(UnaryOperator<Expr> change) {
            return new Project(input.mapped(change), outputs.stream().map(change).toList(), names);
        }
    }

    /** One key of an order. */
    record SortKey(Expr expression, boolean descending, boolean nullsFirst) {}
}
