package io.thermocline.tools.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.tools.terminal.TextTable.Heading;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

class TextTableTest {
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    @Test
    void numbersStandAtTheRightAndTextsAtTheLeft() throws IOException {
        StringBuilder out = new StringBuilder();
        TextTable table =
                new TextTable(
                        List.of(Heading.text("name"), Heading.number("rows")),
                        NO_LIMIT,
                        Style.PLAIN,
                        out,
                        true);
        table.row("a", "1");
        table.row("longer", "1000");
        assertEquals(List.of(), table.finish());
        assertEquals(
                """
                name    rows
                ------  ----
                a          1
                longer  1000
                """,
                out.toString());
    }

    @Test
    void longTextsAreCutToTheTerminalButNumbersNeverAre() throws IOException {
        StringBuilder out = new StringBuilder();
        TextTable table =
                new TextTable(
                        List.of(Heading.text("text"), Heading.number("number")),
                        30,
                        Style.PLAIN,
                        out,
                        false);
        table.row("x".repeat(100), "123456789012345");
        table.finish();
        List<String> lines = out.toString().lines().toList();
        assertEquals("xxxxxxxxxxxx…  123456789012345", lines.get(1));
        assertTrue(lines.stream().allMatch(line -> DisplayWidth.of(line) <= 30), out.toString());
    }

    @Test
    void columnsWithoutRoomAreNamed() throws IOException {
        StringBuilder out = new StringBuilder();
        TextTable table =
                new TextTable(
                        List.of(Heading.number("a"), Heading.number("b"), Heading.number("c")),
                        20,
                        Style.PLAIN,
                        out,
                        false);
        table.row("1234567890", "1234567", "12");
        assertEquals(List.of("c"), table.finish());
        assertEquals("         a        b\n1234567890  1234567\n", out.toString());
    }

    @Test
    void rowsBehindTheSampleStreamThrough() throws IOException {
        StringBuilder out = new StringBuilder();
        TextTable table =
                new TextTable(List.of(Heading.number("n")), NO_LIMIT, Style.PLAIN, out, false);
        for (int i = 0; i < 5000; i++) {
            table.row(Integer.toString(i));
            assertTrue(i < 1000 || out.length() > i, "row " + i + " was not handed over");
        }
        table.finish();
        assertEquals(5001, out.toString().lines().count());
    }

    @Test
    void noRowsMakeAHeaderAlone() throws IOException {
        StringBuilder out = new StringBuilder();
        TextTable table =
                new TextTable(List.of(Heading.text("only")), NO_LIMIT, Style.PLAIN, out, true);
        table.finish();
        assertEquals("only\n----\n", out.toString());
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertEquals(4, DisplayWidth.of("日本"));
        assertEquals(1, DisplayWidth.of("e\u0301"));
        assertEquals("日…", DisplayWidth.cut("日本語", 4));
        assertEquals("日本語", DisplayWidth.cut("日本語", 6));
    }

    @Test
    void controlCharactersCannotReachTheTerminal() {
        assertEquals("\\u001b[31mred\\n", DisplayWidth.harmless("\u001b[31mred\n"));
        assertEquals("a\\u202eb", DisplayWidth.harmless("a\u202eb"));
        assertEquals("\\ud800x", DisplayWidth.harmless("\ud800x"));
        assertEquals("😀 ok", DisplayWidth.harmless("😀 ok"));
    }
}
