package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.formats.column.ColumnType;

import java.util.ArrayList;
import java.util.List;

/** Finds the types of function calls. */
final class FunctionBinder {
    private FunctionBinder() {}

    static Expr scalar(ScalarFunction function, List<Expr> arguments, Span span) {
        String name = function.text();
        if (!function.takes(arguments.size())) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    span,
                    name
                            + ": expected "
                            + function.arity()
                            + " arguments, found "
                            + arguments.size());
        }
        Expr first = arguments.getFirst();
        return switch (function.shape()) {
            case MATH -> new Expr.Call(function, doubles(name, arguments), Expr.F64, span);
            case MATH_TEST -> new Expr.Call(function, doubles(name, arguments), Expr.BOOL, span);
            case MAKE_COMPLEX ->
                    new Expr.Call(function, doubles(name, arguments), Expr.COMPLEX128, span);
            case NUMBER -> number(function, arguments, span);
            case ROUND -> round(function, arguments, span);
            case LENGTH -> {
                requireLength(name, first);
                yield new Expr.Call(function, arguments, Expr.I64, span);
            }
            case TEXT ->
                    new Expr.Call(function, List.of(text(name, first)), ColumnType.STRING, span);
            case SUBSTRING -> {
                List<Expr> parts = new ArrayList<>();
                parts.add(text(name, first));
                arguments.stream().skip(1).forEach(a -> parts.add(integer(name, a)));
                yield new Expr.Call(function, parts, ColumnType.STRING, span);
            }
            case COMPLEX_PART ->
                    new Expr.Call(function, List.of(complex(name, first)), Expr.F64, span);
            case COMPLEX ->
                    new Expr.Call(function, List.of(complex(name, first)), Expr.COMPLEX128, span);
            case CHOICE, EXTREMUM -> oneType(function, arguments, span);
            case NULLIF -> {
                // nullif(a, b) is CASE WHEN a = b THEN NULL ELSE a END.
                Expr equal =
                        ComparisonBinder.compare(Operator.EQUAL, first, arguments.get(1), span);
                Expr none = new Expr.Literal(null, first.type(), span);
                yield new Expr.Case(List.of(equal, none, first), first.type(), span);
            }
            case REGULAR_EXPRESSION -> regularExpression(function, arguments, span);
            case CONCATENATION -> concatenation(arguments, span);
            case REMAINDER -> ArithmeticBinder.bind(Operator.MODULO, first, arguments.get(1), span);
            case TIME_FIELD, TIME_PART, TIME_UNIT, TIME_SPAN ->
                    TimeBinder.bind(function, arguments, span);
        };
    }

    static Expr aggregate(
            AggregateFunction function, List<Expr> arguments, boolean distinct, Span span) {
        String name = function.text();
        if (arguments.isEmpty()) {
            return new Expr.Aggregate(function, arguments, distinct, Expr.I64, span);
        }
        Expr argument = arguments.getFirst();
        ColumnType type = argument.type();
        if (distinct && !ComparisonBinder.isHashable(type)) {
            throw TypeRules.mismatch(
                    span, name + "(DISTINCT)", "a number, text, binary or complex", type);
        }
        if (function.family() != AggregateFunction.Family.SUMMARY) {
            return deviation(function, arguments, distinct, span);
        }
        boolean number = TypeRules.isReal(type);
        switch (function) {
            case SUM, AVG -> {
                if (!number) {
                    throw TypeRules.mismatch(argument.span(), name, "a number", type);
                }
            }
            case MIN, MAX -> {
                if (!ComparisonBinder.isOrdered(type)) {
                    throw TypeRules.mismatch(
                            argument.span(),
                            name,
                            "a number, truth value, timestamp, text or binary",
                            type);
                }
            }
            default -> {}
        }
        ColumnType result =
                switch (function) {
                    case COUNT -> Expr.I64;
                    case SUM -> TypeRules.isInteger(type) ? Expr.I64 : Expr.F64;
                    case AVG -> Expr.F64;
                    default -> type;
                };
        return new Expr.Aggregate(function, arguments, distinct, result, span);
    }

    private static Expr regularExpression(
            ScalarFunction function, List<Expr> arguments, Span span) {
        Expr text = text(function.text(), arguments.getFirst());
        Expr pattern = arguments.getLast();
        if (pattern.isNullLiteral()) {
            return new Expr.Literal(null, Expr.BOOL, span);
        }
        if (!(pattern instanceof Expr.Literal && TypeRules.isText(pattern.type()))) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    pattern.span(),
                    function.text() + ": expected a constant pattern, in quotes or as a parameter");
        }
        return new Expr.Call(function, List.of(text, pattern), Expr.BOOL, span);
    }

    /** Binds what is computed of f64s: moments and quantiles. */
    private static Expr deviation(
            AggregateFunction function, List<Expr> arguments, boolean distinct, Span span) {
        if (distinct) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    span,
                    function.text()
                            + ": expected no DISTINCT, which count, sum, avg, min and max take");
        }
        List<Expr> parts = doubles(function.text(), arguments);
        Expr share = parts.getLast();
        boolean inRange =
                share instanceof Expr.Literal literal
                        && literal.value() instanceof Double value
                        && value >= 0.0
                        && value <= 1.0;
        if (function == AggregateFunction.QUANTILE_CONT && !inRange) {
            throw new QueryFault(
                    QueryFault.Kind.VALUE,
                    share.span(),
                    function.text() + ": expected a constant in 0..1, found " + share.text());
        }
        return new Expr.Aggregate(function, parts, false, Expr.F64, span);
    }

    /** Binds {@code concat}, as {@code ||} over arguments that are empty where they are NULL. */
    private static Expr concatenation(List<Expr> arguments, Span span) {
        Expr empty = new Expr.Literal(new byte[0], ColumnType.STRING, span);
        Expr all = empty;
        for (Expr argument : arguments) {
            Expr text = ArithmeticBinder.bind(Operator.CONCATENATE, empty, argument, span);
            Expr filled =
                    new Expr.Call(
                            ScalarFunction.COALESCE, List.of(text, empty), ColumnType.STRING, span);
            all = ArithmeticBinder.bind(Operator.CONCATENATE, all, filled, span);
        }
        return all;
    }

    private static Expr number(ScalarFunction function, List<Expr> arguments, Span span) {
        Expr argument = arguments.getFirst();
        ColumnType type = argument.type();
        boolean complex = TypeRules.isComplex(type) && function == ScalarFunction.ABS;
        if (!TypeRules.isReal(type) && !complex) {
            throw TypeRules.mismatch(argument.span(), function.text(), "a number", type);
        }
        ColumnType result = TypeRules.isInteger(type) ? Expr.I64 : Expr.F64;
        return new Expr.Call(function, arguments, result, span);
    }

    private static Expr round(ScalarFunction function, List<Expr> arguments, Span span) {
        Expr argument = arguments.getFirst();
        if (!TypeRules.isReal(argument.type())) {
            throw TypeRules.mismatch(argument.span(), function.text(), "a number", argument.type());
        }
        List<Expr> parts = new ArrayList<>();
        parts.add(argument);
        arguments.stream().skip(1).forEach(a -> parts.add(integer(function.text(), a)));
        ColumnType result = TypeRules.isInteger(argument.type()) ? Expr.I64 : Expr.F64;
        return new Expr.Call(function, parts, result, span);
    }

    private static Expr oneType(ScalarFunction function, List<Expr> arguments, Span span) {
        ColumnType type = TypeRules.commonOf(arguments, function.text());
        if (function.shape() == ScalarFunction.Shape.EXTREMUM
                && !ComparisonBinder.isOrdered(type)) {
            throw TypeRules.mismatch(span, function.text(), "values with an order", type);
        }
        List<Expr> parts = arguments.stream().map(a -> TypeRules.coerce(a, type)).toList();
        return new Expr.Call(function, parts, type, span);
    }

    private static List<Expr> doubles(String name, List<Expr> arguments) {
        return arguments.stream()
                .map(a -> {
                    if (!TypeRules.isReal(a.type()) && !a.isNullLiteral()) {
                        throw TypeRules.mismatch(a.span(), name, "a number", a.type());
                    }
                    return TypeRules.coerce(a, Expr.F64);
                })
                .toList();
    }

    private static Expr text(String name, Expr argument) {
        if (argument.isNullLiteral()) {
            return TypeRules.coerce(argument, ColumnType.STRING);
        }
        if (!TypeRules.isText(argument.type())) {
            throw TypeRules.mismatch(argument.span(), name, "text", argument.type());
        }
        return argument;
    }

    private static Expr integer(String name, Expr argument) {
        if (!TypeRules.isInteger(argument.type())) {
            throw TypeRules.mismatch(argument.span(), name, "an integer", argument.type());
        }
        return argument;
    }

    private static Expr complex(String name, Expr argument) {
        if (argument.isNullLiteral() || TypeRules.isReal(argument.type())) {
            return TypeRules.coerce(argument, Expr.COMPLEX128);
        }
        if (!TypeRules.isComplex(argument.type())) {
            throw TypeRules.mismatch(argument.span(), name, "a complex number", argument.type());
        }
        return argument;
    }

    private static void requireLength(String name, Expr argument) {
        boolean counted =
                switch (argument.type().kind()) {
                    case STRING, JSON, BINARY, LIST, STRING_LIST, VECTOR -> true;
                    case SCALAR, TIMESTAMP -> argument.isNullLiteral();
                };
        if (!counted) {
            throw TypeRules.mismatch(
                    argument.span(), name, "text, binary, a vector or a list", argument.type());
        }
    }
}
