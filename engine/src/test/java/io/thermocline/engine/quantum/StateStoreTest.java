package io.thermocline.engine.quantum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.ChildProcess;
import io.thermocline.engine.Python;
import io.thermocline.engine.Snapshot;
import io.thermocline.engine.Store;
import io.thermocline.engine.StoreException;
import io.thermocline.engine.StoreOptions;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.npy.NpyReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

class StateStoreTest {
    private static final StoreOptions QUIET = StoreOptions.DEFAULT.withBackground(false);

    @TempDir Path directory;

    private Store open() {
        return Store.open(directory.resolve("store"), QUIET);
    }

    /** Returns 2^qubits amplitudes of random bits: NaN payloads and negative zeros included. */
    private static MemorySegment random(int qubits) {
        byte[] bytes = new byte[16 << qubits];
        new Random(qubits).nextBytes(bytes);
        return MemorySegment.ofArray(bytes);
    }

    private Path resource(String name) throws IOException {
        Path file = directory.resolve(name);
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream("/quantum/" + name), name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private static void assertHolds(MemorySegment expected, Store store, String id) {
        try (QuantumState state = StateStore.of(store).open(id)) {
            assertEquals(-1, expected.mismatch(state.amplitudes()), "first byte that differs");
            assertTrue(state.amplitudes().isReadOnly());
            assertEquals(0, state.amplitudes().address() % 64);
            assertEquals(id, state.id());
            state.verify();
        }
    }

    @Test
    void aStateIsThereBitForBitAtOnceAndAfterReopening() {
        MemorySegment noise = random(7);
        Instant before = Instant.now().minus(Duration.ofSeconds(1));
        try (Store store = open()) {
            StateStore states = StateStore.of(store);
            StateInfo saved = states.save("noise", 7, noise, Map.of());
            assertHolds(noise, store, "noise");
            assertEquals(saved, states.find("noise").orElseThrow());
            assertEquals(List.of(saved), states.list());
            assertEquals(7, saved.qubits());
            assertTrue(saved.created().isAfter(before), saved.toString());
        }
        try (Store store = open()) {
            assertHolds(noise, store, "noise");
            assertEquals(7, StateStore.of(store).find("noise").orElseThrow().qubits());
        }
        try (Store store = Store.openReadOnly(directory.resolve("store"))) {
            assertHolds(noise, store, "noise");
        }
    }

    @Test
    void everyNumberOfQubitsFromZeroOnWorks() {
        try (Store store = open()) {
            for (int qubits = 0; qubits <= 12; qubits++) {
                StateStore.of(store).save("q" + qubits, qubits, random(qubits), Map.of());
            }
            for (int qubits = 0; qubits <= 12; qubits++) {
                assertHolds(random(qubits), store, "q" + qubits);
            }
            assertEquals(
                    Stream.iterate(0, n -> n + 1).limit(13).map(n -> "q" + n).toList(),
                    StateStore.of(store).list().stream().map(StateInfo::id).toList(),
                    "in the order of publication");
        }
    }

    @Test
    void aStateIsFilledInPlaceAndSeenByAReaderOnceItIsPublished() {
        try (Store store = open();
                Store reader = Store.openReadOnly(directory.resolve("store"))) {
            StateStore states = StateStore.of(store);
            StateStore seen = StateStore.of(reader);
            try (StagedState bell = states.stage("bell", 2)) {
                assertEquals(64, bell.amplitudes().byteSize());
                assertEquals(-1, bell.amplitudes().mismatch(MemorySegment.ofArray(new byte[64])));
                bell.amplitudes().set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0, Math.sqrt(0.5));
                bell.amplitudes().set(ValueLayout.JAVA_DOUBLE_UNALIGNED, 48, Math.sqrt(0.5));
                assertTrue(states.find("bell").isEmpty());
                assertTrue(seen.find("bell").isEmpty());
                bell.publish();
                assertThrows(IllegalStateException.class, bell::publish);
            }
            try (QuantumState bell = seen.open("bell")) {
                assertEquals(
                        Math.sqrt(0.5),
                        bell.amplitudes().get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 48));
            }
            assertThrows(StoreException.class, () -> seen.save("other", 0, random(0), Map.of()));
            assertThrows(StoreException.class, () -> seen.remove("bell"));
        }
    }

    @Test
    void aStateThatIsNotPublishedLeavesNothingBehind() throws IOException {
        try (Store store = open()) {
            try (StagedState given = StateStore.of(store).stage("given up", 10)) {
                given.amplitudes().fill((byte) 1);
            }
            assertEquals(List.of(), StateStore.of(store).list());
        }
        try (Stream<Path> files = Files.walk(directory)) {
            assertEquals(List.of(), files.filter(f -> f.toString().contains(".qms")).toList());
        }
    }

    @Test
    void idsAreNamesAndNeverPaths() throws IOException {
        List<String> ids =
                List.of("../x", "/etc/passwd", "..", "a/b", "Ψ\u2044\"'\\%", "x".repeat(255), " ");
        try (Store store = open()) {
            for (String id : ids) {
                StateStore.of(store).save(id, 3, random(3), Map.of());
            }
        }
        try (Store store = open()) {
            for (String id : ids) {
                assertHolds(random(3), store, id);
            }
            Path states = directory.toRealPath().resolve("store").resolve("states");
            for (StateInfo info : StateStore.of(store).list()) {
                assertTrue(info.path().toRealPath().startsWith(states), info.toString());
            }
            StateStore states2 = StateStore.of(store);
            for (String bad : List.of("", "y".repeat(256), "ü".repeat(128), "a\nb", "\ud800")) {
                assertThrows(IllegalArgumentException.class, () -> states2.stage(bad, 1));
            }
        }
        try (Stream<Path> top = Files.list(directory)) {
            assertEquals(List.of(directory.resolve("store")), top.toList());
        }
    }

    @Test
    void wrongSizesAndNumbersOfQubitsAreRefusedAndNamed() {
        try (Store store = open()) {
            StateStore states = StateStore.of(store);
            for (long bytes : new long[] {0, 16, 48, 63, 65, 128}) {
                String message =
                        String.valueOf(
                                assertThrows(
                                                IllegalArgumentException.class,
                                                () ->
                                                        states.save(
                                                                "s",
                                                                2,
                                                                MemorySegment.ofArray(
                                                                        new byte[(int) bytes]),
                                                                Map.of()))
                                        .getMessage());
                assertTrue(message.contains("expected 64 bytes"), message);
                assertTrue(message.contains("found " + bytes), message);
            }
            assertThrows(IllegalArgumentException.class, () -> states.stage("s", -1));
            assertThrows(IllegalArgumentException.class, () -> states.stage("s", 59));
            String message =
                    String.valueOf(
                            assertThrows(StoreException.class, () -> states.stage("s", 58))
                                    .getMessage());
            assertTrue(message.contains("expected room for"), message);
            assertEquals(List.of(), states.list());
        }
    }

    @Test
    void aNameIsUsedOnceAndFreeAgainAfterRemoval() {
        try (Store store = open()) {
            StateStore states = StateStore.of(store);
            states.save("one", 4, random(4), Map.of());
            assertThrows(StoreException.class, () -> states.save("one", 4, random(4), Map.of()));
            try (StagedState first = states.stage("race", 1);
                    StagedState second = states.stage("race", 1)) {
                first.publish();
                assertThrows(StoreException.class, second::publish);
            }
            states.remove("one");
            assertTrue(states.find("one").isEmpty());
            assertThrows(StoreException.class, () -> states.open("one"));
            assertThrows(StoreException.class, () -> states.remove("one"));
            states.save("one", 5, random(5), Map.of());
            assertHolds(random(5), store, "one");
            assertEquals(
                    List.of("race", "one"), states.list().stream().map(StateInfo::id).toList());
        }
    }

    @Test
    void anOpenStateStaysReadableWhenItIsRemoved() {
        try (Store store = open()) {
            StateStore states = StateStore.of(store);
            StateInfo info = states.save("gone", 6, random(6), Map.of());
            try (QuantumState state = states.open("gone")) {
                try (Snapshot _ = store.snapshot()) {
                    states.remove("gone");
                    assertTrue(Files.exists(info.path()), "a snapshot needs it");
                }
                assertEquals(-1, random(6).mismatch(state.amplitudes()));
                state.verify();
            }
        }
        try (Store store = open()) {
            assertEquals(List.of(), StateStore.of(store).list());
        }
    }

    @Test
    void metadataOfTheCallerTravelWithTheState() {
        Map<String, Object> metadata =
                Map.of(
                        "circuit",
                        "qpe_n9",
                        "n_qubits",
                        99L,
                        "classical_data",
                        Map.of("confidence", 0.5));
        try (Store store = open()) {
            StateStore.of(store).save("with", 3, random(3), metadata);
            try (QuantumState state = StateStore.of(store).open("with")) {
                assertEquals("qpe_n9", state.metadata().get("circuit"));
                assertEquals(Map.of("confidence", 0.5), state.metadata().get("classical_data"));
                assertEquals(3, state.qubits());
                assertEquals(3L, state.metadata().get("n_qubits"), "the format's own keys win");
            }
        }
    }

    @Test
    void damageIsFound() throws IOException {
        try (Store store = open()) {
            StateStore states = StateStore.of(store);
            StateInfo info = states.save("s", 5, random(5), Map.of());
            long amplitude = info.bytes() / 2;
            flip(info.path(), amplitude);
            try (QuantumState state = states.open("s")) {
                assertThrows(CorruptFileException.class, state::verify);
            }
            flip(info.path(), amplitude);
            assertHolds(random(5), store, "s");
            for (long at : new long[] {1, 6, 40, info.bytes() - 1}) {
                flip(info.path(), at);
                assertThrows(FormatException.class, () -> states.open("s"), "byte " + at);
                flip(info.path(), at);
            }
            try (FileChannel file = FileChannel.open(info.path(), StandardOpenOption.WRITE)) {
                file.truncate(info.bytes() - 9);
            }
            assertThrows(CorruptFileException.class, () -> states.open("s"));
            Files.delete(info.path());
            assertThrows(StoreException.class, () -> states.open("s"));
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4)).flip();
            channel.write(one, at);
        }
    }

    @Test
    void aFileOfAnotherStateUnderAnIdIsDamage() throws IOException {
        try (Store store = open()) {
            StateStore states = StateStore.of(store);
            StateInfo one = states.save("one", 3, random(3), Map.of());
            StateInfo two = states.save("two", 3, random(3), Map.of());
            Files.delete(two.path());
            Files.copy(one.path(), two.path());
            String message =
                    String.valueOf(
                            assertThrows(CorruptFileException.class, () -> states.open("two"))
                                    .getMessage());
            assertTrue(message.contains("state_id: expected two"), message);
        }
    }

    @Test
    void realStatesAreReadByNumPyAloneBitForBit() throws IOException {
        try (Store store = open();
                Arena arena = Arena.ofConfined()) {
            for (String circuit : List.of("qpe_n9", "ising_n10")) {
                Path array = resource(circuit + ".npy");
                try (NpyReader reader = NpyReader.open(array)) {
                    MemorySegment amplitudes = reader.read(arena).numbers().memory();
                    int qubits = Long.numberOfTrailingZeros(amplitudes.byteSize() / 16);
                    StateInfo info =
                            StateStore.of(store)
                                    .save(circuit, qubits, amplitudes, Map.of("circuit", circuit));
                    assertHolds(amplitudes, store, circuit);
                    assertEquals(
                            List.of(circuit + " " + qubits + " 0 " + circuit),
                            Python.runResource(
                                    "numpy", "/quantum/read_state.py", info.path(), array));
                }
            }
        }
    }

    @Test
    void aStateLargerThanTheHeapIsFilledPublishedAndVerified() {
        ChildProcess.Result result =
                ChildProcess.java(
                        LargeState.class,
                        List.of("-Xmx32m", "-XX:+UseSerialGC"),
                        directory.resolve("store"),
                        LargeState.QUBITS);
        assertEquals(0, result.code(), result.toString());
        assertEquals("", result.err());
        assertEquals("%d amplitudes%n".formatted(1L << LargeState.QUBITS), result.out());
    }

    @Test
    void misuseAfterClosingIsRefused() {
        Store store = open();
        StateStore states = StateStore.of(store);
        states.save("s", 1, random(1), Map.of());
        QuantumState state = states.open("s");
        state.close();
        state.close();
        assertThrows(
                IllegalStateException.class,
                () -> state.amplitudes().get(ValueLayout.JAVA_BYTE, 0));
        store.close();
        assertThrows(StoreException.class, () -> states.open("s"));
        assertThrows(StoreException.class, () -> states.stage("t", 1));
        assertFalse(state.info().path().toString().isEmpty());
    }
}
