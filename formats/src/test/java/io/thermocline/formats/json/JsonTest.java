package io.thermocline.formats.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class JsonTest {
    @Test
    void documentsReadBackAsTheyWereWritten() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("text", "quote \" backslash \\ tab \t control \u0001 snowman ☃ dolphin 🐬");
        document.put(
                "numbers",
                Arrays.asList(1L, -2.5, 1e300, Long.MIN_VALUE, new BigInteger("9".repeat(30))));
        document.put("nested", Map.of("truth", true));
        document.put("empty", List.of());
        assertEquals(document, Json.parse(Json.write(document), "test"));
        assertEquals(document, Json.parse(Json.writePretty(document), "test"));
    }

    @Test
    void textThatIsNotOneJsonValueIsRefused() {
        for (String text :
                List.of(
                        "",
                        "{",
                        "{\"a\":1,\"a\":2}",
                        "[1,]",
                        "1 2",
                        "nul",
                        "\"\u0001\"",
                        "[".repeat(65) + "]".repeat(65),
                        "NaN",
                        "{a:1}")) {
            assertThrows(FormatException.class, () -> Json.parse(text, "test"), text);
        }
    }

    @Test
    void wrongKindsNameThePathOfTheValue() {
        Json.Reader reader = Json.read("{\"a\":{\"b\":\"x\"},\"list\":[{}]}", "state.json");
        assertMessage(
                "state.json.a.b: expected an integer, found \"x\"",
                () -> reader.object("a").integer("b"));
        assertMessage(
                "state.json.c: expected a string, found no such key", () -> reader.string("c"));
        assertMessage("state.json.list[0].k", () -> reader.list("list").getFirst().bool("k"));
    }

    private static void assertMessage(
            String expected, org.junit.jupiter.api.function.Executable action) {
        String message = String.valueOf(assertThrows(FormatException.class, action).getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void numbersThatJsonCannotWriteBecomeStrings() {
        assertEquals(
                "[\"NaN\",\"-Infinity\",-0.0]",
                Json.write(List.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0)));
    }

    @Test
    void unpairedSurrogatesAreEscapedSoThatTheTextStaysValid() {
        assertEquals("\"a\\ud800b🐬\"", Json.write("a\uD800b🐬"));
    }
}
