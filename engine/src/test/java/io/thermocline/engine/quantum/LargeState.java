package io.thermocline.engine.quantum;

import io.thermocline.engine.Store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Main class of a JVM whose heap is smaller than the state that it publishes and checks. */
final class LargeState {
    /** 128 MiB of amplitudes. */
    static final int QUBITS = 23;

    private LargeState() {}

    public static void main(String... arguments) {
        int qubits = Integer.parseInt(arguments[1]);
        try (Store store = Store.open(Path.of(arguments[0]))) {
            StateStore states = StateStore.of(store);
            try (StagedState staged = states.stage("large", qubits)) {
                MemorySegment amplitudes = staged.amplitudes();
                for (long at = 0; at < amplitudes.byteSize(); at += Double.BYTES) {
                    amplitudes.set(ValueLayout.JAVA_LONG, at, part(at));
                }
                staged.publish();
            }
            try (QuantumState state = states.open("large")) {
                state.verify();
                MemorySegment amplitudes = state.amplitudes();
                for (long at = 0; at < amplitudes.byteSize(); at += Double.BYTES) {
                    if (amplitudes.get(ValueLayout.JAVA_LONG, at) != part(at)) {
                        throw new AssertionError("amplitudes differ at byte " + at);
                    }
                }
                System.out.println(amplitudes.byteSize() / 16 + " amplitudes");
            }
        }
    }

    private static long part(long at) {
        return at * 0x9e3779b97f4a7c15L;
    }
}
