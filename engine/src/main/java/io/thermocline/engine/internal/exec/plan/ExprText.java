package io.thermocline.engine.internal.exec.plan;

import io.thermocline.formats.column.ColumnType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/** Writes expressions for plans and messages, and as keys that tell equal ones. */
final class ExprText {
    private ExprText() {}

    static String of(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> name(column.name());
            case Expr.Literal literal -> literal(literal);
            case Expr.Arithmetic a ->
                    "("
                            + a.left().text()
                            + " "
                            + a.operator().text()
                            + " "
                            + a.right().text()
                            + ")";
            case Expr.Negate n -> "(-" + n.operand().text() + ")";
            case Expr.Comparison c ->
                    "("
                            + c.left().text()
                            + " "
                            + c.operator().text()
                            + " "
                            + c.right().text()
                            + ")";
            case Expr.Logic logic ->
                    "(" + join(logic.terms(), logic.and() ? " AND " : " OR ") + ")";
            case Expr.Not not -> "(NOT " + not.operand().text() + ")";
            case Expr.IsNull test ->
                    "(" + test.operand().text() + (test.negated() ? " IS NOT NULL)" : " IS NULL)");
            case Expr.IsTruth test ->
                    "(" + test.operand().text() + (test.truth() ? " IS TRUE)" : " IS FALSE)");
            case Expr.Distinct test -> "(" + join(test.operands(), " IS DISTINCT FROM ") + ")";
            case Expr.InList in -> inList(in);
            case Expr.Like like ->
                    "("
                            + like.operand().text()
                            + " LIKE "
                            + like.pattern().text()
                            + (like.escape() < 0
                                    ? ""
                                    : " ESCAPE " + quoted(Character.toString(like.escape())))
                            + ")";
            case Expr.Cast cast ->
                    "CAST(" + cast.operand().text() + " AS " + cast.type().text() + ")";
            case Expr.Call call -> call.function().text() + "(" + join(call.operands(), ", ") + ")";
            case Expr.Case choice -> "CASE(" + join(choice.operands(), ", ") + ")";
            case Expr.Aggregate aggregate ->
                    aggregate.function().text()
                            + "("
                            + (aggregate.distinct() ? "DISTINCT " : "")
                            + (aggregate.operands().isEmpty()
                                    ? "*"
                                    : join(aggregate.operands(), ", "))
                            + ")";
        };
    }

    private static String inList(Expr.InList in) {
        return "("
                + in.operand().text()
                + " IN ("
                + join(in.list(), ", ")
                + (in.hasNull() ? ", NULL" : "")
                + "))";
    }

    private static String literal(Expr.Literal literal) {
        Object value = literal.value();
        ColumnType type = literal.type();
        if (value == null) {
            return "NULL";
        }
        if (type.kind() == ColumnType.Kind.TIMESTAMP && value instanceof Long nanos) {
            return "TIMESTAMP " + quoted(instant(nanos));
        }
        if (value instanceof byte[] bytes) {
            return type.isText()
                    ? quoted(new String(bytes, StandardCharsets.UTF_8))
                    : "binary " + quoted(HexFormat.of().formatHex(bytes));
        }
        return value.toString();
    }

    private static String instant(long nanos) {
        return Instant.ofEpochSecond(
                        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
                .toString();
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Returns a column name, in double quotes where the bare one would be read otherwise. */
    static String name(String name) {
        boolean plain =
                !name.isEmpty()
                        && !Character.isDigit(name.charAt(0))
                        && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_');
        return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static String join(List<? extends Expr> parts, String separator) {
        StringBuilder text = new StringBuilder();
        for (Expr part : parts) {
            text.append(text.isEmpty() ? "" : separator).append(part.text());
        }
        return text.toString();
    }
}
