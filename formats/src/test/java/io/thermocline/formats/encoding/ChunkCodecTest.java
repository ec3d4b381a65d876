package io.thermocline.formats.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnVector;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Zstd is on in the build's tests; {@link ZstdSupportTest} has the JVMs where it is not. */
class ChunkCodecTest {
    private Arena arena = Arena.ofConfined();

    @BeforeEach
    void open() {
        arena = Arena.ofConfined();
    }

    @AfterEach
    void close() {
        arena.close();
    }

    private MemorySegment memory(byte... bytes) {
        return arena.allocate(Math.max(1, bytes.length), 64)
                .asSlice(0, bytes.length)
                .copyFrom(MemorySegment.ofArray(bytes));
    }

    private MemorySegment noise(int bytes, long seed) {
        byte[] noise = new byte[bytes];
        new Random(seed).nextBytes(noise);
        return memory(noise);
    }

    /** Doubles of full mantissas that change slowly: only a shuffle makes them shrink. */
    private MemorySegment wave(int count) {
        MemorySegment wave = arena.allocate(count * 8L, 64);
        for (int i = 0; i < count; i++) {
            wave.set(ColumnVector.DOUBLE, i * 8L, 1000 + Math.sin(i * 1e-4));
        }
        return wave;
    }

    private MemorySegment copy(MemorySegment source) {
        return arena.allocate(Math.max(1, source.byteSize()))
                .asSlice(0, source.byteSize())
                .copyFrom(source);
    }

