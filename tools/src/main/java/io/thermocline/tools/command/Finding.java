package io.thermocline.tools.command;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param what what was looked at
 * @param grade how good it is
 * @param found what it is like
 * @param advice what to do about it; empty if nothing
 */
record Finding(String what, Grade grade, String found, String advice) {
    /** How good something is. */
    enum Grade {
        /** As it should be. */
        GOOD,
        /** Works, and could be better. */
        NOTE,
        /** Does not work. */
        BAD
    }

    static Finding good(String what, String found) {
        return new Finding(what, Grade.GOOD, found, "");
    }

    static Finding note(String what, String found, String advice) {
        return new Finding(what, Grade.NOTE, found, advice);
    }

    static Finding bad(String what, String found, String advice) {
        return new Finding(what, Grade.BAD, found, advice);
    }
}
