package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.ast.Syntax;
import io.thermocline.engine.internal.exec.plan.IntervalLiteral;
import io.thermocline.engine.internal.exec.plan.TimestampLiteral;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads expressions by binding power (Pratt): an operator takes what binds tighter than itself as
 * its right side. From loose to tight: OR; AND; NOT; IS; comparisons; BETWEEN, IN, LIKE; {@code
 * ||}; {@code + -}; {@code * / %}; sign.
 */
final class ExpressionParser {
    /** Deepest nesting: evaluation recurses, and no person writes more. */
    static final int MAX_DEPTH = 300;

    private static final int OR = 1;
    private static final int AND = 2;
    private static final int NOT = 3;
    private static final int IS = 4;
    private static final int COMPARISON = 5;
    private static final int RANGE = 6;
    private static final int CONCATENATION = 7;
    private static final int SUM = 8;
    private static final int PRODUCT = 9;
    private static final int SIGN = 10;

    private static final ColumnType I64 = ColumnType.parse("i64");
    private static final ColumnType F64 = ColumnType.parse("f64");
    private static final ColumnType BOOL = ColumnType.parse("bool");

    private final TokenStream tokens;
    private int depth;
    private int parameterCount;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** Returns the question marks read so far. */
    int parameterCount() {
        return parameterCount;
    }

    Syntax expression() {
        return expression(0);
    }

