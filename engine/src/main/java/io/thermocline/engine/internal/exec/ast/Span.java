package io.thermocline.engine.internal.exec.ast;

/**
 * A piece of the query text.
 *
 * @param from first character, from 0
 * @param to one past the last character
 */
public record Span(int from, int to) {
    /** Stands for what was not written by anybody. */
    public static final Span NONE = new Span(-1, -1);

    /** Returns the shortest piece that covers this and {@code last}. */
    public Span to(Span last) {
        if (from < 0) {
            return last;
        }
        return last.from < 0 ? this : new Span(Math.min(from, last.from), Math.max(to, last.to));
    }
}
