package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.kernel.Bits;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * AND or OR with three truth values. A term is computed for the rows that the terms before left
 * open: errors in other rows do not count.
 */
final class LogicEvaluator extends Evaluator {
    private final boolean and;
    private final List<Evaluator> terms;
    private final BoolValues result = new BoolValues();

    /** Rows that a term has decided: false under AND, true under OR. */
    private final long[] decided = new long[Batch.WORDS];

    private final long[] unknown = new long[Batch.WORDS];
    private final long[] open = new long[Batch.WORDS];

    LogicEvaluator(boolean and, List<Evaluator> terms) {
        this.and = and;
        this.terms = List.copyOf(terms);
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        int rows = batch.rows();
        int words = Bits.words(rows);
        Bits.clear(decided, rows);
        Bits.clear(unknown, rows);
        long @Nullable [] live = batch.live();
        try {
            for (int t = 0; t < terms.size(); t++) {
                if (t > 0) {
                    Bits.fill(open, rows);
                    Bits.andNot(live == null ? open : live, decided, open, rows);
                    if (Bits.count(open, rows) == 0) {
                        break;
                    }
                    batch.setLive(open);
                }
                take((BoolValues) terms.get(t).evaluate(batch), words);
            }
        } finally {
            batch.setLive(live);
        }
        finish(rows, words);
        return result;
    }

    private void take(BoolValues term, int words) {
        long[] bits = term.bits();
        long @Nullable [] valid = term.validity();
        for (int w = 0; w < words; w++) {
            long known = valid == null ? -1L : valid[w];
            decided[w] |= known & (and ? ~bits[w] : bits[w]);
            unknown[w] |= ~known;
        }
    }

    private void finish(int rows, int words) {
        long[] bits = result.bits();
        boolean hasNull = false;
        for (int w = 0; w < words; w++) {
            unknown[w] &= ~decided[w];
            bits[w] = and ? ~(decided[w] | unknown[w]) : decided[w];
        }
        Bits.trim(unknown, rows);
        Bits.trim(bits, rows);
        for (int w = 0; w < words; w++) {
            hasNull |= unknown[w] != 0;
        }
        if (hasNull) {
            long[] valid = result.ownValidity(rows);
            Bits.andNot(valid, unknown, valid, rows);
        } else {
            result.setAllValid();
        }
    }
}
