package io.thermocline.engine.internal.exec.plan;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/** A function over the rows of a group. */
public enum AggregateFunction {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX;

    /** Returns the name as it is written. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the function of a name in any case, or null. */
    public static @Nullable AggregateFunction find(String name) {
        for (AggregateFunction function : values()) {
            if (function.name().equalsIgnoreCase(name)) {
                return function;
            }
        }
        return null;
    }
}
