package io.thermocline.formats.text;

import io.thermocline.formats.json.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/** The JSON parser of this package, with the limits that {@link Json} reads stored values by. */
final class JsonText {
    /** Refuses repeated keys: readers disagree which of them counts. */
    static final JsonFactory STRICT = factory(Json.MAX_DEPTH, true);

    /**
     * For records of JSON lines, whose values lie one level below. Repeated keys are refused
     * wherever they are kept: between columns by the reader, within JSON columns by {@link
     * #requireValue}.
     */
    static final JsonFactory RECORDS = factory(Json.MAX_DEPTH + 1, false);

    private JsonText() {}

    private static JsonFactory factory(int depth, boolean strict) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(depth)
                                .maxStringLength(1 << 29)
                                .maxNumberLength(Integer.MAX_VALUE)
                                .maxNameLength(1 << 20)
                                .build())
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                .build();
    }

    /** Returns a parser of [from, to). Its byte offsets count from {@code from}. */
    static JsonParser parser(JsonFactory factory, byte[] text, int from, int to) {
        return factory.createParser(ObjectReadContext.empty(), text, from, to - from);
    }

    /**
     * Checks that [from, to) is exactly one JSON value.
     *
     * @throws BadCellException if it is not; says why
     */
    static void requireValue(byte[] text, int from, int to) {
        try (JsonParser parser = parser(STRICT, text, from, to)) {
            if (parser.nextToken() == null) {
                throw new BadCellException("JSON");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new BadCellException("one JSON value and nothing after it");
            }
        } catch (JacksonException e) {
            throw new BadCellException("JSON (" + reason(e) + ")");
        }
    }

    /**
     * Returns what is wrong and where, in one line and without the parser's advice to programmers.
     */
    static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int end = message.indexOf('\n');
        String first = end < 0 ? message : message.substring(0, end);
        // A limit that is exceeded has no location.
        TokenStreamLocation place = e.getLocation();
        return place == null ? first : first + " at position " + (place.getColumnNr() - 1);
    }

    /** Passes the decoded texts of a JSON array of texts. */
    interface Texts {
        /** Takes one text as UTF-8 bytes [0, length) of a buffer that is reused. */
        void accept(byte[] utf8, int length);
    }

    /**
     * Reads [from, to) as a JSON array of texts.
     *
     * @throws BadCellException if it is something else
     */
    static void readTexts(byte[] text, int from, int to, DecodedText decoded, Texts texts) {
        try (JsonParser parser = parser(STRICT, text, from, to)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new BadCellException("a JSON array of strings");
            }
            JsonToken token = parser.nextToken();
            for (; token == JsonToken.VALUE_STRING; token = parser.nextToken()) {
                decoded.read(parser);
                texts.accept(decoded.bytes(), decoded.length());
            }
            if (token != JsonToken.END_ARRAY || parser.nextToken() != null) {
                throw new BadCellException("a JSON array of strings and nothing else");
            }
        } catch (JacksonException e) {
            throw new BadCellException("a JSON array of strings (" + reason(e) + ")");
        }
    }
}
