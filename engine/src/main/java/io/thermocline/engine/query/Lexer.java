package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a query into words. Comments are {@code -- to the end of the line} and {@code /* … *}{@code
 * /}.
 */
final class Lexer {
    /** Longest query: long IN lists fit, a file passed by mistake does not. */
    static final int MAX_LENGTH = 4 << 20;

    private static final List<String> TWO_CHARACTER_SIGNS =
            List.of("<=", ">=", "<>", "!=", "==", "||");
    private static final String SIGNS = "+-*/%=<>(),.;?";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * Returns the words of a query, with one of kind END last.
     *
     * @throws QueryFault if a quote is not closed or a character belongs to no word
     */
    static List<Token> tokens(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new QueryFault(
                    QueryFault.Kind.SYNTAX,
                    Span.NONE,
                    "query: expected at most "
                            + MAX_LENGTH
                            + " characters, found "
                            + text.length());
        }
        Lexer lexer = new Lexer(text);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        for (skipSpace(); at < text.length(); skipSpace()) {
            char c = text.charAt(at);
            if (Character.isLetter(c) || c == '_' || Character.isHighSurrogate(c)) {
                word();
            } else if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
                number();
            } else if (c == '\'') {
                quoted(Token.Kind.TEXT, "text");
            } else if (c == '"') {
                quoted(Token.Kind.NAME, "name");
            } else {
                sign(c);
            }
        }
        tokens.add(new Token(Token.Kind.END, "", new Span(text.length(), text.length())));
    }

    private void skipSpace() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end + 1;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw new QueryFault(
                            QueryFault.Kind.SYNTAX,
                            new Span(at, at + 2),
                            "comment: expected */, found the end of the query");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private void word() {
        int from = at;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (!Character.isLetterOrDigit(c) && c != '_') {
                break;
            }
            at += Character.charCount(c);
        }
        if (at == from) {
            sign(text.charAt(at));
            return;
        }
        add(Token.Kind.WORD, text.substring(from, at), from);
    }

    private void number() {
        int from = at;
        boolean decimal = false;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            decimal = true;
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            boolean signed =
                    at + 1 < text.length()
                            && (text.charAt(at + 1) == '+' || text.charAt(at + 1) == '-');
            int exponent = at + (signed ? 2 : 1);
            if (isDigit(exponent)) {
                decimal = true;
                at = exponent;
                digits();
            }
        }
        boolean joined =
                at < text.length()
                        && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '_');
        if (joined) {
            throw new QueryFault(
                    QueryFault.Kind.SYNTAX,
                    new Span(from, at + 1),
                    "number: expected digits, found '" + text.charAt(at) + "' behind them");
        }
        String digits = text.substring(from, at).replace("_", "");
        add(decimal ? Token.Kind.DECIMAL : Token.Kind.INTEGER, digits, from);
    }

    /** Digits may be grouped by single underscores: {@code 1_000_000}. */
    private void digits() {
        while (isDigit(at) || (at < text.length() && text.charAt(at) == '_' && isDigit(at + 1))) {
            at++;
        }
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private void quoted(Token.Kind kind, String what) {
        int from = at;
        char quote = text.charAt(at);
        StringBuilder content = new StringBuilder();
        for (at++; ; at++) {
            if (at >= text.length()) {
                throw new QueryFault(
                        QueryFault.Kind.SYNTAX,
                        new Span(from, from + 1),
                        what + ": expected a closing " + quote + ", found the end of the query");
            }
            if (text.charAt(at) != quote) {
                content.append(text.charAt(at));
            } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                content.append(quote);
                at++;
            } else {
                break;
            }
        }
        at++;
        add(kind, content.toString(), from);
    }

    private void sign(char c) {
        int from = at;
        String two = text.substring(at, Math.min(at + 2, text.length()));
        if (TWO_CHARACTER_SIGNS.contains(two)) {
            at += 2;
            add(Token.Kind.SIGN, two, from);
            return;
        }
        if (SIGNS.indexOf(c) < 0) {
            int shown = text.codePointAt(at);
            throw new QueryFault(
                    QueryFault.Kind.SYNTAX,
                    new Span(at, at + Character.charCount(shown)),
                    "expected a word, number, quote or operator, found "
                            + (Character.isISOControl(shown)
                                    ? "U+%04X".formatted(shown)
                                    : "'" + Character.toString(shown) + "'"));
        }
        at++;
        add(Token.Kind.SIGN, String.valueOf(c), from);
    }

    private void add(Token.Kind kind, String word, int from) {
        tokens.add(new Token(kind, word, new Span(from, at)));
    }
}
