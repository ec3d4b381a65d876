package io.thermocline.formats.qms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.CorruptFileException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Set;

/** Files of the original programs open, or are refused for the reason that is theirs. */
class QmsSamplesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "random_10q, 10, RAW, true",
        "ghz_12q, 12, RAW, false",
        "pad_12q, 12, RAW, false",
        "ghz_17q, 17, ZLIB, false"
    })
    void anOriginalStateOpensAndItsChecksumHolds(
            String name, int qubits, QmsCodec codec, boolean isAligned) throws IOException {
        try (Arena arena = Arena.ofConfined();
                QmsReader reader = QmsReader.open(States.copy(name + ".qms", folder))) {
            assertEquals(name, reader.header().stateId());
            assertEquals(qubits, reader.header().qubits());
            assertNull(reader.header().version());
            assertEquals(codec, reader.codec());
            assertEquals(1L << qubits, reader.amplitudeCount());
            assertEquals(isAligned, reader.isMappable());
            assertTrue(reader.verify());
            assertEquals("2.0", reader.metadata().get("version"));
            MemorySegment amplitudes = reader.read(arena).memory();
            double norm = 0;
            for (long at = 0; at < amplitudes.byteSize(); at += Double.BYTES) {
                norm += Math.pow(amplitudes.get(ValueLayout.JAVA_DOUBLE, at), 2);
            }
            assertEquals(1, norm, 1e-12);
            if (isAligned) {
                assertEquals(-1, amplitudes.mismatch(reader.map(arena).memory()));
            } else {
                assertThrows(IllegalStateException.class, () -> reader.map(arena));
            }
        }
    }

    @Test
    void aStateKeptAsTensorsOpensWithoutAmplitudes() throws IOException {
        try (Arena arena = Arena.ofConfined();
                QmsReader reader = QmsReader.open(States.copy("mps_only_27q.qms", folder))) {
            assertFalse(reader.hasAmplitudes());
            assertFalse(reader.isMetadataTruncated());
            assertEquals(0, reader.amplitudeCount());
            assertEquals(27, reader.header().qubits());
            assertEquals(
                    Set.of("compression", "n_qubits", "timestamp", "version"),
                    reader.metadata().keySet());
            assertFalse(reader.verify());
            assertThrows(IllegalStateException.class, reader::amplitudes);
            assertThrows(IllegalStateException.class, () -> reader.read(arena));
        }
    }

    @Test
    void anExportThatStoppedBeforeItsMetadataIsUsable() throws IOException {
        Path cut = States.copy("random_10q.truncated.qms", folder);
        try (QmsReader reader = QmsReader.open(cut)) {
            assertTrue(reader.isMetadataTruncated());
            assertFalse(reader.verify());
            assertNull(reader.checksum());
        }
        assertArrayEquals(States.read(States.copy("random_10q.qms", folder)), States.read(cut));
    }

    @Test
    void aHeaderWrittenOverItsSectionsIsNamedAsSuch() throws IOException {
        Path file = States.copy("sectioned_8q_overwritten.qms", folder);
        CorruptFileException failure =
                assertThrows(CorruptFileException.class, () -> QmsReader.open(file));
        assertEquals(8 + 0x1e8, failure.offset());
        assertTrue(
                failure.toString().contains("wrote its header over the first section"),
                failure::toString);
    }
}
