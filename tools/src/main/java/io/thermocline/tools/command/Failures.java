package io.thermocline.tools.command;

import io.thermocline.engine.StoreLockedException;
import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.tools.terminal.BrokenPipeException;
import io.thermocline.tools.terminal.Style;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Exceptions as one line for people and an exit code for scripts. */
final class Failures {
    private Failures() {}

    /** Tells a failure on standard error and returns the exit code it means. */
    static int report(Throwable failure, Root root) {
        Throwable cause = failure;
        while ((cause instanceof UncheckedIOException
                        || cause instanceof picocli.CommandLine.ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (caused(cause, BrokenPipeException.class)) {
            return ExitCode.BROKEN_PIPE;
        }
        PrintStream err = root.terminal().err();
        Style style = root.terminal().errStyle(root.color());
        err.println(style.red("thermocline:") + " " + message(cause));
        if (root.trace()) {
            failure.printStackTrace(err);
        }
        return exitCode(cause);
    }

    private static int exitCode(Throwable cause) {
        if (caused(cause, StoreLockedException.class)) {
            return ExitCode.LOCKED;
        }
        return caused(cause, CorruptFileException.class) ? ExitCode.DAMAGED : ExitCode.FAILED;
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < 20; t = t.getCause(), depth++) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    /** Returns what happened, in a line; texts with a caret take three. */
    static String message(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return switch (failure) {
            case NoSuchFileException e -> "no such file or directory: " + e.getFile();
            case AccessDeniedException e -> "permission denied: " + e.getFile();
            case FileAlreadyExistsException e -> "is there already: " + e.getFile();
            case NotDirectoryException e -> "not a directory: " + e.getFile();
            case FileSystemException e -> e.getFile() + ": " + e.getReason();
            case FormatException e -> message;
            case IOException e -> message;
            case OutOfMemoryError e ->
                    "out of memory (" + message + "); give it more: THERMOCLINE_JAVA_OPTS=-Xmx8g";
            case Error e -> unexpected(e);
            case IllegalArgumentException e -> message;
            case IllegalStateException e -> unexpected(e);
            case RuntimeException e when isOurs(e) -> message;
            default -> unexpected(failure);
        };
    }

    /** Exceptions of our own have messages for people. */
    private static boolean isOurs(RuntimeException e) {
        return e.getClass().getPackageName().startsWith("io.thermocline.");
    }

    private static String unexpected(Throwable failure) {
        return "unexpected "
                + failure.getClass().getSimpleName()
                + ": "
                + failure.getMessage()
                + " (an error of Thermocline's; --trace shows where)";
    }
}
