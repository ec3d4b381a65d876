package io.thermocline.formats.journal;

/**
 * A span of time, both ends included.
 *
 * @param first nanoseconds since 1970-01-01T00:00:00Z
 * @param last nanoseconds since 1970-01-01T00:00:00Z, not before {@code first}
 */
public record NanosRange(long first, long last) {
    /** Checks the order. */
    public NanosRange {
        if (last < first) {
            throw new IllegalArgumentException(
                    "time range: expected an end from " + first + ", found " + last);
        }
    }

    /** Returns the shortest range that covers both. */
    public NanosRange cover(NanosRange other) {
        return new NanosRange(Math.min(first, other.first), Math.max(last, other.last));
    }
}
