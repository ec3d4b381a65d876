package io.thermocline.engine.internal.exec.plan;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions of one row. A new one needs a constant here, unless its shape is new nothing in
 * {@link FunctionBinder}, and a case in the evaluator of its shape.
 */
public enum ScalarFunction {
    ABS(Shape.NUMBER, 1, 1),
    ACOS(Shape.MATH, 1, 1),
    ASIN(Shape.MATH, 1, 1),
    ATAN(Shape.MATH, 1, 1),
    ATAN2(Shape.MATH, 2, 2),
    CEIL(Shape.MATH, 1, 1, "ceiling"),
    COALESCE(Shape.CHOICE, 1, Integer.MAX_VALUE),
    CONCAT(Shape.CONCATENATION, 1, 300),
    COMPLEX(Shape.MAKE_COMPLEX, 2, 2),
    CONJ(Shape.COMPLEX, 1, 1),
    COS(Shape.MATH, 1, 1),
    DATE_PART(Shape.TIME_PART, 2, 2, "datepart"),
    DATE_TRUNC(Shape.TIME_UNIT, 2, 2, "datetrunc"),
    DAY(Shape.TIME_FIELD, 1, 1, "dayofmonth"),
    DAYOFWEEK(Shape.TIME_FIELD, 1, 1, "weekday"),
    DAYOFYEAR(Shape.TIME_FIELD, 1, 1),
    EPOCH_MS(Shape.TIME_FIELD, 1, 1),
    EPOCH_NS(Shape.TIME_FIELD, 1, 1),
    EPOCH_US(Shape.TIME_FIELD, 1, 1),
    EXP(Shape.MATH, 1, 1),
    FLOOR(Shape.MATH, 1, 1),
    GREATEST(Shape.EXTREMUM, 1, Integer.MAX_VALUE),
    HOUR(Shape.TIME_FIELD, 1, 1),
    IM(Shape.COMPLEX_PART, 1, 1, "imag"),
    ISFINITE(Shape.MATH_TEST, 1, 1),
    ISODOW(Shape.TIME_FIELD, 1, 1),
    ISOYEAR(Shape.TIME_FIELD, 1, 1),
    ISINF(Shape.MATH_TEST, 1, 1),
    ISNAN(Shape.MATH_TEST, 1, 1),
    LEAST(Shape.EXTREMUM, 1, Integer.MAX_VALUE),
    LENGTH(Shape.LENGTH, 1, 1, "char_length len"),
    LN(Shape.MATH, 1, 1),
    LOG10(Shape.MATH, 1, 1, "log"),
    LOWER(Shape.TEXT, 1, 1),
    MICROSECOND(Shape.TIME_FIELD, 1, 1),
    MILLISECOND(Shape.TIME_FIELD, 1, 1),
    MINUTE(Shape.TIME_FIELD, 1, 1),
    MOD(Shape.REMAINDER, 2, 2),
    MONTH(Shape.TIME_FIELD, 1, 1),
    NULLIF(Shape.NULLIF, 2, 2),
    OCTET_LENGTH(Shape.LENGTH, 1, 1, "strlen"),
    PHASE(Shape.COMPLEX_PART, 1, 1, "arg"),
    POWER(Shape.MATH, 2, 2, "pow"),
    QUARTER(Shape.TIME_FIELD, 1, 1),
    RE(Shape.COMPLEX_PART, 1, 1, "real"),
    REGEXP_FULL_MATCH(Shape.REGULAR_EXPRESSION, 2, 2),
    REGEXP_MATCHES(Shape.REGULAR_EXPRESSION, 2, 2),
    ROUND(Shape.ROUND, 1, 2),
    SECOND(Shape.TIME_FIELD, 1, 1),
    SIGN(Shape.NUMBER, 1, 1),
    SIN(Shape.MATH, 1, 1),
    SQRT(Shape.MATH, 1, 1),
    SUBSTR(Shape.SUBSTRING, 2, 3, "substring"),
    TAN(Shape.MATH, 1, 1),
    TIME_BUCKET(Shape.TIME_SPAN, 2, 2),
    TRIM(Shape.TEXT, 1, 1),
    TRUNC(Shape.MATH, 1, 1),
    UPPER(Shape.TEXT, 1, 1),
    WEEK(Shape.TIME_FIELD, 1, 1, "weekofyear"),
    YEAR(Shape.TIME_FIELD, 1, 1);

    /** How arguments and result relate in type. */
    public enum Shape {
        /** f64 for f64s. */
        MATH,
        /** bool for an f64. */
        MATH_TEST,
        /** i64 for an integer, f64 for a float or complex. */
        NUMBER,
        /** i64 for an integer, f64 for a float; digits as a second argument. */
        ROUND,
        /** i64 for text, binary or a list. */
        LENGTH,
        /** string for text. */
        TEXT,
        /** string for text, from and count. */
        SUBSTRING,
        /** f64 for a complex. */
        COMPLEX_PART,
        /** complex128 for a complex. */
        COMPLEX,
        /** complex128 for two f64s. */
        MAKE_COMPLEX,
        /** The first argument that has a value, all of one type. */
        CHOICE,
        /** The smallest or largest argument that has a value. */
        EXTREMUM,
        /** The first argument unless it equals the second. */
        NULLIF,
        /** string for anything that has a text; NULL counts as empty. */
        CONCATENATION,
        /** {@code %}. */
        REMAINDER,
        /** bool for text and a constant pattern. */
        REGULAR_EXPRESSION,
        /** i64 for a timestamp: the function is the field. */
        TIME_FIELD,
        /** i64 for the name of a {@link TimeField} and a timestamp. */
        TIME_PART,
        /** timestamp for the name of a {@link TimeField} and a timestamp. */
        TIME_UNIT,
        /** timestamp for a number of nanoseconds and a timestamp. */
        TIME_SPAN
    }

    private final Shape shape;
    private final int least;
    private final int most;

    /** Other names, with spaces between. */
    private final String aliases;

    ScalarFunction(Shape shape, int least, int most) {
        this(shape, least, most, "");
    }

    ScalarFunction(Shape shape, int least, int most, String aliases) {
        this.shape = shape;
        this.least = least;
        this.most = most;
        this.aliases = aliases;
    }

    /** Returns how arguments and result relate in type. */
    public Shape shape() {
        return shape;
    }

    /** Returns whether the function takes {@code count} arguments. */
    public boolean takes(int count) {
        return count >= least && count <= most;
    }

    /** Returns the numbers of arguments for messages: {@code 1}, {@code 2..3} or {@code 1..}. */
    public String arity() {
        if (least == most) {
            return Integer.toString(least);
        }
        return least + ".." + (most == Integer.MAX_VALUE ? "" : most);
    }

    /** Returns the name as it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the function of a name in any case, or null. */
    public static @Nullable ScalarFunction find(String name) {
        return Names.BY_NAME.get(name.toLowerCase(Locale.ROOT));
    }

    /** Returns every name that a call may use. */
    public static Collection<String> names() {
        return Names.BY_NAME.keySet();
    }

    /** Filled after the constants exist. */
    private static final class Names {
        static final Map<String, ScalarFunction> BY_NAME = new TreeMap<>();

        static {
            for (ScalarFunction function : ScalarFunction.values()) {
                BY_NAME.put(function.text(), function);
                for (String alias : function.aliases.split(" ", -1)) {
                    if (!alias.isEmpty()) {
                        BY_NAME.put(alias, function);
                    }
                }
            }
        }
    }
}
