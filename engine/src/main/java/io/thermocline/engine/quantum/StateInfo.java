package io.thermocline.engine.quantum;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What a store knows of a state without opening it.
 *
 * @param id name that the user chose, 1 to 255 bytes of UTF-8
 * @param qubits number of qubits; the state has 2^qubits amplitudes of 16 bytes
 * @param created when it was published
 * @param path the {@code .qms} file
 * @param bytes length of the file
 */
public record StateInfo(String id, int qubits, Instant created, Path path, long bytes) {}
