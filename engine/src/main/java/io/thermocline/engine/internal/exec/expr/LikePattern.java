package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A LIKE pattern: {@code %} stands for any characters, {@code _} for one. Works on UTF-8 bytes; the
 * time is at worst text length times pattern length.
 */
final class LikePattern implements BytesTest {
    private static final int ANY_CHARACTERS = -1;
    private static final int ONE_CHARACTER = -2;

    /** Bytes to be matched (0..255), or one of the constants above. */
    private final int[] steps;

    private LikePattern(int[] steps) {
        this.steps = steps;
    }

    /**
     * Reads a pattern.
     *
     * @param escape code point that takes the next character as it is, or −1
     * @throws QueryFault if the pattern ends with the escape character
     */
    static LikePattern of(byte[] pattern, int escape, Span span) {
        String text = new String(pattern, StandardCharsets.UTF_8);
        int[] steps = new int[pattern.length];
        int count = 0;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (c == escape) {
                if (at == text.length()) {
                    throw new QueryFault(
                            QueryFault.Kind.VALUE,
                            span,
                            "LIKE: expected a character behind the escape character that ends"
                                    + " the pattern");
                }
                c = text.codePointAt(at);
                at += Character.charCount(c);
            } else if (c == '%' || c == '_') {
                steps[count++] = c == '%' ? ANY_CHARACTERS : ONE_CHARACTER;
                continue;
            }
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                steps[count++] = b & 0xFF;
            }
        }
        return new LikePattern(Arrays.copyOf(steps, count));
    }

    @Override
    public boolean test(MemorySegment heap, long start, int length) {
        int at = 0;
        int step = 0;
        // Where to go on when the rest does not match: the last % takes one character more.
        int retryStep = -1;
        int retryAt = 0;
        while (at < length) {
            int wanted = step < steps.length ? steps[step] : Integer.MIN_VALUE;
            if (wanted == ANY_CHARACTERS) {
                retryStep = ++step;
                retryAt = at;
            } else if (wanted == ONE_CHARACTER) {
                at = nextCharacter(heap, start, at, length);
                step++;
            } else if (wanted == (heap.get(ValueLayout.JAVA_BYTE, start + at) & 0xFF)) {
                at++;
                step++;
            } else if (retryStep >= 0) {
                step = retryStep;
                retryAt = nextCharacter(heap, start, retryAt, length);
                at = retryAt;
            } else {
                return false;
            }
        }
        while (step < steps.length && steps[step] == ANY_CHARACTERS) {
            step++;
        }
        return step == steps.length;
    }

    private static int nextCharacter(MemorySegment heap, long start, int at, int length) {
        int next = at + 1;
        while (next < length && (heap.get(ValueLayout.JAVA_BYTE, start + next) & 0xC0) == 0x80) {
            next++;
        }
        return next;
    }
}
