package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.kernel.Bits;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Dictionary;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** Asks a {@link BytesTest} of every row; of a dictionary's texts, once for each that occurs. */
final class BytesTestEvaluator extends Evaluator {
    private static final byte NO = 0;
    private static final byte YES = 1;
    private static final byte NOT_ASKED = 2;

    private final Evaluator operand;
    private final BytesTest test;
    private final boolean hasNull;
    private final BoolValues result = new BoolValues();

    /** The dictionary that {@link #answers} are for. */
    private @Nullable Dictionary known;

    /** Answer by code; one entry even for an empty dictionary, since null rows have code 0. */
    private byte[] answers = {NO};

    /**
     * Creates the evaluator.
     *
     * @param hasNull whether a list of constants had NULL in it, so that no answer is a sure no
     */
    BytesTestEvaluator(Evaluator operand, BytesTest test, boolean hasNull) {
        this.operand = operand;
        this.test = test;
        this.hasNull = hasNull;
    }

    @Override
    public BlockValues evaluate(Batch batch) {
        BytesValues values = (BytesValues) operand.evaluate(batch);
        int rows = batch.rows();
        Dictionary dictionary = values.dictionary();
        if (dictionary != null) {
            askCodes(values, dictionary, rows);
        } else {
            askRows(values, rows);
        }
        result.shareValidity(values.validity());
        NumberSetEvaluator.withNull(result, hasNull, rows);
        return result;
    }

    private void askRows(BytesValues values, int rows) {
        long[] bits = result.bits();
        Bits.clear(bits, rows);
        for (int i = 0; i < rows; i++) {
            if (!values.isNull(i) && test.test(values.heap(), values.start(i), values.length(i))) {
                Bits.set(bits, i);
            }
        }
    }

    private void askCodes(BytesValues values, Dictionary dictionary, int rows) {
        if (!dictionary.equals(known)) {
            if (answers.length < dictionary.size()) {
                answers = new byte[dictionary.size()];
            }
            Arrays.fill(answers, NOT_ASKED);
            if (dictionary.size() == 0) {
                answers[0] = NO;
            }
            known = dictionary;
        }
        int[] codes = values.codes();
        byte[] table = answers;
        long[] bits = result.bits();
        for (int from = 0; from < rows; from += Long.SIZE) {
            int count = Math.min(Long.SIZE, rows - from);
            long word = 0;
            for (int i = 0; i < count; i++) {
                int code = codes[from + i];
                byte answer = table[code];
                if (answer == NOT_ASKED) {
                    answer = ask(dictionary, code);
                    table[code] = answer;
                }
                word |= (long) answer << i;
            }
            bits[from >>> 6] = word;
        }
    }

    private byte ask(Dictionary dictionary, int code) {
        long at = (long) code * Integer.BYTES;
        int from = dictionary.offsets().get(ColumnVector.INT, at);
        int to = dictionary.offsets().get(ColumnVector.INT, at + Integer.BYTES);
        return test.test(dictionary.heap(), from, to - from) ? YES : NO;
    }
}
