package io.thermocline.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class TerminalTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(boolean isTerminal, Map<String, String> environment) {
        return new Terminal(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                isTerminal,
                isTerminal,
                environment);
    }

    @Test
    void colourIsForTerminalsThatWantIt() {
        assertTrue(terminal(true, Map.of()).outStyle(ColorMode.AUTO).enabled());
        assertFalse(terminal(false, Map.of()).outStyle(ColorMode.AUTO).enabled());
        assertFalse(terminal(true, Map.of("NO_COLOR", "1")).errStyle(ColorMode.AUTO).enabled());
        assertTrue(terminal(true, Map.of("NO_COLOR", "")).errStyle(ColorMode.AUTO).enabled());
        assertFalse(terminal(true, Map.of("TERM", "dumb")).outStyle(ColorMode.AUTO).enabled());
        assertTrue(terminal(false, Map.of("NO_COLOR", "1")).outStyle(ColorMode.ALWAYS).enabled());
        assertFalse(terminal(true, Map.of()).outStyle(ColorMode.NEVER).enabled());
        assertEquals("x", Style.PLAIN.bold("x"));
        assertEquals("\u001b[31mx\u001b[0m", new Style(true).red("x"));
    }

    @Test
    void pipesHaveNoWidthAndTerminalsTheirOwn() {
        assertEquals(Integer.MAX_VALUE, terminal(false, Map.of("COLUMNS", "40")).width());
        assertEquals(40, terminal(true, Map.of("COLUMNS", "40")).width());
        assertTrue(terminal(true, Map.of("COLUMNS", "wide")).width() >= 20);
    }

    @Test
    void progressIsDrawnOnTerminalsOnlyAndWiped() {
        try (ProgressBar bar = new ProgressBar(terminal(false, Map.of()), "x", 10, false)) {
            bar.accept(5);
        }
        try (ProgressBar bar = new ProgressBar(terminal(true, Map.of()), "x", 10, true)) {
            bar.accept(5);
        }
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        try (ProgressBar bar = new ProgressBar(terminal(true, Map.of()), "import", 10, false)) {
            bar.accept(5);
        }
        String drawn = err.toString(StandardCharsets.UTF_8);
        assertTrue(
                drawn.startsWith("\rimport [===============               ] 50 %  5 B  "), drawn);
        assertTrue(drawn.endsWith("\r\u001b[K"), drawn);
    }

    @Test
    void aBrokenPipeIsToldFromAFullDisk() {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
        assertThrows(
                BrokenPipeException.class, () -> new PipeOutput(broken, true).write(new byte[1]));
        IOException full =
                assertThrows(
                        IOException.class, () -> new PipeOutput(broken, false).write(new byte[1]));
        assertEquals("No space left on device", full.getMessage());
    }

    @Test
    void numbersAreWrittenForPeople() {
        assertEquals("1 300 128", Quantity.count(1_300_128));
        assertEquals("999 B", Quantity.bytes(999));
        assertEquals("1.30 MB", Quantity.bytes(1_300_128));
        assertEquals("64.0 kB", Quantity.bytes(64_000));
        assertEquals("9.22 EB", Quantity.bytes(Long.MAX_VALUE));
        assertEquals("1 row", Quantity.plural(1, "row"));
        assertEquals("0 rows", Quantity.plural(0, "row"));
        assertEquals("0.25 s", Quantity.seconds(250_000_000L));
        assertEquals("2 min 5 s", Quantity.seconds(125_000_000_000L));
        assertEquals("2 000", Quantity.rate(1000, 500_000_000L));
    }
}
