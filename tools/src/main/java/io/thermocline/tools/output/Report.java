package io.thermocline.tools.output;

import io.thermocline.formats.json.Json;
import io.thermocline.tools.terminal.DisplayWidth;
import io.thermocline.tools.terminal.Quantity;
import io.thermocline.tools.terminal.Style;
import io.thermocline.tools.terminal.TextTable;
import io.thermocline.tools.terminal.TextTable.Heading;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Facts about one thing, and lists of its parts: printed for people, or as one JSON object with
 * stable keys.
 *
 * <p>Values are texts, whole numbers, doubles, truth values and null. In the form for people, keys
 * lose their underscores, whole numbers are grouped, and those whose key ends in {@code bytes} are
 * shown in units. One thread.
 */
public final class Report {
    private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    private final Map<String, List<Map<String, @Nullable Object>>> lists = new LinkedHashMap<>();

    /** Adds or replaces a fact. */
    public Report fact(String key, @Nullable Object value) {
        facts.put(key, value);
        return this;
    }

    /** Starts a list of parts, which may stay empty. */
    public Report list(String key) {
        lists.put(key, new ArrayList<>());
        return this;
    }

    /** Adds a part to a list: keys and values in turn. */
    public Report part(String list, @Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> part = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            part.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        lists.computeIfAbsent(list, key -> new ArrayList<>()).add(part);
        return this;
    }

    /** Returns the JSON form, indented. */
    public String json() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>(facts);
        object.putAll(lists);
        return Json.writePretty(object);
    }

    /** Returns the form for people. */
    public String text(int width, Style style) throws IOException {
        StringBuilder out = new StringBuilder();
        int keyWidth = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        facts.forEach((key, value) -> {
            if (value != null) {
                out.append(style.dim(spoken(key))).repeat(' ', keyWidth - key.length() + 2);
                out.append(shown(key, value)).append('\n');
            }
        });
        for (Map.Entry<String, List<Map<String, @Nullable Object>>> list : lists.entrySet()) {
            if (!list.getValue().isEmpty()) {
                out.append(out.isEmpty() ? "" : "\n");
                table(list.getValue(), width, style, out);
            }
        }
        return out.toString();
    }

    private static void table(
            List<Map<String, @Nullable Object>> parts, int width, Style style, Appendable out)
            throws IOException {
        Set<String> keys = new LinkedHashSet<>();
        parts.forEach(part -> keys.addAll(part.keySet()));
        // A column without any value takes room and says nothing.
        keys.removeIf(key -> parts.stream().allMatch(part -> shown(key, part.get(key)).isEmpty()));
        List<Heading> headings = new ArrayList<>();
        for (String key : keys) {
            boolean isNumber =
                    parts.stream()
                            .allMatch(p -> p.get(key) == null || p.get(key) instanceof Number);
            headings.add(new Heading(spoken(key), isNumber));
        }
        TextTable table = new TextTable(headings, width, style, out, false);
        for (Map<String, @Nullable Object> part : parts) {
            table.row(keys.stream().map(key -> shown(key, part.get(key))).toArray(String[]::new));
        }
        table.finish();
    }

    private static String spoken(String key) {
        return key.replace('_', ' ');
    }

    private static String shown(String key, @Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Integer number -> shown(key, (Object) number.longValue());
            case Long number ->
                    key.endsWith("bytes") ? Quantity.bytes(number) : Quantity.count(number);
            case Boolean truth -> truth ? "yes" : "no";
            default -> DisplayWidth.harmless(value.toString());
        };
    }
}
