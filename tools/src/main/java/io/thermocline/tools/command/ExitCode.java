package io.thermocline.tools.command;

/** What the process returns. Scripts rely on these. */
public final class ExitCode {
    /** Done, and what was looked at is sound. */
    public static final int OK = 0;

    /** Could not be done. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** Stored bytes are damaged. */
    public static final int DAMAGED = 3;

    /** Another process has the store. */
    public static final int LOCKED = 4;

    /** Interrupted by the user, as shells say it: 128 + SIGINT. The JVM returns it by itself. */
    public static final int INTERRUPTED = 130;

    /** Nobody reads the output any more, as shells say it: 128 + SIGPIPE. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
