package io.thermocline.tools.terminal;

/**
 * Emphasis of short texts by ANSI escape sequences.
 *
 * @param enabled whether to emphasise at all
 */
public record Style(boolean enabled) {
    /** No emphasis. */
    public static final Style PLAIN = new Style(false);

    private static final String RESET = "\u001b[0m";

    /** Returns the text in bold. */
    public String bold(String text) {
        return wrap("\u001b[1m", text);
    }

    /** Returns the text subdued. */
    public String dim(String text) {
        return wrap("\u001b[2m", text);
    }

    /** Returns the text in red. */
    public String red(String text) {
        return wrap("\u001b[31m", text);
    }

    /** Returns the text in green. */
    public String green(String text) {
        return wrap("\u001b[32m", text);
    }

    /** Returns the text in yellow. */
    public String yellow(String text) {
        return wrap("\u001b[33m", text);
    }

    private String wrap(String code, String text) {
        return enabled && !text.isEmpty() ? code + text + RESET : text;
    }
}
