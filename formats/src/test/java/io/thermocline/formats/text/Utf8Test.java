package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

class Utf8Test {
    private static final CharsetDecoder DECODER = StandardCharsets.UTF_8.newDecoder();

    @Test
    void whatTheJdkDecodesIsWellFormedAndNothingElse() {
        byte[] edges = {0x7F, (byte) 0x80, (byte) 0xBF, (byte) 0xC0};
        byte[] text = new byte[4];
        for (int first = 0x80; first < 0x100; first++) {
            for (int second = 0; second < 0x100; second += second < 0x70 ? 0x17 : 1) {
                for (byte third : edges) {
                    for (byte fourth : edges) {
                        text[0] = (byte) first;
                        text[1] = (byte) second;
                        text[2] = third;
                        text[3] = fourth;
                        assertAgrees(text);
                    }
                }
            }
        }
    }

    @Test
    void malformedBytesAreFoundWhereverTheyLie() {
        Random random = new Random(9);
        for (int round = 0; round < 5_000; round++) {
            String text = "aé阿😀".repeat(1 + random.nextInt(4)) + "x".repeat(random.nextInt(20));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertEquals(-1, Utf8.firstMalformed(bytes, 0, bytes.length));
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertAgrees(bytes);
            assertAgrees(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        }
    }

    private static void assertAgrees(byte[] text) {
        int expected = -1;
        for (int end = text.length; end >= 0; end--) {
            // The longest well-formed start ends where the first malformed character begins.
            if (decodes(text, end)) {
                expected = end;
                break;
            }
        }
        int found = Utf8.firstMalformed(text, 0, text.length);
        assertEquals(expected == text.length ? -1 : expected, found, Arrays.toString(text));
    }

    private static boolean decodes(byte[] text, int length) {
        DECODER.reset();
        CharBuffer decoded = CharBuffer.allocate(length);
        return !DECODER.decode(ByteBuffer.wrap(text, 0, length), decoded, true).isError();
    }

    @Test
    void encodingEqualsTheJdksButRefusesUnpairedSurrogates() {
        Random random = new Random(10);
        for (int round = 0; round < 20_000; round++) {
            char[] chars = new char[random.nextInt(20)];
            for (int i = 0; i < chars.length; i++) {
                int kind = random.nextInt(5);
                chars[i] =
                        (char)
                                (kind == 0
                                        ? 0xD800 + random.nextInt(0x800)
                                        : random.nextInt(1 << (4 * kind)));
            }
            byte[] target = new byte[3 * chars.length];
            int length = Utf8.encode(chars, 0, chars.length, target);
            String text = new String(chars);
            boolean paired = StandardCharsets.UTF_8.newEncoder().canEncode(text);
            assertEquals(paired, length >= 0);
            if (paired) {
                assertArrayEquals(
                        text.getBytes(StandardCharsets.UTF_8), Arrays.copyOf(target, length));
            }
        }
    }
}
