package io.thermocline.engine.internal.exec.scan;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.expr.Evaluator;
import io.thermocline.engine.internal.exec.expr.ExprCompiler;
import io.thermocline.engine.internal.exec.expr.RangeEvaluator;
import io.thermocline.engine.internal.exec.expr.RangeTest;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.ScalarFunction;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Picks the rows of a batch that fulfil every condition.
 *
 * <p>Ranges of one expression become one range. Conditions on plain columns, which cannot fail, go
 * first; the others keep their order. A condition is computed for the rows that those before left
 * over: for all of them with a mask while they are many, for a list of them once they are few.
 *
 * <p>Thread rules: one thread at a time.
 */
final class RowFilter {
    /** Below one row in so many, rows are listed and their columns gathered. */
    private static final int SPARSE = 4;

    private final List<Evaluator> conditions = new ArrayList<>();
    private final List<ZoneTest> zones = new ArrayList<>();

    /** What each of {@link #zones} asks, for plans. */
    private final List<String> zoneTexts = new ArrayList<>();

    private final ZoneTest zoneTest = ZoneTest.and(zones);
    private final long[] selected = new long[Batch.WORDS];

    RowFilter(List<Expr> wanted, QueryContext context) {
        ExprCompiler compiler = new ExprCompiler(context);
        List<RangeTest> ranges = new ArrayList<>();
        List<Ranked> ranked = new ArrayList<>();
        for (Expr condition : wanted) {
            RangeTest range = RangeTest.of(condition);
            if (range != null) {
                merge(ranges, range);
            } else {
                zones.add(ZoneTest.of(condition));
                zoneTexts.add(condition.text());
                ranked.add(new Ranked(rank(condition), compiler.compile(condition)));
            }
        }
        for (RangeTest range : ranges) {
            zones.add(
                    range.operand() instanceof Expr.Column column
                            ? ZoneTest.range(column.slot(), range::range, range.negated())
                            : ZoneTest.UNKNOWN);
            zoneTexts.add(range.text());
            ranked.add(new Ranked(rank(range.operand()), evaluator(range, compiler, context)));
        }
        ranked.stream()
                .sorted(Comparator.comparingInt(Ranked::rank))
                .forEach(r -> conditions.add(r.evaluator));
    }

    /** A condition and its place: lower ranks are computed first. */
    private record Ranked(int rank, Evaluator evaluator) {}

    private static Evaluator evaluator(
            RangeTest range, ExprCompiler compiler, QueryContext context) {
        return new RangeEvaluator(
                context.kernels(),
                compiler.compile(range.operand()),
                range.range(),
                range.negated());
    }

    private static void merge(List<RangeTest> ranges, RangeTest next) {
        for (int i = 0; i < ranges.size(); i++) {
            RangeTest both = ranges.get(i).and(next);
            if (both != null) {
                ranges.set(i, both);
                return;
            }
        }
        ranges.add(next);
    }

    private static int rank(Expr expr) {
        if (!cannotFail(expr)) {
            return 3;
        }
        if (expr instanceof Expr.Column || expr instanceof Expr.IsNull) {
            return 0;
        }
        boolean texts = expr.operands().stream().anyMatch(o -> o.kind() == ValueKind.BYTES);
        return texts ? 2 : 1;
    }

    /** Returns whether an expression has a value, or null, whatever the row. */
    private static boolean cannotFail(Expr expr) {
        boolean safe =
                switch (expr) {
                    case Expr.Arithmetic arithmetic -> arithmetic.kind() == ValueKind.DOUBLE;
                    case Expr.Negate negate -> negate.kind() == ValueKind.DOUBLE;
                    case Expr.Like like -> like.pattern() instanceof Expr.Literal;
                    case Expr.Cast cast -> cast.type().equals(Expr.F64);
                    case Expr.Call call -> isTotal(call.function().shape());
                    case Expr.Aggregate aggregate -> false;
                    default -> true;
                };
        return safe && expr.operands().stream().allMatch(RowFilter::cannotFail);
    }

    private static boolean isTotal(ScalarFunction.Shape shape) {
        return shape == ScalarFunction.Shape.MATH
                || shape == ScalarFunction.Shape.REGULAR_EXPRESSION;
    }

    /** Returns what statistics say about each condition. */
    List<ZoneTest> zones() {
        return zones;
    }

    /** Returns the conditions that statistics are asked about, as text. */
    List<String> zoneTexts() {
        return zoneTexts;
    }

    /** Returns what statistics say about all conditions together. */
    ZoneTest zoneTest() {
        return zoneTest;
    }

    /** Adds a condition that is computed before all others. */
    void addFirst(Evaluator condition, ZoneTest zone) {
        conditions.addFirst(condition);
        zones.add(zone);
        zoneTexts.add("the rows found so far");
    }

    /**
     * Narrows a batch to the rows that fulfil the conditions.
     *
     * @param start rows of the batch that count so far, or null for all
     * @param onlyKept whether the rest must be left out of the batch; else it may stay, not live
     * @return the rows that are left
     */
    int apply(ScanBatch batch, long @Nullable [] start, boolean onlyKept) {
        int rows = batch.rows();
        int count = rows;
        if (start == null) {
            Bits.fill(selected, rows);
        } else {
            System.arraycopy(start, 0, selected, 0, Bits.words(rows));
            count = Bits.count(selected, rows);
        }
        for (Evaluator condition : conditions) {
            if (count == 0) {
                return 0;
            }
            if (count < batch.rows() / SPARSE) {
                batch.keep(selected);
                Bits.fill(selected, count);
            }
            batch.setLive(count == batch.rows() ? null : selected);
            narrow((BoolValues) condition.evaluate(batch), batch.rows());
            count = Bits.count(selected, batch.rows());
        }
        batch.setLive(null);
        boolean few = count < batch.rows() / SPARSE;
        if (count > 0 && count < batch.rows() && (few || onlyKept || batch.isCompact())) {
            batch.keep(selected);
        } else if (count < batch.rows()) {
            batch.setLive(selected);
        }
        return count;
    }

    private void narrow(BoolValues values, int rows) {
        Bits.and(selected, values.bits(), rows);
        if (values.validity() != null) {
            Bits.and(selected, values.validity(), rows);
        }
    }
}
