package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.ast.Span;

/**
 * One word of a query.
 *
 * @param kind what it is
 * @param text the word; of names and texts in quotes, what stands between them
 * @param span where it stands
 */
record Token(Kind kind, String text, Span span) {
    /** What a word is. */
    enum Kind {
        /** A bare name or keyword. */
        WORD,
        /** A name in double quotes. */
        NAME,
        /** A text in single quotes. */
        TEXT,
        /** Digits. */
        INTEGER,
        /** Digits with a point or an exponent. */
        DECIMAL,
        /** An operator, parenthesis or comma. */
        SIGN,
        /** The end of the text. */
        END
    }

    /** Returns whether this is a keyword; keywords are read in any case. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSign(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    /** Returns how messages name the word. */
    String shown() {
        return switch (kind) {
            case END -> "the end of the query";
            case TEXT -> "'" + text + "'";
            case NAME -> "\"" + text + "\"";
            default -> "'" + text + "'";
        };
    }
}
