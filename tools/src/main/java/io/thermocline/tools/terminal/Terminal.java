package io.thermocline.tools.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The three streams of a command, and what is known of the people behind them.
 *
 * <p>Text is UTF-8 whatever the locale says, so that data never change on their way. {@link #out}
 * is buffered by whoever writes much to it.
 *
 * @param in data from a pipe
 * @param out data
 * @param err talk
 * @param outIsTerminal whether a person reads {@code out} directly
 * @param errIsTerminal whether a person reads {@code err} directly
 * @param environment environment variables
 */
public record Terminal(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {

    /** Columns where nothing tells how many there are. */
    private static final int DEFAULT_WIDTH = 80;

    /** Narrower answers are taken for wrong ones. */
    private static final int LEAST_WIDTH = 20;

    /** Returns the streams of this process. */
    public static Terminal system() {
        OutputStream out =
                new PipeOutput(new FileOutputStream(FileDescriptor.out), target(1).contains(":["));
        return new Terminal(
                System.in,
                out,
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                isTerminal(1),
                isTerminal(2),
                System.getenv());
    }

    /** Returns what a file descriptor refers to, such as {@code pipe:[4711]}; empty if unknown. */
    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Elsewhere than on Linux, only whether all three streams are a terminal is known. */
    @SuppressWarnings("SystemConsoleNull") // old consoles can be asked for by a system property
    private static boolean isTerminal(int descriptor) {
        String target = target(descriptor);
        if (target.isEmpty()) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
        return target.startsWith("/dev/pts/")
                || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
    }

    /** Returns how to emphasise text on {@code out}. */
    public Style outStyle(ColorMode mode) {
        return style(mode, outIsTerminal);
    }

    /** Returns how to emphasise text on {@code err}. */
    public Style errStyle(ColorMode mode) {
        return style(mode, errIsTerminal);
    }

    private Style style(ColorMode mode, boolean isTerminal) {
        return new Style(
                switch (mode) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case AUTO ->
                            isTerminal
                                    && environment.getOrDefault("NO_COLOR", "").isEmpty()
                                    && !"dumb".equals(environment.get("TERM"));
                });
    }

    /** Returns the columns of the terminal behind {@code out}; no limit if there is none. */
    public int width() {
        if (!outIsTerminal) {
            return Integer.MAX_VALUE;
        }
        int declared = positive(environment.getOrDefault("COLUMNS", ""));
        return declared > 0 ? declared : askedWidth();
    }

    /** Asks {@code stty}, which knows: the JDK has no call for it. */
    private static int askedWidth() {
        try {
            Process process =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(Path.of("/dev/tty").toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer;
            try (InputStream output = process.getInputStream()) {
                answer = new String(output.readAllBytes(), StandardCharsets.US_ASCII).strip();
            }
            if (process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0) {
                int width = positive(answer.substring(answer.indexOf(' ') + 1));
                return width > 0 ? width : DEFAULT_WIDTH;
            }
            return DEFAULT_WIDTH;
        } catch (IOException e) {
            return DEFAULT_WIDTH;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_WIDTH;
        }
    }

    private static int positive(String text) {
        try {
            int value = Integer.parseInt(text.strip());
            return value >= LEAST_WIDTH ? value : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
