package io.thermocline.engine.internal.exec;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.expr.ExprCompiler;
import io.thermocline.engine.internal.exec.expr.NumberRange;
import io.thermocline.engine.internal.exec.expr.RangeEvaluator;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.exec.plan.ValueKind;
import io.thermocline.engine.internal.exec.scan.RunZones;
import io.thermocline.engine.internal.exec.scan.ZoneTest;

import org.jspecify.annotations.Nullable;

/**
 * Leaves out rows that cannot be among the first n: once n rows are known, a row has to come before
 * the last of them. Whole blocks fall away by their statistics. One thread at a time.
 */
final class TopBound extends Evaluator {
    private final Operator operator;
    private final boolean integers;
    private final RangeEvaluator range;
    private final ZoneTest rangeZones;
    private final BoolValues all = new BoolValues();
    private boolean active;

    private TopBound(Plan.SortKey key, Expr.Column column, boolean only, QueryContext context) {
        // Of rows with equal keys the first is wanted; a second key may still prefer a later one.
        this.operator =
                key.descending()
                        ? (only ? Operator.GREATER : Operator.GREATER_OR_EQUAL)
                        : (only ? Operator.LESS : Operator.LESS_OR_EQUAL);
        this.integers = column.kind() == ValueKind.LONG;
        this.range =
                new RangeEvaluator(
                        context.kernels(),
                        new ExprCompiler(context).compile(column),
                        integers ? NumberRange.Longs.ALL : NumberRange.Doubles.ALL,
                        false);
        this.rangeZones = ZoneTest.range(column.slot(), range::range, false);
    }

    /** Returns the bound of a sort, or null if its first key gives none. */
    static @Nullable TopBound of(Plan.Sort plan, QueryContext context) {
        Plan.SortKey key = plan.keys().getFirst();
        boolean usable = plan.limit() != Plan.UNLIMITED && !key.nullsFirst();
        if (!usable || !(key.expression() instanceof Expr.Column column)) {
            return null;
        }
        return column.kind() == ValueKind.LONG || column.kind() == ValueKind.DOUBLE
                ? new TopBound(key, column, plan.keys().size() == 1, context)
                : null;
    }

    /** Takes the first key of the last row that is wanted, as bits. */
    void narrow(long lastKey) {
        active = true;
        range.setRange(
                integers
                        ? NumberRange.Longs.of(operator, lastKey)
                        : NumberRange.Doubles.of(operator, Double.longBitsToDouble(lastKey)));
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        if (active) {
            return range.evaluate(batch);
        }
        Bits.fill(all.bits(), batch.rows());
        return all;
    }

    /** Says what statistics tell about the bound. */
    int outcomes(RunZones zones, int block) {
        return active ? rangeZones.outcomes(zones, block) : ZoneTest.TRUE;
    }
}
