package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.plan.NearName;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a query, read from the left with a look ahead. One thread. */
final class TokenStream {
    /** Words that cannot be names unless they stand in double quotes. */
    private static final Set<String> RESERVED =
            Set.of(
                    "select",
                    "from",
                    "where",
                    "group",
                    "by",
                    "having",
                    "order",
                    "limit",
                    "offset",
                    "and",
                    "or",
                    "not",
                    "as",
                    "between",
                    "in",
                    "is",
                    "like",
                    "ilike",
                    "null",
                    "true",
                    "false",
                    "distinct",
                    "case",
                    "when",
                    "then",
                    "else",
                    "end",
                    "cast",
                    "union",
                    "join",
                    "on",
                    "with");

    private final String text;
    private final List<Token> tokens;
    private int index;

    TokenStream(String text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    Token peek() {
        return tokens.get(index);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(index + ahead, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(index);
        index = Math.min(index + 1, tokens.size() - 1);
        return token;
    }

    /** Takes a keyword if it comes next. */
    boolean accept(String keyword) {
        boolean found = peek().is(keyword);
        if (found) {
            next();
        }
        return found;
    }

    /** Takes a sign if it comes next. */
    boolean acceptSign(String sign) {
        boolean found = peek().isSign(sign);
        if (found) {
            next();
        }
        return found;
    }

    Token expect(String keyword) {
        if (!peek().is(keyword)) {
            throw unexpected(keyword);
        }
        return next();
    }

    Token expectSign(String sign) {
        if (!peek().isSign(sign)) {
            throw unexpected(sign);
        }
        return next();
    }

    /** Takes a name, bare or in double quotes. */
    Token expectName(String what) {
        if (!isName(peek())) {
            throw unexpected(what);
        }
        return next();
    }

    static boolean isName(Token token) {
        return switch (token.kind()) {
            case NAME -> !token.text().isEmpty();
            case WORD -> !RESERVED.contains(token.text().toLowerCase(Locale.ROOT));
            default -> false;
        };
    }

    /** Returns the text of a span with its white space made single. */
    String written(Span span) {
        return text.substring(span.from(), span.to()).replaceAll("\\s+", " ");
    }

    /** Returns the complaint that something else was expected than what comes next. */
    QueryFault unexpected(String... expected) {
        Token found = peek();
        String hint =
                found.kind() == Token.Kind.WORD
                        ? NearName.hint(found.text(), List.of(expected))
                        : "";
        return new QueryFault(
                QueryFault.Kind.SYNTAX,
                found.span(),
                "expected " + listed(expected) + ", found " + found.shown() + hint);
    }

    private static String listed(String... words) {
        String all = String.join(", ", words);
        int last = all.lastIndexOf(", ");
        return words.length < 2 ? all : all.substring(0, last) + " or " + all.substring(last + 2);
    }
}
