package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.array.ElementType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class NumberTextTest {
    private static final NumberText.Range I64 = NumberText.Range.of(ElementType.INT64);
    private static final NumberText.Range I8 = NumberText.Range.of(ElementType.INT8);

    @Test
    void doublesAreReadAsTheJdkReadsThem() {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertDouble(Double.toString(value));
                assertDouble(new BigDecimal(value).round(digits(random)).toString());
            }
            assertDouble(random.nextInt(1000) + "." + random.nextInt(1_000_000));
        }
        // Ties and their neighbours, more digits than a double tells apart, smallest and largest.
        for (String text :
                new String[] {
                    "9007199254740993",
                    "9007199254740992.99999999999999999999999",
                    "9007199254740993.00000000000000000000001",
                    "4.9e-324",
                    "2.4703282292062327208e-324",
                    "2.4703282292062328e-324",
                    "1.7976931348623157e308",
                    "1.7976931348623158e308",
                    "1e-400",
                    "-0",
                    "+.5",
                    "5.",
                    "0000000000000000000000001",
                    "1".repeat(300)
                }) {
            assertDouble(text);
        }
    }

    private static java.math.MathContext digits(Random random) {
        return new java.math.MathContext(1 + random.nextInt(30));
    }

    private static void assertDouble(String text) {
        byte[] bytes = bytes("<" + text + ">");
        double expected = Double.parseDouble(text);
        if (Double.isFinite(expected)) {
            double found = NumberText.parseDouble(bytes, 1, bytes.length - 1, "a number");
            assertEquals(expected, found, text);
        } else {
            assertThrows(
                    BadCellException.class,
                    () -> NumberText.parseDouble(bytes, 1, bytes.length - 1, "a number"));
        }
    }

    @Test
    void floatsAreRoundedOnceFromTheText() {
        Random random = new Random(43);
        for (int i = 0; i < 20_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                assertFloat(Float.toString(value));
                assertFloat(new BigDecimal(value).toString());
            }
        }
        // Between two floats, nearer to the upper one by less than a double can tell.
        assertFloat("1.00000005960464477540");
        assertFloat("1.00000005960464477539062500000000000001");
    }

    private static void assertFloat(String text) {
        byte[] bytes = bytes(text);
        assertEquals(
                Float.parseFloat(text),
                NumberText.parseFloat(bytes, 0, bytes.length, "a number"),
                text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", "+", ".", "e5", "1e", "1e+", "1.0f", "1d", "2D", "0x1p3", "0X10", "-0x1p3",
                "1_000", "1,5", " 1", "1 ", "1 2", "--1", "NaN1", "infinit", "١", "1e400", "-1e999",
                "1.2.3", "in f", "+-1", "1e5.0"
            })
    void textThatIsNoNumberIsRefused(String text) {
        byte[] bytes = bytes(text);
        assertThrows(
                BadCellException.class,
                () -> NumberText.parseDouble(bytes, 0, bytes.length, "a number"));
        assertThrows(
                BadCellException.class,
                () -> NumberText.parseFloat(bytes, 0, bytes.length, "a number"));
        assertThrows(
                BadCellException.class, () -> NumberText.parseLong(bytes, 0, bytes.length, I64));
    }

    @Test
    void numbersThatAreNotFiniteHaveTheirWords() {
        for (String word : new String[] {"nan", "NaN", "-NAN", "+nan"}) {
            assertEquals(Double.NaN, NumberText.parseDouble(bytes(word), 0, word.length(), ""));
        }
        for (String word : new String[] {"inf", "+Inf", "Infinity", "+INFINITY"}) {
            assertEquals(
                    Double.POSITIVE_INFINITY,
                    NumberText.parseDouble(bytes(word), 0, word.length(), ""));
            String negative = "-" + word.replace("+", "");
            assertEquals(
                    Float.NEGATIVE_INFINITY,
                    NumberText.parseFloat(bytes(negative), 0, negative.length(), ""));
        }
    }

    @Test
    void finiteTextBeyondAFloatIsRefusedNotRoundedToInfinity() {
        byte[] text = bytes("3.5e38");
        var e =
                assertThrows(
                        BadCellException.class,
                        () -> NumberText.parseFloat(text, 0, text.length, "a number (f32)"));
        assertEquals("a number (f32) within the range of f32", e.expected());
    }

    @Test
    void integersAreReadToTheEdgesOfTheirRange() {
        Random random = new Random(44);
        for (int i = 0; i < 100_000; i++) {
            BigInteger value = new BigInteger(1 + random.nextInt(70), random);
            assertLong(value);
            assertLong(value.negate());
        }
        for (int i = -2; i <= 2; i++) {
            assertLong(BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.valueOf(i)));
            assertLong(BigInteger.valueOf(Long.MIN_VALUE).add(BigInteger.valueOf(i)));
        }
        assertEquals(7, NumberText.parseLong(bytes("+000000000000000000000007"), 0, 25, I64));
        assertEquals(-128, NumberText.parseLong(bytes("-128"), 0, 4, I8));
        var e =
                assertThrows(
                        BadCellException.class, () -> NumberText.parseLong(bytes("128"), 0, 3, I8));
        assertEquals("an integer in -128..127 (i8)", e.expected());
    }

    private static void assertLong(BigInteger value) {
        byte[] text = bytes(value.toString());
        if (value.bitLength() < Long.SIZE) {
            assertEquals(value.longValue(), NumberText.parseLong(text, 0, text.length, I64));
        } else {
            assertThrows(
                    BadCellException.class, () -> NumberText.parseLong(text, 0, text.length, I64));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
