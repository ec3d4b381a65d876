package io.thermocline.tools.demo;

/** A value that came back was not the one that went in. */
final class Differs extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Differs(String where, Object expected, Object found) {
        super(where + ": expected " + expected + ", found " + found);
    }
}
