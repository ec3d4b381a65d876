package io.thermocline.formats.qms;

import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.npy.NpyReader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** States and files as tests make them. */
final class States {
    static final String TIME = "2026-01-02T03:04:05Z";

    private States() {}

    /** Copies a test resource into a folder. */
    static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in =
                Objects.requireNonNull(States.class.getResourceAsStream("/qms/" + name), name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    /** Reads the state vector of a real circuit. */
    static ArrayView circuit(String name, Path folder, Arena arena) throws IOException {
        try (NpyReader reader = NpyReader.open(copy(name + ".npy", folder))) {
            return reader.read(arena).numbers();
        }
    }

    /** Returns 2^qubits amplitudes of random bits, NaN payloads and negative zeros included. */
    static MemorySegment random(int qubits, long seed) {
        byte[] bytes = new byte[16 << qubits];
        new Random(seed).nextBytes(bytes);
        return MemorySegment.ofArray(bytes);
    }

    /** Returns amplitudes that compress well: all zero but the first and the last. */
    static MemorySegment ghz(int qubits) {
        MemorySegment memory = MemorySegment.ofArray(new byte[16 << qubits]);
        memory.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, Math.sqrt(0.5));
        memory.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, memory.byteSize() - 16, Math.sqrt(0.5));
        return memory;
    }

    static byte[] bytes(MemorySegment memory) {
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    static int qubits(MemorySegment amplitudes) {
        return Long.numberOfTrailingZeros(amplitudes.byteSize() / 16);
    }

    /** Writes a state in one piece. */
    static Path write(
            Path file,
            MemorySegment amplitudes,
            Map<String, ? extends @Nullable Object> metadata,
            QmsCodec codec)
            throws IOException {
        Files.deleteIfExists(file);
        QmsHeader header = QmsHeader.of("state \"ü\"", TIME, qubits(amplitudes));
        try (QmsWriter writer = QmsWriter.create(file, header, metadata, codec)) {
            writer.append(amplitudes);
            writer.finish();
        }
        return file;
    }

    /** Opens, verifies and reads a state. */
    static byte[] read(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined();
                QmsReader reader = QmsReader.open(file)) {
            reader.verify();
            return bytes(reader.read(arena).memory());
        }
    }
}
