package io.thermocline.formats.npy;

import io.thermocline.formats.CorruptFileException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the subset of Python literals that file headers are made of: dictionaries with text keys,
 * lists, tuples, texts, non-negative integers, {@code True} and {@code False}. Nothing is
 * evaluated.
 *
 * <p>Values are {@code Map<String, Object>}, {@code List<Object>}, {@link Tuple}, {@code String},
 * {@code Long} and {@code Boolean}.
 */
final class PythonLiteral {
    /** What {@link #peek} returns after the last character: no literal goes on with it. */
    private static final char END = '\uffff';

    /** Deepest nesting accepted; NumPy itself writes 3 levels for a structure of plain fields. */
    private static final int MAX_DEPTH = 32;

    private final String text;
    private final Path file;
    private final long textOffset;

    /** Next character to read. */
    private int position;

    /** A Python tuple, told apart from a list because NumPy gives them different meanings. */
    record Tuple(List<Object> items) {}

    private PythonLiteral(String text, Path file, long textOffset) {
        this.text = text;
        this.file = file;
        this.textOffset = textOffset;
    }

    /**
     * Reads one literal that fills the text but for white space.
     *
     * @param text the literal
     * @param file file that holds it, for messages
     * @param textOffset where the text starts in the file in bytes, for messages
     * @throws CorruptFileException if the text is anything else
     */
    static Object parse(String text, Path file, long textOffset) {
        PythonLiteral parser = new PythonLiteral(text, file, textOffset);
        Object value = parser.value(0);
        parser.peek();
        if (parser.position < text.length()) {
            throw parser.unexpected("the end of the header");
        }
        return value;
    }

    /** Returns the text as a Python string literal in single quotes. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder("'");
        text.codePoints()
                .forEach(c -> {
                    if (c == '\'' || c == '\\') {
                        out.append('\\').appendCodePoint(c);
                    } else if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
                        out.append("\\x%02x".formatted(c));
                    } else if (c >= 0xd800 && c < 0xe000) {
                        out.append("\\u%04x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return out.append('\'').toString();
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw unexpected("at most " + MAX_DEPTH + " levels of nesting");
        }
        char c = peek();
        return switch (c) {
            case '{' -> dictionary(depth);
            case '[' -> {
                position++;
                yield items(']', depth);
            }
            case '(' -> tuple(depth);
            case '\'', '"' -> string();
            case 'T' -> keyword("True", true);
            case 'F' -> keyword("False", false);
            default -> {
                if (c < '0' || c > '9') {
                    throw unexpected("a dictionary, list, tuple, text, integer, True or False");
                }
                yield integer();
            }
        };
    }

    private Map<String, Object> dictionary(int depth) {
        position++;
        Map<String, Object> map = new LinkedHashMap<>();
        while (peek() != '}') {
            if (peek() != '\'' && peek() != '"') {
                throw unexpected("a key in quotes");
            }
            String key = string();
            expect(':');
            if (map.put(key, value(depth + 1)) != null) {
                throw unexpected("every key once, but " + quote(key) + " comes twice");
            }
            separator('}');
        }
        position++;
        return map;
    }

    /** Reads values up to the closing mark, which is consumed. */
    private List<Object> items(char close, int depth) {
        List<Object> list = new ArrayList<>();
        while (peek() != close) {
            list.add(value(depth + 1));
            separator(close);
        }
        position++;
        return list;
    }

    /** Reads a tuple; a single value in parentheses is that value, as in Python. */
    private Object tuple(int depth) {
        position++;
        List<Object> list = new ArrayList<>();
        boolean comma = false;
        while (peek() != ')') {
            list.add(value(depth + 1));
            comma = peek() == ',';
            separator(')');
        }
        position++;
        return list.size() == 1 && !comma ? list.getFirst() : new Tuple(list);
    }

    private void separator(char close) {
        if (peek() == ',') {
            position++;
        } else if (peek() != close) {
            throw unexpected("',' or '" + close + "'");
        }
    }

    private Boolean keyword(String word, boolean value) {
        if (!text.startsWith(word, position)) {
            throw unexpected(word);
        }
        position += word.length();
        return value;
    }

    /** Reads digits, and the {@code L} that Python 2 put behind a long. */
    private Long integer() {
        int start = position;
        while (position < text.length() && Character.digit(text.charAt(position), 10) >= 0) {
            position++;
        }
        String digits = text.substring(start, position);
        if (digits.length() > 19 || (digits.length() > 1 && digits.charAt(0) == '0')) {
            position = start;
            throw unexpected("an integer of at most 19 digits");
        }
        if (position < text.length() && text.charAt(position) == 'L') {
            position++;
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            position = start;
            throw unexpected("an integer up to " + Long.MAX_VALUE);
        }
    }

    private String string() {
        char quote = text.charAt(position++);
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = position < text.length() ? text.charAt(position) : '\n';
            if (c == '\n' || c == '\r') {
                throw unexpected("the closing quote");
            }
            position++;
            if (c == quote) {
                return out.toString();
            } else if (c == '\\') {
                escape(out);
            } else {
                out.append(c);
            }
        }
    }

    private void escape(StringBuilder out) {
        char c = position < text.length() ? text.charAt(position++) : '\n';
        switch (c) {
            case '\\', '\'', '"' -> out.append(c);
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'x' -> out.appendCodePoint(hex(2));
            case 'u' -> out.appendCodePoint(hex(4));
            case 'U' -> out.appendCodePoint(hex(8));
            default ->
                    throw unexpected("an escape \\\\, \\', \\\", \\n, \\r, \\t, \\x, \\u or \\U");
        }
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = position < text.length() ? Character.digit(text.charAt(position), 16) : -1;
            if (digit < 0 || value > Character.MAX_CODE_POINT >> 4) {
                throw unexpected(digits + " hexadecimal digits of a code point");
            }
            value = value << 4 | digit;
            position++;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw unexpected("a code point");
        }
        return value;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw unexpected("'" + c + "'");
        }
        position++;
    }

    /** Skips white space and returns the next character without consuming it. */
    private char peek() {
        while (position < text.length() && " \t\r\n\f".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : END;
    }

    private CorruptFileException unexpected(String expected) {
        String found =
                position >= text.length()
                        ? "the end of the header"
                        : quote(text.substring(position, Math.min(position + 20, text.length())));
        return new CorruptFileException(file, textOffset + position, "header", expected, found);
    }
}
