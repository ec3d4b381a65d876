package io.thermocline.tools.terminal;

import java.util.function.LongConsumer;

/**
 * One line on a terminal that shows how far a long run is; nothing where nobody looks.
 *
 * <p>Calls may come from any thread; each draws at most ten times a second.
 */
public final class ProgressBar implements LongConsumer, AutoCloseable {
    private static final long DRAW_NANOS = 100_000_000L;
    private static final int CELLS = 30;

    private final Terminal terminal;
    private final String label;
    private final boolean visible;

    private final long total;

    /** Bytes so far. Guarded by this. */
    private long done;

    /** When the line was last drawn. Guarded by this. */
    private long drawn;

    private final long started = System.nanoTime();

    /**
     * Starts a bar.
     *
     * @param label what is being done
     * @param total bytes to go through; 0 if unknown
     * @param quiet whether to stay invisible
     */
    public ProgressBar(Terminal terminal, String label, long total, boolean quiet) {
        this.terminal = terminal;
        this.label = label;
        this.total = total;
        this.visible = terminal.errIsTerminal() && !quiet;
    }

    /** Tells that {@code bytes} are done, counted from the start. */
    @Override
    public synchronized void accept(long bytes) {
        done = bytes;
        long now = System.nanoTime();
        if (visible && now - drawn >= DRAW_NANOS) {
            drawn = now;
            draw(now - started);
        }
    }

    private void draw(long nanos) {
        StringBuilder line = new StringBuilder("\r").append(label).append(' ');
        if (total > 0) {
            double share = Math.min(1, (double) done / total);
            int full = (int) (share * CELLS);
            line.append('[').repeat('=', full).repeat(' ', CELLS - full).append("] ");
            line.append((int) (share * 100)).append(" %  ");
        }
        line.append(Quantity.bytes(done)).append("  ");
        line.append(Quantity.bytes((long) (done * 1e9 / Math.max(1, nanos)))).append("/s\u001b[K");
        terminal.err().print(line);
        terminal.err().flush();
    }

    /** Wipes the line. */
    @Override
    public synchronized void close() {
        if (visible && drawn != 0) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }
}