    /** Reads operators that bind tighter than {@code power}. */
    private Syntax expression(int power) {
        deeper();
        int entered = depth;
        Syntax left = prefix();
        boolean compared = false;
        while (true) {
            Operator operator = operator(tokens.peek());
            if (compared && operator != null && operator.isComparison()) {
                throw new QueryFault(
                        QueryFault.Kind.SYNTAX,
                        tokens.peek().span(),
                        "comparison: expected AND between comparisons, or parentheses, found "
                                + tokens.peek().shown());
            }
            Syntax longer = infix(left, power);
            compared |= operator != null && operator.isComparison();
            if (longer == left) {
                depth = entered - 1;
                return left;
            }
            // Each operator makes the tree one deeper on its left side.
            deeper();
            left = longer;
        }
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw new QueryFault(
                    QueryFault.Kind.SYNTAX,
                    tokens.peek().span(),
                    "expression: expected at most "
                            + MAX_DEPTH
                            + " nested operators, found more; use IN or AND/OR lists");
        }
    }

    // Prefix ------------------------------------------------------------------------------------

    private Syntax prefix() {
        Token token = tokens.peek();
        if (token.is("NOT")) {
            tokens.next();
            Syntax operand = expression(NOT - 1);
            return new Syntax.Not(operand, token.span().to(operand.span()));
        }
        if (token.isSign("-") || token.isSign("+")) {
            return sign(tokens.next());
        }
        if (token.isSign("(")) {
            tokens.next();
            Syntax inner = expression(0);
            tokens.expectSign(")");
            return inner;
        }
        if (token.isSign("?")) {
            tokens.next();
            return new Syntax.Parameter(parameterCount++, token.span());
        }
        return switch (token.kind()) {
            case TEXT -> new Syntax.Constant(token.text(), ColumnType.STRING, tokens.next().span());
            case INTEGER, DECIMAL -> number(tokens.next(), "");
            case WORD, NAME -> word(token);
            default -> throw tokens.unexpected("an expression");
        };
    }

    private Syntax sign(Token sign) {
        boolean negative = sign.isSign("-");
        Token digits = tokens.peek();
        boolean literal =
                digits.kind() == Token.Kind.INTEGER || digits.kind() == Token.Kind.DECIMAL;
        if (negative && literal) {
            // -9223372036854775808 is an i64 although 9223372036854775808 is none.
            Syntax.Constant constant = number(tokens.next(), "-");
            return new Syntax.Constant(
                    constant.value(), constant.type(), sign.span().to(constant.span()));
        }
        Syntax operand = expression(SIGN);
        return new Syntax.Sign(negative, operand, sign.span().to(operand.span()));
    }

    private static Syntax.Constant number(Token token, String sign) {
        String digits = sign + token.text();
        if (token.kind() == Token.Kind.DECIMAL) {
            return new Syntax.Constant(Double.parseDouble(digits), F64, token.span());
        }
        try {
            return new Syntax.Constant(Long.parseLong(digits), I64, token.span());
        } catch (NumberFormatException e) {
            throw new QueryFault(
                    QueryFault.Kind.SYNTAX,
                    token.span(),
                    "integer: expected "
                            + Long.MIN_VALUE
                            + ".."
                            + Long.MAX_VALUE
                            + ", found "
                            + digits
                            + "; write "
                            + digits
                            + ".0 for an f64");
        }
    }

    private Syntax word(Token token) {
        if (token.is("NULL")) {
            return new Syntax.Constant(null, null, tokens.next().span());
        }
        if (token.is("TRUE") || token.is("FALSE")) {
            return new Syntax.Constant(token.is("TRUE"), BOOL, tokens.next().span());
        }
        if (token.is("TIMESTAMP") && tokens.peek(1).kind() == Token.Kind.TEXT) {
            tokens.next();
            Token text = tokens.next();
            Span span = token.span().to(text.span());
            return new Syntax.Constant(
                    TimestampLiteral.parse(text.text(), text.span()), ColumnType.TIMESTAMP, span);
        }
        if (token.is("INTERVAL") && tokens.peek(1).kind() == Token.Kind.TEXT) {
            tokens.next();
            Token text = tokens.next();
            Span span = token.span().to(text.span());
            return new Syntax.Constant(IntervalLiteral.parse(text.text(), text.span()), I64, span);
        }
        if (token.is("EXTRACT") && tokens.peek(1).isSign("(")) {
            return extract(tokens.next());
        }
        if (token.is("CAST")) {
            return cast(tokens.next());
        }
        if (token.is("CASE")) {
            return choice(tokens.next());
        }
        if (!TokenStream.isName(token)) {
            throw tokens.unexpected("an expression");
        }
        tokens.next();
        if (tokens.peek().isSign("(") && token.kind() == Token.Kind.WORD) {
            return call(token);
        }
        if (tokens.acceptSign(".")) {
            Token column = tokens.expectName("a column");
            return new Syntax.Name(token.text(), column.text(), token.span().to(column.span()));
        }
        return new Syntax.Name(null, token.text(), token.span());
    }

    private Syntax call(Token name) {
        tokens.expectSign("(");
        boolean distinct = tokens.accept("DISTINCT");
        boolean star = !distinct && tokens.acceptSign("*");
        List<Syntax> arguments = new ArrayList<>();
        if (!star && !tokens.peek().isSign(")")) {
            do {
                arguments.add(expression(0));
            } while (tokens.acceptSign(","));
        }
        Span span = name.span().to(closing(arguments.isEmpty() && !star).span());
        Syntax filter = null;
        if (tokens.peek().is("FILTER") && tokens.peek(1).isSign("(")) {
            tokens.next();
            tokens.next();
            tokens.expect("WHERE");
            filter = expression(0);
            span = span.to(tokens.expectSign(")").span());
        }
        return new Syntax.Call(name.text(), arguments, distinct, star, filter, span);
    }

    /** EXTRACT(field FROM timestamp), which is date_part('field', timestamp). */
    private Syntax extract(Token start) {
        tokens.expectSign("(");
        Token field = tokens.peek();
        if (field.kind() != Token.Kind.WORD && field.kind() != Token.Kind.TEXT) {
            throw tokens.unexpected("a field such as year or hour");
        }
        tokens.next();
        tokens.expect("FROM");
        Syntax operand = expression(0);
        Span span = start.span().to(tokens.expectSign(")").span());
        Syntax name = new Syntax.Constant(field.text(), ColumnType.STRING, field.span());
        return new Syntax.Call("date_part", List.of(name, operand), false, false, null, span);
    }

    private Token closing(boolean empty) {
        if (!tokens.peek().isSign(")")) {
            throw empty ? tokens.unexpected(")") : tokens.unexpected(",", ")");
        }
        return tokens.next();
    }

    private Syntax cast(Token cast) {
        tokens.expectSign("(");
        Syntax operand = expression(0);
        tokens.expect("AS");
        ColumnType type = type();
        return new Syntax.Cast(operand, type, cast.span().to(tokens.expectSign(")").span()));
    }

    private ColumnType type() {
        Token name = tokens.peek();
        if (name.kind() != Token.Kind.WORD) {
            throw tokens.unexpected("a type such as i64, f64, bool, string or timestamp");
        }
        try {
            ColumnType type = ColumnType.parse(name.text());
            tokens.next();
            return type;
        } catch (IllegalArgumentException e) {
            throw tokens.unexpected(
                    "a type such as i64", "f64", "bool", "complex128", "timestamp", "string");
        }
    }

    private Syntax choice(Token start) {
        Syntax operand = tokens.peek().is("WHEN") ? null : expression(0);
        List<Syntax> whens = new ArrayList<>();
        List<Syntax> thens = new ArrayList<>();
        do {
            tokens.expect("WHEN");
            whens.add(expression(0));
            tokens.expect("THEN");
            thens.add(expression(0));
        } while (tokens.peek().is("WHEN"));
        Syntax otherwise = tokens.accept("ELSE") ? expression(0) : null;
        Span span = start.span().to(tokens.expect("END").span());
        return new Syntax.Case(operand, whens, thens, otherwise, span);
    }

    // Infix -------------------------------------------------------------------------------------

    /** Returns {@code left} with the next operator applied, or itself if that binds too loosely. */
    private Syntax infix(Syntax left, int power) {
        Token token = tokens.peek();
        Operator operator = operator(token);
        if (operator != null) {
            int own = power(operator);
            if (own <= power) {
                return left;
            }
            tokens.next();
            Syntax right = expression(own);
            return new Syntax.Binary(operator, left, right, left.span().to(right.span()));
        }
        if (token.is("AND") && AND > power) {
            return logic(left, true);
        }
        if (token.is("OR") && OR > power) {
            return logic(left, false);
        }
        if (token.is("IS") && IS > power) {
            return is(left);
        }
        boolean negated = token.is("NOT");
        Token word = negated ? tokens.peek(1) : token;
        boolean range = word.is("BETWEEN") || word.is("IN") || isLike(word);
        if (!range || RANGE <= power) {
            return left;
        }
        if (negated) {
            tokens.next();
        }
        tokens.next();
        if (word.is("BETWEEN")) {
            return between(left, negated);
        }
        return word.is("IN") ? in(left, negated) : like(left, word.is("ILIKE"), negated);
    }

    private static @Nullable Operator operator(Token token) {
        if (token.kind() != Token.Kind.SIGN) {
            return null;
        }
        return switch (token.text()) {
            case "+" -> Operator.ADD;
            case "-" -> Operator.SUBTRACT;
            case "*" -> Operator.MULTIPLY;
            case "/" -> Operator.DIVIDE;
            case "%" -> Operator.MODULO;
            case "||" -> Operator.CONCATENATE;
            case "=", "==" -> Operator.EQUAL;
            case "<>", "!=" -> Operator.NOT_EQUAL;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.LESS_OR_EQUAL;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.GREATER_OR_EQUAL;
            default -> null;
        };
    }

    private static int power(Operator operator) {
        return switch (operator) {
            case ADD, SUBTRACT -> SUM;
            case MULTIPLY, DIVIDE, MODULO -> PRODUCT;
            case CONCATENATE -> CONCATENATION;
            default -> COMPARISON;
        };
    }

    /** Long chains of one word become one flat list, which nests no deeper. */
    private Syntax logic(Syntax first, boolean and) {
        String word = and ? "AND" : "OR";
        List<Syntax> terms = new ArrayList<>();
        terms.add(first);
        while (tokens.accept(word)) {
            terms.add(expression(and ? AND : OR));
        }
        return new Syntax.Logic(and, terms, first.span().to(terms.getLast().span()));
    }

    private Syntax is(Syntax left) {
        tokens.next();
        boolean negated = tokens.accept("NOT");
        Token token = tokens.peek();
        Span span = left.span().to(token.span());
        if (tokens.accept("NULL")) {
            return new Syntax.IsNull(left, negated, span);
        }
        if (tokens.accept("TRUE") || tokens.accept("FALSE")) {
            return new Syntax.IsTruth(left, token.is("TRUE"), negated, span);
        }
        if (tokens.accept("DISTINCT")) {
            tokens.expect("FROM");
            Syntax right = expression(IS);
            return new Syntax.IsDistinct(left, right, negated, left.span().to(right.span()));
        }
        throw negated
                ? tokens.unexpected("NULL", "TRUE", "FALSE", "DISTINCT FROM")
                : tokens.unexpected("NULL", "NOT", "TRUE", "FALSE", "DISTINCT FROM");
    }

    private Syntax between(Syntax left, boolean negated) {
        Syntax low = expression(RANGE);
        tokens.expect("AND");
        Syntax high = expression(RANGE);
        return new Syntax.Between(left, low, high, negated, left.span().to(high.span()));
    }

    private Syntax in(Syntax left, boolean negated) {
        tokens.expectSign("(");
        List<Syntax> list = new ArrayList<>();
        do {
            list.add(expression(0));
        } while (tokens.acceptSign(","));
        return new Syntax.In(left, list, negated, left.span().to(closing(false).span()));
    }

    private static boolean isLike(Token word) {
        return word.is("LIKE") || word.is("ILIKE");
    }

    private Syntax like(Syntax left, boolean ignoresCase, boolean negated) {
        Syntax pattern = expression(RANGE);
        Syntax escape = tokens.accept("ESCAPE") ? expression(RANGE) : null;
        Span end = escape == null ? pattern.span() : escape.span();
        return new Syntax.Like(left, pattern, escape, ignoresCase, negated, left.span().to(end));
    }
}
