package io.thermocline.formats.text;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.Schema;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a schema from the fields of the first JSON records. */
final class JsonFields {
    private final Map<String, TypeGuess> guesses = new LinkedHashMap<>();
    private final DecodedText decoded = new DecodedText();

    /** For fields of which no table has as many; reading will complain about them. */
    private final TypeGuess beyondLimit = new TypeGuess();

    private JsonFields() {}

    /** Looks at the first records and goes back to the first. */
    static Schema infer(JsonRecords records, String source, int sampleRows) throws IOException {
        JsonFields fields = new JsonFields();
        records.startRecording();
        int rows = 0;
        while (rows < sampleRows
                && records.recordedBytes() < SchemaInference.SAMPLE_BYTES
                && records.next()) {
            fields.see(records.text(), records.from(), records.to());
            rows++;
        }
        records.rewind();
        if (fields.guesses.isEmpty()) {
            throw new FormatException(
                    source + ": line 1: expected a JSON object with fields, found none");
        }
        return SchemaInference.schema(
                source,
                new ArrayList<>(fields.guesses.keySet()),
                fields.guesses.values().stream().map(TypeGuess::jsonType).toList());
    }

    /** Takes note of a record. One that is no object tells nothing; reading it will complain. */
    private void see(byte[] text, int from, int to) {
        List<String> added = new ArrayList<>();
        try (JsonParser parser = JsonText.parser(JsonText.RECORDS, text, from, to)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (!guesses.containsKey(name) && guesses.size() < Schema.MAX_COLUMNS) {
                    guesses.put(name, new TypeGuess());
                    added.add(name);
                }
                TypeGuess guess = guesses.getOrDefault(name, beyondLimit);
                seeValue(parser, parser.nextToken(), guess);
            }
        } catch (JacksonException | BadCellException e) {
            added.forEach(guesses::remove);
        }
    }

    private void seeValue(JsonParser parser, JsonToken token, TypeGuess guess) {
        switch (token) {
            case VALUE_NULL -> {}
            case VALUE_TRUE, VALUE_FALSE -> guess.seeBool();
            case VALUE_STRING -> {
                decoded.read(parser);
                guess.seeString(decoded.bytes(), 0, decoded.length());
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                decoded.read(parser);
                guess.seeNumber(decoded.bytes(), 0, decoded.length());
            }
            case START_ARRAY -> seeArray(parser, guess);
            default -> {
                guess.seeOther();
                parser.skipChildren();
            }
        }
    }

    private void seeArray(JsonParser parser, TypeGuess guess) {
        TypeGuess elements = new TypeGuess();
        boolean plain = true;
        JsonToken token = parser.nextToken();
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            plain &= token != JsonToken.VALUE_NULL;
            seeValue(parser, token, elements);
        }
        if (plain) {
            guess.seeList(elements);
        } else {
            guess.seeOther();
        }
    }

    /** Returns whether a field of this type takes JSON strings only. */
    static boolean needsString(ColumnType type) {
        return type.kind() == ColumnType.Kind.STRING || type.kind() == ColumnType.Kind.BINARY;
    }
}
