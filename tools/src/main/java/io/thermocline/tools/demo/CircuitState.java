package io.thermocline.tools.demo;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.npy.NpyReader;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The final state of a real circuit, quantum phase estimation on 9 qubits, and states made of it
 * whose bits any language can compute again: only the four basic operations of IEEE 754 are used.
 * Immutable; any thread.
 */
final class CircuitState {
    static final int QUBITS = 9;
    static final int AMPLITUDES = 1 << QUBITS;

    /** Name of the circuit in QASMBench. */
    static final String NAME = "qpe_n9";

    /** Steps after which the phases repeat. */
    static final int STEPS = 1024;

    private static final int PARTS = 2 * AMPLITUDES;

    /** Real and imaginary parts in turn. */
    private final double[] parts;

    private CircuitState(double[] parts) {
        this.parts = parts;
    }

    /** Reads the state that is shipped with the program. */
    static CircuitState load() throws IOException {
        String resource = NAME + ".npy";
        try (InputStream in =
                        Objects.requireNonNull(
                                CircuitState.class.getResourceAsStream(resource), resource);
                Arena arena = Arena.ofConfined();
                NpyReader reader =
                        NpyReader.of(in, Path.of(resource), PARTS * (long) Double.BYTES + 128)) {
            MemorySegment memory = reader.read(arena).numbers().memory();
            double[] parts = new double[PARTS];
            MemorySegment.copy(memory, ColumnVector.DOUBLE, 0, parts, 0, parts.length);
            return new CircuitState(parts);
        }
    }

    /**
     * Computes the state turned by a phase: e^(i·2·atan(t)) with t = step mod 1024 / 1024, of which
     * cosine and sine are fractions of t.
     *
     * @param target complex128[512], as pairs of parts
     */
    void turned(long step, double[] target) {
        double t = (double) (step % STEPS) / STEPS;
        double cosine = (1 - t * t) / (1 + t * t);
        double sine = 2 * t / (1 + t * t);
        for (int i = 0; i < PARTS; i += 2) {
            target[i] = parts[i] * cosine - parts[i + 1] * sine;
            target[i + 1] = parts[i] * sine + parts[i + 1] * cosine;
        }
    }

    /**
     * Computes the state of two such registers, 18 qubits: the product with itself.
     *
     * @param target complex128[262144], little-endian
     */
    void squared(MemorySegment target) {
        for (int high = 0; high < AMPLITUDES; high++) {
            for (int low = 0; low < AMPLITUDES; low++) {
                double re = parts[2 * high] * parts[2 * low];
                double im = parts[2 * high] * parts[2 * low + 1];
                re -= parts[2 * high + 1] * parts[2 * low + 1];
                im += parts[2 * high + 1] * parts[2 * low];
                long at = ((long) high * AMPLITUDES + low) * 2 * Double.BYTES;
                target.set(ColumnVector.DOUBLE, at, re);
                target.set(ColumnVector.DOUBLE, at + Double.BYTES, im);
            }
        }
    }
}
