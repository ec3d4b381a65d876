package io.thermocline.formats.qms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;

/** States larger than the heap of the test pass through in pieces. */
@Tag("slow")
class QmsLargeStateTest {
    private static final int QUBITS = 27;
    private static final int PIECE_QUBITS = 16;

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ZLIB")
    void aStateOfTwoGibibytesIsWrittenVerifiedAndRead(QmsCodec codec) throws IOException {
        Path file = folder.resolve("large.qms");
        QmsHeader header = QmsHeader.of("large", States.TIME, QUBITS);
        MemorySegment piece = States.random(PIECE_QUBITS, 1);
        try (QmsWriter writer = QmsWriter.create(file, header, Map.of(), codec)) {
            for (int i = 0; i < 1 << (QUBITS - PIECE_QUBITS); i++) {
                writer.append(piece);
            }
            writer.finish();
        }
        try (QmsReader reader = QmsReader.open(file)) {
            assertEquals(1L << QUBITS, reader.amplitudeCount());
            assertTrue(reader.verify());
            MemorySegment found = States.random(PIECE_QUBITS, 2);
            try (QmsAmplitudes stream = reader.amplitudes()) {
                while (stream.remaining() > 0) {
                    assertEquals(1 << PIECE_QUBITS, stream.read(found));
                    assertEquals(-1, piece.mismatch(found));
                }
            }
        }
    }
}
