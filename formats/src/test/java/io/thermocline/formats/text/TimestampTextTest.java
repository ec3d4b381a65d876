package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;

class TimestampTextTest {
    @Test
    void everyTimestampReadsBackAndAgreesWithTheJdk() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            assertReadsBack(random.nextLong() >> random.nextInt(40));
        }
        for (int i = 0; i < 2; i++) {
            assertReadsBack(Long.MIN_VALUE + i);
            assertReadsBack(Long.MAX_VALUE - i);
            assertReadsBack(-i);
        }
        long day = TimeUnit.DAYS.toNanos(1);
        for (long days = -30_000; days < 60_000; days++) {
            assertReadsBack(days * day);
            assertReadsBack(days * day - 1);
        }
    }

    private static void assertReadsBack(long nanos) {
        byte[] text = new byte[TimestampText.LENGTH];
        TimestampText.format(nanos, text);
        String written = new String(text, StandardCharsets.US_ASCII);
        Instant instant = Instant.ofEpochSecond(0, nanos);
        assertEquals(instant, Instant.parse(written));
        assertEquals(nanos, parse(written), written);
        assertEquals(nanos, parse(instant.toString()), written);
    }

    @ParameterizedTest
    @CsvSource({
        "2013-01-31, 2013-01-31T00:00:00Z",
        "2013-01-31T06:30, 2013-01-31T06:30:00Z",
        "2013-01-31 06:30Z, 2013-01-31T06:30:00Z",
        "2013-01-31t06:30:07z, 2013-01-31T06:30:07Z",
        "2013-01-31 06:30:07.5, 2013-01-31T06:30:07.5Z",
        "'2013-01-31 06:30:07,25', 2013-01-31T06:30:07.25Z",
        "2013-01-31T06:30:07.123456789+05:30, 2013-01-31T01:00:07.123456789Z",
        "2013-01-31T23:30:00-0130, 2013-02-01T01:00:00Z",
        "2013-01-31T00:30+02, 2013-01-30T22:30:00Z",
        "2000-02-29, 2000-02-29T00:00:00Z",
        "1677-09-21T00:12:43.145224192Z, 1677-09-21T00:12:43.145224192Z",
        "2262-04-11T23:47:16.854775807Z, 2262-04-11T23:47:16.854775807Z",
    })
    void theFormsOfIso8601AreRead(String text, String instant) {
        Instant expected = Instant.parse(instant);
        assertEquals(expected, Instant.ofEpochSecond(0, parse(text)));
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertTrue(TimestampText.isIso(bytes, 0, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2013-1-31",
                "2013-02-29",
                "1900-02-29",
                "2013-04-31",
                "2013-13-01",
                "2013-00-01",
                "2013-01-00",
                "2013-01-31T",
                "2013-01-31T6:30",
                "2013-01-31T24:00",
                "2013-01-31T06:60",
                "2013-01-31T06:30:60",
                "2013-01-31T06:30:07.",
                "2013-01-31T06:30:07.1234567891",
                "2013-01-31T06:30:07Zx",
                "2013-01-31T06:30+1",
                "2013-01-31T06:30+19:00",
                "2013-01-31T06:30+05:60",
                "2013-01-31X06:30",
                "2013/01/31",
                "31-01-2013",
                "-013-01-31",
                "20130-01-31",
                "1677-09-21T00:12:43.145224191Z",
                "2262-04-11T23:47:16.854775808Z",
                "0001-01-01",
                "9999-12-31",
                "1e5",
                "9223372036854775808"
            })
    void otherTextIsRefused(String text) {
        assertThrows(BadCellException.class, () -> parse(text));
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertFalse(TimestampText.isIso(bytes, 0, bytes.length));
    }

    @Test
    void integersCountTheUnitSince1970() {
        assertEquals(-5, parse("-5"));
        byte[] text = "1359613807".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                Instant.parse("2013-01-31T06:30:07Z"),
                Instant.ofEpochSecond(
                        0, TimestampText.parse(text, 0, text.length, TimeUnit.SECONDS)));
        byte[] large = "9223372037".getBytes(StandardCharsets.US_ASCII);
        assertThrows(
                BadCellException.class,
                () -> TimestampText.parse(large, 0, large.length, TimeUnit.SECONDS));
    }

    private static long parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return TimestampText.parse(bytes, 0, bytes.length, TimeUnit.NANOSECONDS);
    }
}
