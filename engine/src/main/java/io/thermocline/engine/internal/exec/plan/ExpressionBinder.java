package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.ast.Syntax;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Resolves the names of one statement and finds the types of its expressions. One thread, one
 * statement.
 */
final class ExpressionBinder {
    /** Nesting through aliases that name aliases. */
    private static final int MAX_ALIAS_DEPTH = 50;

    private final NameScope scope;
    private final List<@Nullable Object> parameters;

    /** Expressions of the select list by alias in lower case; columns go first. */
    private final Map<String, Syntax> aliases;

    /** Aliases being resolved, against circles. */
    private final Set<String> open = new HashSet<>();

    /** Place being bound, such as {@code WHERE}, if it may not hold aggregates. */
    private @Nullable String withoutAggregates;

    ExpressionBinder(
            NameScope scope, List<@Nullable Object> parameters, Map<String, Syntax> aliases) {
        this.scope = scope;
        this.parameters = parameters;
        this.aliases = aliases;
    }

    /** Binds an expression that may hold aggregates. */
    Expr bind(Syntax syntax) {
        withoutAggregates = null;
        return expr(syntax);
    }

    /** Binds an expression of one row. */
    Expr bindRow(Syntax syntax, String place) {
        withoutAggregates = place;
        return expr(syntax);
    }

    /** Binds a condition. */
    Expr bindCondition(Syntax syntax, @Nullable String placeWithoutAggregates) {
        withoutAggregates = placeWithoutAggregates;
        return condition(syntax);
    }

    private Expr expr(Syntax syntax) {
        return switch (syntax) {
            case Syntax.Name name -> name(name);
            case Syntax.Star star ->
                    throw new QueryFault(
                            QueryFault.Kind.SYNTAX,
                            star.span(),
                            "*: expected in a select list or as count(*) only");
            case Syntax.Constant constant -> constant(constant);
            case Syntax.Parameter parameter -> parameter(parameter);
            case Syntax.Sign sign -> sign(sign);
            case Syntax.Binary binary -> binary(binary);
            case Syntax.Logic logic ->
                    new Expr.Logic(
                            logic.and(),
                            logic.terms().stream().map(this::condition).toList(),
                            logic.span());
            case Syntax.Not not -> new Expr.Not(condition(not.operand()), not.span());
            case Syntax.Between between -> between(between);
            case Syntax.In in ->
                    negated(
                            ComparisonBinder.in(
                                    expr(in.operand()),
                                    in.list().stream().map(this::expr).toList(),
                                    in.span()),
                            in.negated());
            case Syntax.Like like -> negated(like(like), like.negated());
            case Syntax.IsNull test ->
                    new Expr.IsNull(expr(test.operand()), test.negated(), test.span());
            case Syntax.IsDistinct test -> distinct(test);
            case Syntax.IsTruth test ->
                    negated(
                            new Expr.IsTruth(condition(test.operand()), test.truth(), test.span()),
                            test.negated());
            case Syntax.Cast cast -> cast(cast);
            case Syntax.Case choice -> choice(choice);
            case Syntax.Call call -> call(call);
        };
    }

    private Expr condition(Syntax syntax) {
        Expr expr = expr(syntax);
        if (expr.isNullLiteral()) {
            return TypeRules.coerce(expr, Expr.BOOL);
        }
        if (!expr.type().isBool()) {
            throw TypeRules.mismatch(expr.span(), "condition", "a truth value", expr.type());
        }
        return expr;
    }

    private static Expr negated(Expr expr, boolean negated) {
        return negated ? new Expr.Not(expr, expr.span()) : expr;
    }

    private Expr name(Syntax.Name name) {
        Expr column = scope.find(name);
        if (column != null) {
            return column;
        }
        String key = name.name().toLowerCase(java.util.Locale.ROOT);
        Syntax aliased = name.table() == null ? aliases.get(key) : null;
        if (aliased == null) {
            throw scope.unknown(name, List.copyOf(aliases.keySet()));
        }
        if (open.size() >= MAX_ALIAS_DEPTH || !open.add(key)) {
            throw new QueryFault(
                    QueryFault.Kind.NAME,
                    name.span(),
                    "alias '" + name.name() + "' is defined by itself");
        }
        Expr expr = expr(aliased);
        open.remove(key);
        return expr;
    }

    private static Expr constant(Syntax.Constant constant) {
        Object value = constant.value();
        ColumnType type = constant.type();
        if (value == null || type == null) {
            return new Expr.Literal(null, Expr.I64, constant.span());
        }
        return value instanceof String text
                ? new Expr.Literal(
                        text.getBytes(StandardCharsets.UTF_8), ColumnType.STRING, constant.span())
                : new Expr.Literal(value, type, constant.span());
    }

