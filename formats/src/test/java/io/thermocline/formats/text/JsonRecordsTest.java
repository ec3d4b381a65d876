package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class JsonRecordsTest {
    @Test
    void recordsAndLinesDoNotDependOnWhereTheWindowEnds() throws IOException {
        String[] values = {"1", "\"a\\\"}]\"", "{\"x\":[]}", "[1,\n2]", "\"\\\\\"", "\"é😀\""};
        String[] spaces = {"", " ", "\n", "\r\n", "\r", "\t\r\n\r"};
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            boolean array = random.nextBoolean();
            StringBuilder text = new StringBuilder(array ? " [" : "{\n\"first\":1}");
            int records = random.nextInt(6);
            for (int i = 0; i < records; i++) {
                text.append(array && i > 0 ? "," : "");
                text.append(spaces[random.nextInt(spaces.length)]).append("{\"k\":");
                text.append(values[random.nextInt(values.length)]).append('}');
                text.append(spaces[random.nextInt(spaces.length)]);
            }
            text.append(array ? "]\n" : "");
            List<String> expected = records(text.toString(), 1 << 10);
            assertEquals(records + (array ? 0 : 1), expected.size(), "seed " + seed);
            for (int windowBytes = 1; windowBytes < 9; windowBytes++) {
                assertEquals(expected, records(text.toString(), windowBytes), "seed " + seed);
            }
        }
    }

    @Test
    void linesAreRecordsHoweverTheyEnd() throws IOException {
        for (int windowBytes = 1; windowBytes < 9; windowBytes++) {
            assertEquals(
                    List.of("1:{\"a\":1}", "2:{\"b\"", "5:nonsense {}"),
                    records("{\"a\":1}\r\n{\"b\"\n\r\n\nnonsense {}", windowBytes));
        }
    }

    /** Returns each record with its line; going back must not change them. */
    private static List<String> records(String text, int windowBytes) throws IOException {
        List<String> straight;
        try (JsonRecords scanner = scanner(text, windowBytes)) {
            straight = rest(scanner);
        }
        try (JsonRecords scanner = scanner(text, windowBytes)) {
            scanner.startRecording();
            assertEquals(straight, rest(scanner));
            scanner.rewind();
            assertEquals(straight, rest(scanner));
        }
        return straight;
    }

    private static JsonRecords scanner(String text, int windowBytes) throws IOException {
        ByteWindow window = new ByteWindow(Vectors.stream(text), 1 << 20, windowBytes);
        window.more(0);
        return new JsonRecords(window, 0, "t.json", 1 << 20);
    }

    private static List<String> rest(JsonRecords scanner) throws IOException {
        List<String> records = new ArrayList<>();
        while (scanner.next()) {
            int length = scanner.to() - scanner.from();
            String record =
                    new String(scanner.text(), scanner.from(), length, StandardCharsets.UTF_8);
            records.add(scanner.line() + ":" + record.strip());
        }
        return records;
    }
}
