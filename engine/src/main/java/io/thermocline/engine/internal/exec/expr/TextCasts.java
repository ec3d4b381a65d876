package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.plan.TimestampLiteral;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/** Values as text and back; white space around a text is ignored. */
final class TextCasts {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,4})?");

    private TextCasts() {}

    /** Returns an integer or timestamp, or null if the text is none. */
    static @Nullable Long toLong(String text, ColumnType type) {
        if (type.kind() == ColumnType.Kind.TIMESTAMP) {
            return TimestampLiteral.parseOrNull(text);
        }
        String digits = text.strip();
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            if (!DECIMAL.matcher(digits).matches()) {
                return null;
            }
        }
        // Longest exact form: 1e9999 would have ten thousand digits, so cut by its size first.
        BigDecimal decimal = new BigDecimal(digits);
        if (decimal.signum() == 0 || decimal.precision() - decimal.scale() < 0) {
            return 0L;
        }
        if (decimal.precision() - decimal.scale() > 20) {
            return null;
        }
        var rounded = decimal.setScale(0, RoundingMode.HALF_UP).toBigInteger();
        return rounded.bitLength() > 63 ? null : rounded.longValue();
    }

    /** Returns a real number, or null if the text is none. */
    static @Nullable Double toDouble(String text) {
        String stripped = text.strip();
        if (DECIMAL.matcher(stripped).matches()) {
            double value = Double.parseDouble(stripped);
            return Double.isInfinite(value) ? null : value;
        }
        return switch (stripped.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    /** Returns a truth value, or null if the text is none. */
    static @Nullable Boolean toBool(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1", "yes", "y" -> true;
            case "false", "f", "0", "no", "n" -> false;
            default -> null;
        };
    }

    static String toText(long value, ColumnType type) {
        if (type.kind() != ColumnType.Kind.TIMESTAMP) {
            return Long.toString(value);
        }
        return Instant.ofEpochSecond(
                        Math.floorDiv(value, 1_000_000_000L), Math.floorMod(value, 1_000_000_000L))
                .toString();
    }

    /** Returns the shortest decimal that reads back as the same float. */
    static String toText(double value, ColumnType type) {
        return type.element() == ElementType.FLOAT64
                ? Double.toString(value)
                : Float.toString((float) value);
    }

    static String toText(double re, double im) {
        return re + (im < 0 || 1 / im < 0 ? "" : "+") + im + "i";
    }
}
