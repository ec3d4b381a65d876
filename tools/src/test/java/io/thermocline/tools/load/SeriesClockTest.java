package io.thermocline.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.column.ColumnVector;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;

class SeriesClockTest {
    @ParameterizedTest
    @CsvSource({
        "1ms, 1000000, 1",
        "1/4096s, 1953125, 8",
        "2.44140625e-4s, 1953125, 8",
        "244140625ns/1000, 1953125, 8",
        "1s/4096, 1953125, 8",
        "0.5 us, 500, 1",
        "1/360s, 25000000, 9",
        "1h, 3600000000000, 1",
        "1e-9s, 1, 1",
        ".25ns, 1, 4",
    })
    void stepsAreReadExactly(String text, long numerator, long denominator) {
        assertEquals(new SeriesClock(7, numerator, denominator), SeriesClock.of(7, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "s", "0s", "-1ms", "1/0s", "1s/2s", "1 fortnight", "1ms2", "1/s"})
    void otherTextsAreRefused(String text) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> SeriesClock.of(0, text));
        assertEquals(true, String.valueOf(e.getMessage()).startsWith("time step: expected"));
    }

    @Test
    void fourThousandAndNinetySixStepsMakeASecond() {
        SeriesClock clock = SeriesClock.of(1_000, "1/4096s");
        assertEquals(1_000 + 1_000_000_000L, clock.nanosAt(4096));
        assertEquals(1_000 + 244_141, clock.nanosAt(1));
        assertEquals(1_000 + 488_281, clock.nanosAt(2));
    }

    @Test
    void blocksOfAnySizeGiveTheTimesOfSingleRows() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            long denominator = 1 + random.nextLong(round % 2 == 0 ? 1000 : 1L << 61);
            SeriesClock clock =
                    new SeriesClock(random.nextInt(), 1 + random.nextInt(1 << 30), denominator);
            long first = random.nextLong(1L << 30);
            int count = 1 + random.nextInt(50);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment times = arena.allocate(8L * count, 8);
                clock.fill(first, count, times);
                for (int i = 0; i < count; i++) {
                    long found = times.get(ColumnVector.LONG, 8L * i);
                    assertEquals(exact(clock, first + i), found, "seed " + seed + " " + clock);
                    assertEquals(clock.nanosAt(first + i), found, "seed " + seed);
                }
            }
        }
    }

    private static long exact(SeriesClock clock, long row) {
        return BigDecimal.valueOf(row)
                .multiply(BigDecimal.valueOf(clock.numerator()))
                .divide(BigDecimal.valueOf(clock.denominator()), 0, RoundingMode.HALF_UP)
                .add(BigDecimal.valueOf(clock.startNanos()))
                .longValueExact();
    }

    @Test
    void timesAfter2262AreAnError() {
        SeriesClock clock = SeriesClock.of(Long.MAX_VALUE - 10, "1ns");
        assertThrows(
                ArithmeticException.class,
                () -> clock.fill(0, 12, MemorySegment.ofArray(new long[12])));
        clock.fill(0, 11, MemorySegment.ofArray(new long[11]));
    }

    @ParameterizedTest
    @CsvSource({
        "2015-09-14T09:50:30Z, 1442224230000000000",
        "2015-09-14 09:50:30.000000001, 1442224230000000001",
        "2015-09-14, 1442188800000000000",
        "2015-09-14T11:50:30+02:00, 1442224230000000000",
        "1442224230000000000, 1442224230000000000",
        "-5, -5",
    })
    void startsAreReadAsUtcUnlessTheySayOtherwise(String text, long nanos) {
        assertEquals(nanos, TimeText.nanos(text));
    }

    @ParameterizedTest
    @CsvSource({"7d, 604800", "1h30m, 5400", "90s, 90", "1w 1d, 691200", "PT90S, 90", "0s, 0"})
    void spansAreReadInParts(String text, long seconds) {
        assertEquals(seconds, TimeText.duration(text).toSeconds());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "7x", "-1d", "P-1D", "1d 2", "99999999999999999999d"})
    void otherSpansAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> TimeText.duration(text));
    }
}
