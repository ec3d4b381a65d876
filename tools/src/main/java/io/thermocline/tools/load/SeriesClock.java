package io.thermocline.tools.load;

import io.thermocline.formats.column.ColumnVector;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times of a series with a constant rate: row k has time {@code start + round(k * step)}, computed
 * exactly, however many rows there are and whether or not the step is a whole number of
 * nanoseconds.
 *
 * @param startNanos time of row 0, ns since 1970-01-01T00:00:00Z
 * @param numerator nanoseconds per {@code denominator} steps, at least 1
 * @param denominator at least 1, at most {@link #MAX_DENOMINATOR}, without common divisor with the
 *     numerator
 */
public record SeriesClock(long startNanos, long numerator, long denominator) {
    /** Keeps the sums of remainders in a long. */
    static final long MAX_DENOMINATOR = 1L << 61;

    private static final Pattern STEP =
            Pattern.compile(
                    "([0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?)\\s*([a-zµ]*)\\s*"
                            + "(?:/\\s*([0-9]*\\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?)\\s*([a-zµ]*))?");

    private static final String EXPECTED =
            "time step: expected a time above 0 such as 1ms, 2.44140625e-4s, 1/4096s or"
                    + " 244140625ns/1000, found '";

    /** Checks the ranges. */
    public SeriesClock {
        if (numerator < 1 || denominator < 1 || denominator > MAX_DENOMINATOR) {
            throw new IllegalArgumentException(
                    "time step: expected %d/%d to be a fraction above 0"
                            .formatted(numerator, denominator));
        }
    }

    /**
     * Reads a step: a decimal number, a unit (ns, us, ms, s, m, h, d) and possibly a divisor.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static SeriesClock of(long startNanos, String step) {
        Matcher matcher = STEP.matcher(step.strip());
        boolean matches = matcher.matches();
        String leading = matches ? matcher.group(2) : "";
        String trailing = matches && matcher.group(4) != null ? matcher.group(4) : "";
        if (!matches || leading.isEmpty() == trailing.isEmpty()) {
            throw new IllegalArgumentException(EXPECTED + step + "'");
        }
        BigInteger unit = unitNanos(leading.isEmpty() ? trailing : leading, step);
        BigDecimal dividend = new BigDecimal(matcher.group(1)).multiply(new BigDecimal(unit));
        BigDecimal divisor =
                matcher.group(3) == null ? BigDecimal.ONE : new BigDecimal(matcher.group(3));
        return fraction(startNanos, dividend, divisor, step);
    }

    private static SeriesClock fraction(
            long startNanos, BigDecimal dividend, BigDecimal divisor, String step) {
        int scale = Math.max(0, Math.max(dividend.scale(), divisor.scale()));
        BigInteger top = dividend.movePointRight(scale).toBigIntegerExact();
        BigInteger bottom = divisor.movePointRight(scale).toBigIntegerExact();
        BigInteger common = top.gcd(bottom);
        if (top.signum() <= 0 || bottom.signum() <= 0) {
            throw new IllegalArgumentException(EXPECTED + step + "'");
        }
        BigInteger numerator = top.divide(common);
        BigInteger denominator = bottom.divide(common);
        if (numerator.bitLength() >= Long.SIZE
                || denominator.compareTo(BigInteger.valueOf(MAX_DENOMINATOR)) > 0) {
            throw new IllegalArgumentException(
                    "time step: expected fewer digits, found '" + step + "'");
        }
        return new SeriesClock(startNanos, numerator.longValue(), denominator.longValue());
    }

    private static BigInteger unitNanos(String unit, String step) {
        return BigInteger.valueOf(
                switch (unit.toLowerCase(Locale.ROOT)) {
                    case "ns" -> 1L;
                    case "us", "µs" -> 1_000L;
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m", "min" -> 60_000_000_000L;
                    case "h" -> 3_600_000_000_000L;
                    case "d" -> 86_400_000_000_000L;
                    default -> throw new IllegalArgumentException(EXPECTED + step + "'");
                });
    }

    /**
     * Returns the time of one row, rounded half up.
     *
     * @throws ArithmeticException if it is after 2262
     */
    public long nanosAt(long row) {
        BigInteger doubled = BigInteger.valueOf(numerator).multiply(BigInteger.valueOf(2 * row));
        return doubled.add(BigInteger.valueOf(denominator))
                .divide(BigInteger.valueOf(denominator).shiftLeft(1))
                .add(BigInteger.valueOf(startNanos))
                .longValueExact();
    }

    /**
     * Writes the times of rows [first, first + count).
     *
     * @param target at least {@code 8 * count} bytes
     * @throws ArithmeticException if one of them is after 2262
     */
    public void fill(long first, int count, MemorySegment target) {
        if (count == 0) {
            return;
        }
        // Neither the last time nor any before it overflows if the last one does not.
        nanosAt(first + count - 1);
        BigInteger[] parts =
                BigInteger.valueOf(numerator)
                        .multiply(BigInteger.valueOf(first))
                        .divideAndRemainder(BigInteger.valueOf(denominator));
        long time = parts[0].add(BigInteger.valueOf(startNanos)).longValueExact();
        long remainder = parts[1].longValue();
        long whole = numerator / denominator;
        long part = numerator % denominator;
        for (int i = 0; i < count; i++) {
            long rounded = 2 * remainder >= denominator ? time + 1 : time;
            target.set(ColumnVector.LONG, (long) i * Long.BYTES, rounded);
            time += whole;
            remainder += part;
            if (remainder >= denominator) {
                remainder -= denominator;
                time++;
            }
        }
    }
}