    private void assertComesBack(ChunkCodec.Encoded encoded, MemorySegment chunk) {
        MemorySegment target = copy(chunk).fill((byte) 0x55);
        ChunkCodec.decode(
                encoded.codec(), encoded.shuffleWidth(), encoded.memory(), target, "there");
        assertEquals(-1, chunk.mismatch(target));
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void anyChunkOfAnyWidthComesBack(Codec codec) {
        Random random = new Random(5);
        try (ChunkCodec encoder = new ChunkCodec(codec, codec == Codec.ZSTD ? 3 : 1)) {
            for (int round = 0; round < 300; round++) {
                int bytes = random.nextInt(random.nextBoolean() ? 100 : 300_000);
                byte[] chunk = new byte[bytes];
                int kinds = 1 + random.nextInt(256);
                for (int i = 0; i < bytes; i++) {
                    chunk[i] = (byte) (random.nextInt(kinds) * (i % 4 == 0 ? 1 : 0));
                }
                MemorySegment memory = memory(chunk);
                int width = 1 << random.nextInt(4);
                assertComesBack(encoder.encode(memory, width), memory);
            }
        }
    }

    @Test
    void noiseStaysAsItIsWithoutACopy() {
        MemorySegment noise = noise(200_000, 3);
        for (Codec codec : Codec.values()) {
            try (ChunkCodec encoder = new ChunkCodec(codec, 1)) {
                ChunkCodec.Encoded encoded = encoder.encode(noise, 8);
                assertEquals(Codec.RAW, encoded.codec());
                assertEquals(0, encoded.shuffleWidth());
                assertEquals(noise, encoded.memory());
            }
        }
    }

    @Test
    void theShuffleIsChosenWhereItPays() {
        try (ChunkCodec encoder = new ChunkCodec(Codec.DEFLATE, 1)) {
            MemorySegment wave = wave(20_000);
            ChunkCodec.Encoded encoded = encoder.encode(wave, 8);
            assertEquals(8, encoded.shuffleWidth());
            assertComesBack(encoded, wave);
            MemorySegment words =
                    memory(
                            "the same words again "
                                    .repeat(4000)
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertEquals(0, encoder.encode(words, 8).shuffleWidth());
        }
    }

    @Test
    void theSampleIsTakenFromTheMiddleWhereTheValuesAre() {
        // Noise in front, as much as the sample has, must not keep the rest from being packed.
        MemorySegment chunk = arena.allocate(1 << 20, 64);
        chunk.copyFrom(noise(1 << 16, 9));
        try (ChunkCodec encoder = new ChunkCodec(Codec.DEFLATE, 1)) {
            ChunkCodec.Encoded encoded = encoder.encode(chunk, 4);
            assertEquals(Codec.DEFLATE, encoded.codec());
            assertComesBack(encoded, chunk);
        }
    }

    @Test
    void whatIsStoredIsAlwaysWhatAReaderBelieves() {
        MemorySegment zeros = arena.allocate(40 << 20, 64);
        try (ChunkCodec encoder = new ChunkCodec(Codec.ZSTD, 3)) {
            ChunkCodec.Encoded small = encoder.encode(zeros.asSlice(0, 10 << 20), 1);
            assertEquals(Codec.ZSTD, small.codec());
            assertTrue(small.memory().byteSize() < 2000);
            ChunkCodec.Encoded large = encoder.encode(zeros, 1);
            assertEquals(Codec.DEFLATE, large.codec(), "zstd would expand more than 1,032-fold");
            assertTrue(
                    ChunkCodec.isPlausible(
                            large.codec(), zeros.byteSize(), large.memory().byteSize()));
            assertComesBack(large, zeros);
        }
    }

    @Test
    void claimsBeyondTheRatioAreNotPlausible() {
        assertTrue(ChunkCodec.isPlausible(Codec.DEFLATE, 1032 * 20, 20));
        assertFalse(ChunkCodec.isPlausible(Codec.DEFLATE, 1032 * 20 + 1, 20));
        assertTrue(ChunkCodec.isPlausible(Codec.ZSTD, 16 << 20, 20));
        assertFalse(ChunkCodec.isPlausible(Codec.ZSTD, (16 << 20) + 1, 20));
        assertFalse(ChunkCodec.isPlausible(Codec.ZSTD, 1L << 31, 1L << 30));
        assertFalse(ChunkCodec.isPlausible(Codec.ZSTD, 10, 10));
        assertFalse(ChunkCodec.isPlausible(Codec.ZSTD, 10, 0));
        assertFalse(ChunkCodec.isPlausible(Codec.DEFLATE, Long.MAX_VALUE, Long.MAX_VALUE - 1));
        assertFalse(ChunkCodec.isPlausible(Codec.DEFLATE, -1, -2));
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void otherLengthsThanDeclaredAreRefused(Codec codec) {
        MemorySegment chunk = memory(new byte[5000]);
        MemorySegment stored = stored(codec, chunk);
        assertRefused(codec, stored, 4999);
        assertRefused(codec, stored, 5001);
        assertRefused(codec, stored, 0);
        for (long bytes = 0; bytes < stored.byteSize(); bytes += codec == Codec.RAW ? 97 : 1) {
            assertRefused(codec, stored.asSlice(0, bytes), 5000);
        }
        MemorySegment longer = arena.allocate(stored.byteSize() + 1);
        longer.asSlice(0, stored.byteSize()).copyFrom(stored);
        assertRefused(codec, longer, 5000);
    }

    private MemorySegment stored(Codec codec, MemorySegment chunk) {
        try (ChunkCodec encoder = new ChunkCodec(codec, 1)) {
            ChunkCodec.Encoded encoded = encoder.encode(chunk, 1);
            assertEquals(codec, encoded.codec());
            return copy(encoded.memory());
        }
    }

    private void assertRefused(Codec codec, MemorySegment stored, int rawBytes) {
        MemorySegment target = memory(new byte[rawBytes]);
        String message = codec + ", " + stored.byteSize() + " stored, " + rawBytes + " raw bytes";
        FormatException e =
                assertThrows(
                        FormatException.class,
                        () -> ChunkCodec.decode(codec, 0, stored, target, "f.segz: column 'x'"),
                        message);
        assertTrue(e.toString().contains("f.segz: column 'x'"), e.toString());
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void randomDamageIsRefusedOrGivesOtherBytesButNoOtherException(Codec codec) {
        MemorySegment chunk = wave(600);
        MemorySegment stored = codec == Codec.RAW ? chunk : storedWave(codec, chunk);
        Random random = new Random(11);
        for (int round = 0; round < 3000; round++) {
            MemorySegment damaged = copy(stored);
            for (int i = random.nextInt(3); i >= 0; i--) {
                long at = random.nextInt((int) damaged.byteSize());
                damaged.set(java.lang.foreign.ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
            }
            try {
                ChunkCodec.decode(codec, 8, damaged, memory(new byte[4800]), "there");
            } catch (FormatException e) {
                assertTrue(e.toString().contains("there"), e.toString());
            }
        }
    }

    private MemorySegment storedWave(Codec codec, MemorySegment chunk) {
        try (ChunkCodec encoder = new ChunkCodec(codec, 1)) {
            ChunkCodec.Encoded encoded = encoder.encode(chunk, 8);
            assertEquals(codec, encoded.codec());
            return copy(encoded.memory());
        }
    }

    @Test
    void idsOfCodecsNeverChange() {
        assertEquals(Codec.RAW, Codec.ofId(0));
        assertEquals(Codec.DEFLATE, Codec.ofId(1));
        assertEquals(Codec.ZSTD, Codec.ofId(2));
        for (Codec codec : Codec.values()) {
            assertEquals(codec, Codec.ofId(codec.id()));
        }
        assertNull(Codec.ofId(3));
        assertNull(Codec.ofId(-1));
    }
}