    private Expr parameter(Syntax.Parameter parameter) {
        Object value = parameters.get(parameter.index());
        Span span = parameter.span();
        return switch (value) {
            case null -> new Expr.Literal(null, Expr.I64, span);
            case Byte b -> new Expr.Literal(b.longValue(), Expr.I64, span);
            case Short s -> new Expr.Literal(s.longValue(), Expr.I64, span);
            case Integer i -> new Expr.Literal(i.longValue(), Expr.I64, span);
            case Long l -> new Expr.Literal(l, Expr.I64, span);
            case Float f -> new Expr.Literal(f.doubleValue(), Expr.F64, span);
            case Double d -> new Expr.Literal(d, Expr.F64, span);
            case Boolean b -> new Expr.Literal(b, Expr.BOOL, span);
            case CharSequence text ->
                    new Expr.Literal(
                            text.toString().getBytes(StandardCharsets.UTF_8),
                            ColumnType.STRING,
                            span);
            case byte[] bytes -> new Expr.Literal(bytes.clone(), ColumnType.BINARY, span);
            case Instant instant ->
                    new Expr.Literal(
                            TimestampLiteral.parse(instant.toString(), span),
                            ColumnType.TIMESTAMP,
                            span);
            default ->
                    throw new QueryFault(
                            QueryFault.Kind.TYPE,
                            span,
                            "parameter "
                                    + (parameter.index() + 1)
                                    + ": expected a number, Boolean, text, byte[], Instant or"
                                    + " null, found "
                                    + value.getClass().getName());
        };
    }

    private Expr sign(Syntax.Sign sign) {
        Expr operand = expr(sign.operand());
        if (!TypeRules.isReal(operand.type()) && !TypeRules.isComplex(operand.type())) {
            throw TypeRules.mismatch(
                    sign.span(), sign.negative() ? "-" : "+", "a number", operand.type());
        }
        if (!sign.negative()) {
            return operand;
        }
        ColumnType type =
                switch (operand.kind()) {
                    case LONG -> Expr.I64;
                    case COMPLEX -> Expr.COMPLEX128;
                    default -> Expr.F64;
                };
        return new Expr.Negate(operand, type, sign.span());
    }

    private Expr binary(Syntax.Binary binary) {
        Expr left = expr(binary.left());
        Expr right = expr(binary.right());
        return binary.operator().isComparison()
                ? ComparisonBinder.compare(binary.operator(), left, right, binary.span())
                : ArithmeticBinder.bind(binary.operator(), left, right, binary.span());
    }

    private Expr between(Syntax.Between between) {
        Expr operand = expr(between.operand());
        Span span = between.span();
        Expr low =
                ComparisonBinder.compare(
                        Operator.GREATER_OR_EQUAL, operand, expr(between.low()), span);
        Expr high =
                ComparisonBinder.compare(
                        Operator.LESS_OR_EQUAL, operand, expr(between.high()), span);
        return negated(new Expr.Logic(true, List.of(low, high), span), between.negated());
    }

    private Expr like(Syntax.Like like) {
        Expr operand = text(expr(like.operand()));
        Expr pattern = text(expr(like.pattern()));
        int escape = -1;
        if (like.escape() != null) {
            escape = escape(expr(like.escape()));
        }
        if (like.ignoresCase()) {
            operand = lower(operand);
            pattern = lower(pattern);
            escape = escape < 0 ? escape : Character.toLowerCase(escape);
        }
        return new Expr.Like(operand, pattern, escape, like.span());
    }

    private static Expr lower(Expr expr) {
        return new Expr.Call(ScalarFunction.LOWER, List.of(expr), ColumnType.STRING, expr.span());
    }

    private Expr distinct(Syntax.IsDistinct test) {
        Expr compared =
                ComparisonBinder.compare(
                        Operator.EQUAL, expr(test.left()), expr(test.right()), test.span());
        return negated(new Expr.Distinct(compared.operands(), test.span()), test.negated());
    }

    private static Expr text(Expr expr) {
        if (!expr.isNullLiteral() && !TypeRules.isText(expr.type())) {
            throw TypeRules.mismatch(expr.span(), "LIKE", "text", expr.type());
        }
        return expr.isNullLiteral() ? TypeRules.coerce(expr, ColumnType.STRING) : expr;
    }

