package io.thermocline.engine.internal.exec.scan;

import io.thermocline.engine.internal.exec.expr.NumberRange;
import io.thermocline.engine.internal.exec.expr.RangeTest;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.formats.column.BlockStatistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Which truth values a condition may have in the rows of a block, as far as statistics tell: a set
 * of {@link #TRUE}, {@link #FALSE} and {@link #NULL}. What is not in the set does not occur.
 */
@FunctionalInterface
public interface ZoneTest {
    /** Some row may fulfil the condition. */
    int TRUE = 1;

    /** Some row may miss it. */
    int FALSE = 2;

    /** Some row may leave it open. */
    int NULL = 4;

    /** Nothing is known. */
    int ANY = TRUE | FALSE | NULL;

    /** Returns the truth values that may occur in a block of {@link RunZones#BLOCK_ROWS} rows. */
    int outcomes(RunZones zones, int block);

    /** Returns the test of a condition over the columns of a scan. */
    static ZoneTest of(Expr condition) {
        RangeTest range = RangeTest.of(condition);
        if (range != null && range.operand() instanceof Expr.Column column) {
            return range(column.slot(), range::range, range.negated());
        }
        return switch (condition) {
            case Expr.Literal literal -> {
                int only =
                        literal.value() == null
                                ? NULL
                                : Boolean.TRUE.equals(literal.value()) ? TRUE : FALSE;
                yield (zones, block) -> only;
            }
            case Expr.Column column -> range(column.slot(), () -> TRUTH, false);
            case Expr.Not not -> {
                ZoneTest operand = of(not.operand());
                yield (zones, block) -> swapped(operand.outcomes(zones, block));
            }
            case Expr.IsNull test when test.operand() instanceof Expr.Column column -> {
                int slot = column.slot();
                yield test.negated()
                        ? (zones, block) -> swapped(nulls(zones, slot, block))
                        : (zones, block) -> nulls(zones, slot, block);
            }
            case Expr.Logic logic -> {
                List<ZoneTest> terms = logic.terms().stream().map(ZoneTest::of).toList();
                yield logic.and() ? and(terms) : or(terms);
            }
            case Expr.InList in when in.operand() instanceof Expr.Column column ->
                    inList(in, column.slot());
            default -> UNKNOWN;
        };
    }

    /** The test of a condition that statistics know nothing of. */
    ZoneTest UNKNOWN = (zones, block) -> ANY;

    /** A bool column is true where its value is 1. */
    NumberRange TRUTH = new NumberRange.Longs(1, 1);

    /** Returns the test of whether a column of numbers lies in a range that may change. */
    static ZoneTest range(int slot, Supplier<NumberRange> range, boolean negated) {
        return (zones, block) -> {
            int outcomes = ZoneFacts.range(zones, slot, block, range.get());
            return negated ? swapped(outcomes) : outcomes;
        };
    }

    private static ZoneTest inList(Expr.InList in, int slot) {
        List<NumberRange> members = new ArrayList<>();
        for (Expr.Literal literal : in.list()) {
            switch (literal.value()) {
                case Long value -> members.add(new NumberRange.Longs(value, value));
                case Double value when !Double.isNaN(value) ->
                        members.add(new NumberRange.Doubles(value, value, false));
                case null, default -> {
                    return UNKNOWN;
                }
            }
        }
        // With NULL in the list, whoever is not found leaves the question open.
        int missing = in.hasNull() ? NULL : FALSE;
        return (zones, block) -> {
            int outcomes = missing;
            for (NumberRange member : members) {
                int one = ZoneFacts.range(zones, slot, block, member);
                if (one == TRUE) {
                    return TRUE;
                }
                outcomes |= one & (TRUE | NULL);
            }
            return outcomes;
        };
    }

    private static int nulls(RunZones zones, int slot, int block) {
        if (zones.isAbsent(slot)) {
            return TRUE;
        }
        if (!zones.isNullable(slot)) {
            return FALSE;
        }
        BlockStatistics statistics = zones.statistics(slot, block);
        if (statistics == null) {
            return TRUE | FALSE;
        }
        int nulls = statistics.nullCount(block);
        boolean allNull = zones.isWhole(block) && nulls == RunZones.BLOCK_ROWS;
        return (nulls > 0 ? TRUE : 0) | (allNull ? 0 : FALSE);
    }

    private static int swapped(int outcomes) {
        return (outcomes & NULL)
                | ((outcomes & TRUE) != 0 ? FALSE : 0)
                | ((outcomes & FALSE) != 0 ? TRUE : 0);
    }

    private static ZoneTest or(List<ZoneTest> terms) {
        return (zones, block) -> {
            int outcomes = FALSE;
            for (ZoneTest term : terms) {
                outcomes = swapped(both(swapped(outcomes), swapped(term.outcomes(zones, block))));
            }
            return outcomes;
        };
    }

    /** Returns the test of whether all of the conditions hold. */
    static ZoneTest and(List<ZoneTest> terms) {
        return (zones, block) -> {
            int outcomes = TRUE;
            for (ZoneTest term : terms) {
                outcomes = both(outcomes, term.outcomes(zones, block));
                if (outcomes == FALSE) {
                    return FALSE;
                }
            }
            return outcomes;
        };
    }

    private static int both(int a, int b) {
        int either = a | b;
        boolean open =
                ((a & NULL) != 0 && (b & (TRUE | NULL)) != 0)
                        || ((b & NULL) != 0 && (a & (TRUE | NULL)) != 0);
        return (a & b & TRUE) | (either & FALSE) | (open ? NULL : 0);
    }
}
