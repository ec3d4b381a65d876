package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class CsvTokenizerTest {
    @Test
    void cellsFollowRfc4180() throws IOException {
        assertEquals(List.of(), cells(""));
        assertEquals(List.of(List.of("a", "b"), List.of("c", "")), cells("a,b\r\nc,"));
        assertEquals(List.of(List.of("a"), List.of(""), List.of("b")), cells("a\n\nb\n"));
        assertEquals(List.of(List.of("a"), List.of("b")), cells("a\rb\r"));
        assertEquals(List.of(List.of("")), cells("\r\n"));
        assertEquals(List.of(List.of("", "", "")), cells(",,"));
        assertEquals(
                List.of(List.of("a,b", "c\"d", "e\r\nf")), cells("\"a,b\",\"c\"\"d\",\"e\r\nf\""));
        assertEquals(List.of(List.of("\"", "\"\"", "")), cells("\"\"\"\",\"\"\"\"\"\",\"\""));
        assertEquals(List.of(List.of("a\"b", " \"c\"")), cells("a\"b, \"c\"\n"));
    }

    @Test
    void randomTextIsCutAsASimpleParserCutsIt() throws IOException {
        String[] pieces = {"\"", "\"\"", ",", "\n", "\r", "\r\n", "a", "bc", "é", " ", "\""};
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String what = "seed " + seed + ": " + text;
            List<List<String>> expected = simple(text.toString());
            if (expected == null) {
                assertThrows(FormatException.class, () -> cells(text.toString()), what);
            } else {
                assertEquals(expected, cells(text.toString()), what);
            }
        }
    }

    /** A second, simpler parser: one character at a time. Null if a quote is never closed. */
    private static @org.jspecify.annotations.Nullable List<List<String>> simple(String text) {
        List<List<String>> rows = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            List<String> row = new ArrayList<>();
            boolean malformed = false;
            for (boolean more = true; more; ) {
                StringBuilder cell = new StringBuilder();
                if (at < text.length() && text.charAt(at) == '"') {
                    for (at++; ; at++) {
                        if (at == text.length()) {
                            return null;
                        }
                        if (text.charAt(at) == '"' && !text.startsWith("\"\"", at)) {
                            break;
                        }
                        cell.append(text.charAt(at));
                        at += text.charAt(at) == '"' ? 1 : 0;
                    }
                    at++;
                    malformed |= at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0;
                    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
                        at++;
                    }
                } else {
                    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
                        cell.append(text.charAt(at++));
                    }
                }
                row.add(cell.toString());
                more = at < text.length() && text.charAt(at) == ',';
                at += more ? 1 : 0;
            }
            at += text.startsWith("\r\n", at) ? 2 : 1;
            rows.add(malformed ? List.of("malformed") : row);
        }
        return rows;
    }

    @Test
    void linesAreCountedAsEditorsCountThem() throws IOException {
        CsvTokenizer tokenizer = tokenizer(Vectors.stream("a,b\r\n\"x\n\r\ny\",z\r\r1,\"\n\",2\n"));
        long[] rows = {1, 2, 5, 6};
        for (long line : rows) {
            assertTrue(tokenizer.nextRow());
            assertEquals(line, tokenizer.line());
        }
        assertEquals(6, tokenizer.line(1));
        assertEquals(7, tokenizer.line(2));
    }

    @Test
    void rewindingGivesTheSameRowsAgain() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append(i).append(",\"x\"\"\n").append(i % 7).append("\"\n");
        }
        CsvTokenizer tokenizer = tokenizer(Vectors.stream(text.toString()));
        assertTrue(tokenizer.nextRow());
        tokenizer.startRecording();
        for (int round = 0; round < 2; round++) {
            for (int i = 1; i < 60_000; i++) {
                assertTrue(tokenizer.nextRow());
                assertEquals(1 + 2L * i, tokenizer.line());
                tokenizer.select(0);
                assertEquals(Integer.toString(i), tokenizer.cellString());
            }
            if (round == 0) {
                tokenizer.rewind();
            }
        }
        int rows = 60_000;
        while (tokenizer.nextRow()) {
            tokenizer.select(1);
            assertEquals("x\"\n" + rows % 7, tokenizer.cellString());
            rows++;
        }
        assertEquals(100_000, rows);
    }

    @Test
    void aQuoteNeverClosedIsReportedWhereItOpened() {
        var e = assertThrows(FormatException.class, () -> cells("a\n\"b\nc\",\"d\ne\n"));
        assertEquals(
                "t.csv: line 3, cell 2: expected a closing quote, found the end of the text",
                e.getMessage());
    }

    @Test
    void aRowBeyondTheLimitIsRefusedWithoutReadingOn() {
        InputStream endless =
                new InputStream() {
                    private long given;

                    @Override
                    public int read() {
                        return 'x';
                    }

                    @Override
                    public int read(byte[] target, int from, int length) {
                        Arrays.fill(target, from, from + length, (byte) 'x');
                        target[from] = given == 0 ? (byte) '"' : (byte) 'x';
                        given += length;
                        assertTrue(given < 10 << 20, "reads on");
                        return length;
                    }
                };
        var e =
                assertThrows(
                        FormatException.class,
                        () ->
                                new CsvTokenizer(
                                                new ByteWindow(endless, 1 << 20),
                                                0,
                                                "t.csv",
                                                ',',
                                                1 << 20)
                                        .nextRow());
        assertEquals(
                "t.csv: line 1: expected a row of at most 1048576 bytes, found a longer one (is a"
                        + " quote never closed? otherwise raise the limit)",
                e.getMessage());
    }

    @Test
    void aRowOfTheLimitIsRead() throws IOException {
        String cell = "x".repeat((1 << 20) - 1);
        for (String end : new String[] {"", "\n"}) {
            CsvTokenizer tokenizer =
                    new CsvTokenizer(
                            new ByteWindow(Vectors.stream(cell + end), 1 << 20),
                            0,
                            "t.csv",
                            ',',
                            1 << 20);
            assertTrue(tokenizer.nextRow());
            tokenizer.select(0);
            assertEquals(cell, tokenizer.cellString());
        }
    }

    @Test
    void cellsBeyondTheLimitAreCountedButNotKept() throws IOException {
        CsvTokenizer tokenizer = tokenizer(Vectors.stream(",".repeat(1 << 17) + "\nb\n"));
        assertTrue(tokenizer.nextRow());
        assertEquals((1 << 17) + 1, tokenizer.cellCount());
        assertTrue(tokenizer.nextRow());
        tokenizer.select(0);
        assertEquals("b", tokenizer.cellString());
    }

    private static CsvTokenizer tokenizer(InputStream in) {
        return new CsvTokenizer(new ByteWindow(in, 1 << 20), 0, "t.csv", ',', 1 << 20);
    }

    /** Returns the cells, which must not depend on where the window ends. */
    private static List<List<String>> cells(String text) throws IOException {
        List<List<String>> rows = cells(text, 1 << 10);
        for (int windowBytes = 1; windowBytes < 6; windowBytes++) {
            assertEquals(rows, cells(text, windowBytes), "window of " + windowBytes);
        }
        return rows;
    }

    private static List<List<String>> cells(String text, int windowBytes) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        ByteWindow window = new ByteWindow(Vectors.stream(text), 1 << 20, windowBytes);
        try (CsvTokenizer tokenizer = new CsvTokenizer(window, 0, "t.csv", ',', 1 << 20)) {
            while (tokenizer.nextRow()) {
                List<String> row = new ArrayList<>();
                for (int i = 0; i < tokenizer.cellCount(); i++) {
                    tokenizer.select(i);
                    row.add(tokenizer.cellString());
                }
                rows.add(tokenizer.rowError() == null ? row : List.of("malformed"));
            }
        }
        return rows;
    }
}
