package io.thermocline.engine.internal.exec.expr;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A regular expression of RE2's syntax, which takes time in proportion to the text whatever the
 * pattern. See decisions/0007.
 */
final class RegularExpression implements BytesTest {
    /** Longest pattern in characters: its program takes memory in proportion. */
    private static final int PATTERN_LENGTH_MAX = 10_000;

    private final Pattern pattern;
    private final boolean whole;

    private RegularExpression(Pattern pattern, boolean whole) {
        this.pattern = pattern;
        this.whole = whole;
    }

    /**
     * Reads a pattern.
     *
     * @param whole whether all of a text must match, rather than a part of it
     * @throws QueryFault if it is none, or too long
     */
    static RegularExpression of(String pattern, boolean whole, Span span) {
        if (pattern.length() > PATTERN_LENGTH_MAX) {
            throw fault(
                    "at most " + PATTERN_LENGTH_MAX + " characters", pattern.length() + "", span);
        }
        try {
            return new RegularExpression(Pattern.compile(pattern), whole);
        } catch (PatternSyntaxException e) {
            throw fault("RE2's syntax", "'" + pattern + "': " + e.getDescription(), span);
        }
    }

    private static QueryFault fault(String expected, String found, Span span) {
        return new QueryFault(
                QueryFault.Kind.VALUE,
                span,
                "regular expression: expected " + expected + ", found " + found);
    }

    @Override
    public boolean test(MemorySegment heap, long start, int length) {
        byte[] text = new byte[length];
        MemorySegment.copy(heap, ValueLayout.JAVA_BYTE, start, text, 0, length);
        return whole ? pattern.matches(text) : pattern.matcher(text).find();
    }
}
