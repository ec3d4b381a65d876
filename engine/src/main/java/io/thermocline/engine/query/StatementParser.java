package io.thermocline.engine.query;

import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.ast.Statement;
import io.thermocline.engine.internal.exec.ast.Syntax;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Reads one statement; the clauses of SELECT in their order. */
final class StatementParser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;

    private StatementParser(String text) {
        this.tokens = new TokenStream(text);
        this.expressions = new ExpressionParser(tokens);
    }

    /**
     * Reads a statement.
     *
     * @throws io.thermocline.engine.internal.exec.ast.QueryFault if the text breaks the grammar
     */
    static Statement parse(String text) {
        return new StatementParser(text).statement();
    }

    private Statement statement() {
        Statement.Explain explain = Statement.Explain.NO;
        if (tokens.accept("EXPLAIN")) {
            explain = tokens.accept("ANALYZE") ? Statement.Explain.ANALYZE : Statement.Explain.PLAN;
        }
        if (!tokens.accept("SELECT")) {
            throw explain == Statement.Explain.NO
                    ? tokens.unexpected("SELECT", "EXPLAIN")
                    : tokens.unexpected("SELECT", "ANALYZE");
        }
        boolean distinct = tokens.accept("DISTINCT");
        if (!distinct && tokens.peek().is("ALL") && !tokens.peek(1).isSign(",")) {
            tokens.next();
        }
        List<Statement.Item> items = items();
        Statement.TableName table = tokens.accept("FROM") ? table() : null;
        Syntax where = tokens.accept("WHERE") ? expressions.expression() : null;
        List<Syntax> groupBy = new ArrayList<>();
        if (tokens.accept("GROUP")) {
            tokens.expect("BY");
            do {
                groupBy.add(expressions.expression());
            } while (tokens.acceptSign(","));
        }
        Syntax having = tokens.accept("HAVING") ? expressions.expression() : null;
        List<Statement.Order> orderBy = orderBy();
        Syntax limit = null;
        Syntax offset = null;
        while (tokens.peek().is("LIMIT") || tokens.peek().is("OFFSET")) {
            if (limit == null && tokens.accept("LIMIT")) {
                limit = expressions.expression();
            } else if (offset == null && tokens.accept("OFFSET")) {
                offset = expressions.expression();
            } else {
                throw tokens.unexpected("the end of the query");
            }
        }
        tokens.acceptSign(";");
        if (tokens.peek().kind() != Token.Kind.END) {
            throw endExpected(table, where, groupBy, limit);
        }
        return new Statement(
                explain,
                distinct,
                items,
                table,
                where,
                groupBy,
                having,
                orderBy,
                limit,
                offset,
                expressions.parameterCount());
    }

    private RuntimeException endExpected(
            Statement.@Nullable TableName table,
            @Nullable Syntax where,
            List<Syntax> groupBy,
            @Nullable Syntax limit) {
        if (limit != null) {
            return tokens.unexpected("OFFSET", "the end of the query");
        }
        List<String> expected = new ArrayList<>();
        if (table == null) {
            expected.add("FROM");
        }
        if (where == null && groupBy.isEmpty()) {
            expected.add("WHERE");
        }
        if (groupBy.isEmpty()) {
            expected.add("GROUP BY");
        }
        expected.add("ORDER BY");
        expected.add("LIMIT");
        expected.add("the end of the query");
        return tokens.unexpected(expected.toArray(String[]::new));
    }

    private List<Statement.Item> items() {
        List<Statement.Item> items = new ArrayList<>();
        do {
            items.add(item());
        } while (tokens.acceptSign(","));
        return items;
    }

    private Statement.Item item() {
        if (tokens.peek().isSign("*")) {
            return new Statement.Item(new Syntax.Star(null, tokens.next().span()), null, "*");
        }
        boolean tableStar =
                TokenStream.isName(tokens.peek())
                        && tokens.peek(1).isSign(".")
                        && tokens.peek(2).isSign("*");
        if (tableStar) {
            Token table = tokens.next();
            tokens.next();
            Span span = table.span().to(tokens.next().span());
            return new Statement.Item(new Syntax.Star(table.text(), span), null, "*");
        }
        Syntax expression = expressions.expression();
        String alias = null;
        if (tokens.accept("AS")) {
            alias = tokens.expectName("a name").text();
        } else if (TokenStream.isName(tokens.peek())) {
            alias = tokens.next().text();
        }
        return new Statement.Item(expression, alias, tokens.written(expression.span()));
    }

    private Statement.TableName table() {
        Token name = tokens.expectName("a table");
        String alias = null;
        if (tokens.accept("AS")) {
            alias = tokens.expectName("a name").text();
        } else if (TokenStream.isName(tokens.peek())) {
            alias = tokens.next().text();
        }
        return new Statement.TableName(name.text(), alias, name.span());
    }

    private List<Statement.Order> orderBy() {
        List<Statement.Order> order = new ArrayList<>();
        if (!tokens.accept("ORDER")) {
            return order;
        }
        tokens.expect("BY");
        do {
            Syntax expression = expressions.expression();
            boolean descending = tokens.accept("DESC");
            if (!descending) {
                tokens.accept("ASC");
            }
            boolean nullsFirst = false;
            if (tokens.accept("NULLS")) {
                nullsFirst = tokens.accept("FIRST");
                if (!nullsFirst && !tokens.accept("LAST")) {
                    throw tokens.unexpected("FIRST", "LAST");
                }
            }
            order.add(new Statement.Order(expression, descending, nullsFirst));
        } while (tokens.acceptSign(","));
        return order;
    }
}
