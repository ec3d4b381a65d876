package io.thermocline.formats.json;

import io.thermocline.formats.FormatException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads and writes JSON documents.
 *
 * <p>Values are {@code Map<String, Object>} in document order, {@code List}, {@code String}, {@code
 * Long}, {@link BigInteger} where a long is too small, {@code Double}, {@code Boolean} and {@code
 * null}. Numbers that are not finite are written as the strings {@code "NaN"}, {@code "Infinity"}
 * and {@code "-Infinity"}.
 */
public final class Json {
    /** Deepest nesting accepted. */
    public static final int MAX_DEPTH = 64;

    /** Longest text value accepted: a state's metadata may carry arrays as base64. */
    private static final int MAX_STRING_LENGTH = 256 << 20;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_STRING_LENGTH)
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();

    private Json() {}

    /**
     * Reads one JSON value that fills the whole text.
     *
     * @param text JSON
     * @param what what the text is, for messages
     * @throws FormatException if the text is not exactly one JSON value, nests deeper than {@link
     *     #MAX_DEPTH}, or repeats a key
     */
    public static @Nullable Object parse(String text, String what) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new FormatException(what + ": expected JSON, found nothing");
            }
            Object value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new FormatException(
                        what + ": expected one JSON value, found more text after it");
            }
            return value;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String where =
                    at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new FormatException(what + ": not JSON: " + e.getOriginalMessage() + where, e);
        }
    }

    /** Reads a JSON object for typed access; messages of the reader start with {@code what}. */
    public static Reader read(String text, String what) {
        return Reader.of(parse(text, what), what);
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("unexpected token " + token);
        };
    }

    private static Object integer(JsonParser parser) {
        BigInteger value = parser.getBigIntegerValue();
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_OBJECT; t = parser.nextToken()) {
            String key = parser.currentName();
            map.put(key, value(parser, parser.nextToken()));
        }
        return map;
    }

    private static List<@Nullable Object> array(JsonParser parser) {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
            list.add(value(parser, t));
        }
        return list;
    }

    /** Writes a value without white space. */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out, false).value(value, 0);
        return out.toString();
    }

    /** Writes a value for people, indented by two blanks, ending in a line feed. */
    public static String writePretty(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        new JsonWriter(out, true).value(value, 0);
        return out.append('\n').toString();
    }

    /** Appends {@code text} as a JSON string, quotes included. */
    public static void appendString(StringBuilder out, CharSequence text) {
        JsonWriter.appendString(out, text);
    }

    /** Typed access to one JSON object; every failure names the path of the value. */
    public static final class Reader {
        private final Map<String, @Nullable Object> map;
        private final String path;

        private Reader(Map<String, @Nullable Object> map, String path) {
            this.map = map;
            this.path = path;
        }

        @SuppressWarnings("unchecked") // the only maps in a parsed tree have String keys
        private static Reader of(@Nullable Object value, String path) {
            if (value instanceof Map<?, ?> map) {
                return new Reader((Map<String, @Nullable Object>) map, path);
            }
            throw new FormatException(path + ": expected a JSON object, found " + describe(value));
        }

        /** Returns the keys and values as they were read. */
        public Map<String, @Nullable Object> asMap() {
            return map;
        }

        /** Returns whether the key is present, even with null. */
        public boolean has(String key) {
            return map.containsKey(key);
        }

        /** Returns a text. */
        public String string(String key) {
            return required(key, String.class, "a string");
        }

        /** Returns a text, or null where the key is absent or null. */
        public @Nullable String stringOrNull(String key) {
            return map.get(key) == null ? null : string(key);
        }

        /** Returns an integer that fits a long. */
        public long integer(String key) {
            return required(key, Long.class, "an integer");
        }

        /** Returns an integer, or {@code absent} where the key is absent or null. */
        public long integerOr(String key, long absent) {
            return map.get(key) == null ? absent : integer(key);
        }

        /** Returns a truth value. */
        public boolean bool(String key) {
            return required(key, Boolean.class, "true or false");
        }

        /** Returns an object. */
        public Reader object(String key) {
            return of(map.get(key), path + "." + key);
        }

        /** Returns a list of objects. */
        public List<Reader> list(String key) {
            List<?> values = required(key, List.class, "an array");
            List<Reader> readers = new ArrayList<>();
            for (Object value : values) {
                readers.add(of(value, path + "." + key + "[" + readers.size() + "]"));
            }
            return readers;
        }

        /** Passes every key with its text. */
        public void forEachString(BiConsumer<String, String> consumer) {
            map.keySet().forEach(key -> consumer.accept(key, string(key)));
        }

        private <T> T required(String key, Class<T> type, String expected) {
            Object value = map.get(key);
            if (type.isInstance(value)) {
                return type.cast(value);
            }
            throw new FormatException(
                    path
                            + "."
                            + key
                            + ": expected "
                            + expected
                            + ", found "
                            + (map.containsKey(key) ? describe(value) : "no such key"));
        }

        private static String describe(@Nullable Object value) {
            String text = write(value);
            return text.length() <= 60 ? text : text.substring(0, 57) + "...";
        }
    }
}
