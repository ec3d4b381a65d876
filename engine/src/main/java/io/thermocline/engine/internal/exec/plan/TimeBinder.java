package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.formats.column.ColumnType;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Finds the types of calls that take timestamps apart. */
final class TimeBinder {
    private TimeBinder() {}

    /** Binds a call; {@code year(ts)} becomes {@code date_part('year', ts)}. */
    static Expr bind(ScalarFunction function, List<Expr> arguments, Span span) {
        String name = function.text();
        Expr time = timestamp(name, arguments.getLast());
        Expr first = arguments.getFirst();
        return switch (function.shape()) {
            case TIME_FIELD -> part(TimeField.parse(name, span), time, span);
            case TIME_PART -> part(field(name, first), time, span);
            case TIME_UNIT -> {
                TimeField unit = field(name, first);
                if (!unit.isUnit()) {
                    throw new QueryFault(
                            QueryFault.Kind.VALUE,
                            first.span(),
                            name + ": expected year to microsecond, found '" + unit.text() + "'");
                }
                yield new Expr.Call(function, named(unit, time, span), ColumnType.TIMESTAMP, span);
            }
            default -> {
                if (!TypeRules.isInteger(first.type())) {
                    throw TypeRules.mismatch(
                            first.span(),
                            name,
                            "an interval such as INTERVAL '5 minutes', or nanoseconds",
                            first.type());
                }
                yield new Expr.Call(function, List.of(first, time), ColumnType.TIMESTAMP, span);
            }
        };
    }

    private static Expr part(TimeField field, Expr time, Span span) {
        return new Expr.Call(ScalarFunction.DATE_PART, named(field, time, span), Expr.I64, span);
    }

    /** Returns the operands of a call whose field goes by its first name. */
    private static List<Expr> named(TimeField field, Expr time, Span span) {
        byte[] name = field.text().getBytes(StandardCharsets.UTF_8);
        return List.of(new Expr.Literal(name, ColumnType.STRING, span), time);
    }

    private static TimeField field(String function, Expr expr) {
        if (expr instanceof Expr.Literal literal && literal.value() instanceof byte[] bytes) {
            return TimeField.parse(new String(bytes, StandardCharsets.UTF_8), expr.span());
        }
        throw new QueryFault(
                QueryFault.Kind.TYPE,
                expr.span(),
                function + ": expected the name of a field in quotes, such as 'hour'");
    }

    private static Expr timestamp(String name, Expr expr) {
        if (expr.isNullLiteral()) {
            return TypeRules.coerce(expr, ColumnType.TIMESTAMP);
        }
        if (!TypeRules.isTimestamp(expr.type())) {
            throw TypeRules.mismatch(expr.span(), name, "a timestamp", expr.type());
        }
        return expr;
    }
}
