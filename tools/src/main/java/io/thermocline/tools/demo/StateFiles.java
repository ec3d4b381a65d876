package io.thermocline.tools.demo;

import io.thermocline.engine.quantum.StagedState;
import io.thermocline.engine.quantum.StateStore;
import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The states that the demo keeps as {@code .qms} files of their own. */
final class StateFiles {
    private static final int TURNED = 4;

    private StateFiles() {}

    /**
     * A state to keep.
     *
     * @param id its name
     * @param qubits its size
     * @param source computes the amplitudes in place
     */
    record Wanted(String id, int qubits, Consumer<MemorySegment> source) {}

    static List<Wanted> all(CircuitState circuit) {
        List<Wanted> all = new ArrayList<>();
        for (int i = 0; i < TURNED; i++) {
            long step = (long) i * CircuitState.STEPS / TURNED;
            all.add(
                    new Wanted(
                            CircuitState.NAME + "/step " + step,
                            CircuitState.QUBITS,
                            target -> turn(circuit, step, target)));
        }
        all.add(
                new Wanted(
                        CircuitState.NAME + " ⊗ " + CircuitState.NAME,
                        2 * CircuitState.QUBITS,
                        circuit::squared));
        return all;
    }

    private static void turn(CircuitState circuit, long step, MemorySegment target) {
        double[] psi = new double[2 * CircuitState.AMPLITUDES];
        circuit.turned(step, psi);
        MemorySegment.copy(psi, 0, target, ColumnVector.DOUBLE, 0, psi.length);
    }

    /** Publishes them; returns the amplitudes that are durable then. */
    static long publish(StateStore states, CircuitState circuit) {
        long amplitudes = 0;
        for (Wanted wanted : all(circuit)) {
            Map<String, String> metadata = Map.of("circuit", CircuitState.NAME);
            try (StagedState staged = states.stage(wanted.id(), wanted.qubits(), metadata)) {
                wanted.source().accept(staged.amplitudes());
                staged.publish();
            }
            amplitudes += 1L << wanted.qubits();
        }
        return amplitudes;
    }
}
