package io.thermocline.engine.internal.exec.plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A function over the rows of a group. */
public enum AggregateFunction {
    COUNT(Family.SUMMARY),
    SUM(Family.SUMMARY),
    AVG(Family.SUMMARY, "mean"),
    MIN(Family.SUMMARY),
    MAX(Family.SUMMARY),
    STDDEV(Family.MOMENT, "stddev_samp"),
    STDDEV_POP(Family.MOMENT),
    VARIANCE(Family.MOMENT, "var_samp"),
    VAR_POP(Family.MOMENT),
    MEDIAN(Family.QUANTILE),
    QUANTILE_CONT(Family.QUANTILE);

    /** Functions that share one state. */
    public enum Family {
        /** Count, sum and extremes. */
        SUMMARY,
        /** Mean and squared deviation. */
        MOMENT,
        /** All values. */
        QUANTILE
    }

    private final Family family;

    /** Another name, or empty. */
    private final String alias;

    AggregateFunction(Family family) {
        this(family, "");
    }

    AggregateFunction(Family family, String alias) {
        this.family = family;
        this.alias = alias;
    }

    /** Returns what it shares its state with. */
    public Family family() {
        return family;
    }

    /** Returns how many arguments a call has. */
    public int argumentCount() {
        return this == QUANTILE_CONT ? 2 : 1;
    }

    /** Returns the name as it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the function of a name in any case, or null. */
    public static @Nullable AggregateFunction find(String name) {
        for (AggregateFunction function : values()) {
            if (function.name().equalsIgnoreCase(name) || function.alias.equalsIgnoreCase(name)) {
                return function;
            }
        }
        return null;
    }

    /** Returns every name that a call may use. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (AggregateFunction function : values()) {
            names.add(function.text());
            if (!function.alias.isEmpty()) {
                names.add(function.alias);
            }
        }
        return names;
    }
}
