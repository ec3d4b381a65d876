package io.thermocline.tools.demo;

import io.thermocline.engine.Store;
import io.thermocline.engine.quantum.QuantumState;
import io.thermocline.engine.quantum.StateStore;
import io.thermocline.engine.query.Cursor;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Compares every value of the demo's tables with its source, bit for bit, wherever the rows lie:
 * each producer's rows must come in the order in which they were appended, none missing, none
 * twice. One thread.
 */
final class TierProof {
    private final Store store;
    private final DemoPlan plan;
    private final Recording recording;
    private final CircuitState circuit;

    TierProof(Store store, DemoPlan plan, Recording recording, CircuitState circuit) {
        this.store = store;
        this.plan = plan;
        this.recording = recording;
        this.circuit = circuit;
    }

    /**
     * Checks the table of strain.
     *
     * @return values compared
     * @throws Differs if a value is not its source's
     */
    long strain() {
        long[] next = new long[plan.producers()];
        long rows = 0;
        try (Cursor cursor = store.query("SELECT ts, producer, repetition, h FROM strain")) {
            for (int count = cursor.nextBlock(); count > 0; count = cursor.nextBlock()) {
                check(cursor, count, rows, next);
                rows += count;
            }
        }
        for (int producer = 0; producer < next.length; producer++) {
            require(
                    "rows of producer " + producer,
                    plan.strainRows() / plan.producers(),
                    next[producer]);
        }
        return rows * DemoTables.strain().size();
    }

    private void check(Cursor cursor, int count, long firstRow, long[] next) {
        ColumnVector ts = cursor.column(DemoTables.TS);
        ColumnVector producers = cursor.column(DemoTables.PRODUCER);
        ColumnVector repetitions = cursor.column(DemoTables.REPETITION);
        ColumnVector h = cursor.column(DemoTables.H);
        for (int row = 0; row < count; row++) {
            long producer = producers.getLong(row);
            if (producer < 0 || producer >= next.length) {
                throw new Differs(
                        "strain, row " + (firstRow + row) + ", producer",
                        "0.." + (next.length - 1),
                        producer);
            }
            long at = next[(int) producer]++;
            int repetition = (int) (at / Recording.SAMPLES);
            int sample = (int) (at % Recording.SAMPLES);
            long found = Double.doubleToRawLongBits(h.getDouble(row));
            long expected = Double.doubleToRawLongBits(recording.strain(sample));
            boolean isEqual =
                    ts.getLong(row) == recording.nanos(repetition, sample)
                            && repetitions.getLong(row) == repetition
                            && found == expected;
            if (!isEqual) {
                throw new Differs(
                        "strain, row " + (firstRow + row) + " (producer " + producer + ")",
                        "repetition %d, ts %d, bits of h %x"
                                .formatted(
                                        repetition, recording.nanos(repetition, sample), expected),
                        "repetition %d, ts %d, bits of h %x"
                                .formatted(repetitions.getLong(row), ts.getLong(row), found));
            }
        }
    }

    /**
     * Checks the table of state vectors.
     *
     * @return values compared, a complex number being one
     * @throws Differs if a value is not its source's
     */
    long states() {
        double[] psi = new double[2 * CircuitState.AMPLITUDES];
        MemorySegment expected = MemorySegment.ofArray(psi);
        long step = 0;
        try (Cursor cursor = store.query("SELECT ts, step, psi FROM states")) {
            while (cursor.next()) {
                require("states, row " + step + ", step", step, cursor.getLong(DemoTables.STEP));
                require(
                        "states, row " + step + ", ts",
                        recording.nanos(0, 0) + step,
                        cursor.getLong(DemoTables.TS));
                circuit.turned(step, psi);
                MemorySegment found = cursor.column(DemoTables.PSI).bytes(cursor.row());
                require("states, row " + step + ", first byte", -1L, expected.mismatch(found));
                step++;
            }
        }
        require("rows of states", plan.stateRows(), step);
        return step * (2L + CircuitState.AMPLITUDES);
    }

    /**
     * Checks the state files, their SHA-256 included.
     *
     * @return values compared
     * @throws Differs if a value is not its source's
     */
    long files() {
        StateStore states = StateStore.of(store);
        long values = 0;
        try (Arena arena = Arena.ofConfined()) {
            for (StateFiles.Wanted wanted : StateFiles.all(circuit)) {
                MemorySegment expected = arena.allocate((2L * Double.BYTES) << wanted.qubits());
                wanted.source().accept(expected);
                try (QuantumState state = states.open(wanted.id())) {
                    state.verify();
                    require(
                            wanted.id() + ", first byte",
                            -1L,
                            expected.mismatch(state.amplitudes()));
                    values += 1L << state.qubits();
                }
            }
        }
        return values;
    }

    private static void require(String where, long expected, long found) {
        if (expected != found) {
            throw new Differs(where, expected, found);
        }
    }
}