    private static int escape(Expr expr) {
        if (expr instanceof Expr.Literal literal && literal.value() instanceof byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.codePointCount(0, text.length()) == 1) {
                return text.codePointAt(0);
            }
        }
        throw new QueryFault(
                QueryFault.Kind.TYPE, expr.span(), "ESCAPE: expected one character in quotes");
    }

    private Expr cast(Syntax.Cast cast) {
        Expr operand = expr(cast.operand());
        if (operand.isNullLiteral()) {
            return new Expr.Literal(null, cast.type(), cast.span());
        }
        if (!TypeRules.castable(operand.type(), cast.type())) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    cast.span(),
                    "CAST: expected a type that "
                            + operand.type().text()
                            + " can become, found "
                            + cast.type().text());
        }
        return operand.type().equals(cast.type())
                ? operand
                : new Expr.Cast(operand, cast.type(), cast.span());
    }

    private Expr choice(Syntax.Case choice) {
        Expr operand = choice.operand() == null ? null : expr(choice.operand());
        List<Expr> conditions = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        for (int i = 0; i < choice.whens().size(); i++) {
            Syntax when = choice.whens().get(i);
            conditions.add(
                    operand == null
                            ? condition(when)
                            : ComparisonBinder.compare(
                                    Operator.EQUAL, operand, expr(when), when.span()));
            values.add(expr(choice.thens().get(i)));
        }
        values.add(
                choice.otherwise() == null
                        ? new Expr.Literal(null, Expr.I64, choice.span())
                        : expr(choice.otherwise()));
        ColumnType type = TypeRules.commonOf(values, "CASE");
        List<Expr> operands = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            operands.add(conditions.get(i));
            operands.add(TypeRules.coerce(values.get(i), type));
        }
        operands.add(TypeRules.coerce(values.getLast(), type));
        return new Expr.Case(operands, type, choice.span());
    }

    private Expr call(Syntax.Call call) {
        AggregateFunction aggregate = AggregateFunction.find(call.name());
        if (aggregate != null) {
            return aggregate(aggregate, call);
        }
        ScalarFunction function = ScalarFunction.find(call.name());
        if (function == null) {
            List<String> known = new ArrayList<>(ScalarFunction.names());
            known.addAll(AggregateFunction.names());
            throw new QueryFault(
                    QueryFault.Kind.NAME,
                    call.span(),
                    "function '"
                            + call.name()
                            + "' does not exist"
                            + NearName.hint(call.name(), known));
        }
        if (call.filter() != null) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    call.filter().span(),
                    function.text() + ": expected no FILTER, which aggregates take");
        }
        if (call.distinct() || call.star()) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    call.span(),
                    function.text()
                            + ": expected values, found "
                            + (call.star() ? "*" : "DISTINCT")
                            + ", which aggregates take");
        }
        List<Expr> arguments = call.arguments().stream().map(this::expr).toList();
        return FunctionBinder.scalar(function, arguments, call.span());
    }

    /** Rows outside of a FILTER have NULL as their argument, which aggregates leave out. */
    private static Expr filtered(List<Expr> arguments, Expr filter) {
        Expr kept =
                arguments.isEmpty()
                        ? new Expr.Literal(1L, Expr.I64, filter.span())
                        : arguments.getFirst();
        Expr none = new Expr.Literal(null, kept.type(), filter.span());
        return new Expr.Case(List.of(filter, kept, none), kept.type(), filter.span());
    }

    private Expr aggregate(AggregateFunction function, Syntax.Call call) {
        if (withoutAggregates != null) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    call.span(),
                    function.text() + ": aggregates are not allowed in " + withoutAggregates);
        }
        boolean countAll = function == AggregateFunction.COUNT && call.star() && !call.distinct();
        if (!countAll && (call.star() || call.arguments().size() != function.argumentCount())) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    call.span(),
                    function.text()
                            + ": expected "
                            + (function.argumentCount() == 1 ? "1 argument" : "2 arguments")
                            + ", found "
                            + (call.star() ? "*" : String.valueOf(call.arguments().size())));
        }
        withoutAggregates = "the argument of " + function.text();
        List<Expr> arguments = call.arguments().stream().map(this::expr).toList();
        if (call.filter() != null) {
            withoutAggregates = "FILTER";
            Expr kept = filtered(arguments, condition(call.filter()));
            List<Expr> rest = arguments.stream().skip(1).toList();
            arguments = Stream.concat(Stream.of(kept), rest.stream()).toList();
        }
        withoutAggregates = null;
        return FunctionBinder.aggregate(function, arguments, call.distinct(), call.span());
    }
}
