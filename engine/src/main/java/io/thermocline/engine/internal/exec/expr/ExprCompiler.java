package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.ScalarFunction;
import io.thermocline.engine.internal.exec.plan.TimeField;
import io.thermocline.engine.internal.exec.plan.ValueKind;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes evaluators of expressions. Each call makes new ones: they belong to one thread. */
public final class ExprCompiler {
    private final QueryContext context;

    /** Creates a compiler for one query. */
    public ExprCompiler(QueryContext context) {
        this.context = context;
    }

    /** Returns evaluators of expressions, in order. */
    public List<Evaluator> compile(List<? extends Expr> expressions) {
        return expressions.stream().map(this::compile).toList();
    }

    /** Returns an evaluator of an expression. */
    public Evaluator compile(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> new ColumnEvaluator(column.slot());
            case Expr.Literal literal -> new LiteralEvaluator(literal);
            case Expr.Arithmetic arithmetic -> arithmetic(arithmetic);
            case Expr.Negate negate -> new NegateEvaluator(negate, compile(negate.operand()));
            case Expr.Comparison comparison -> comparison(comparison);
            case Expr.Logic logic -> new LogicEvaluator(logic.and(), compile(logic.terms()));
            case Expr.Not not ->
                    new TruthEvaluator(TruthEvaluator.Question.NOT, compile(not.operand()));
            case Expr.IsTruth test ->
                    new TruthEvaluator(
                            test.truth()
                                    ? TruthEvaluator.Question.IS_TRUE
                                    : TruthEvaluator.Question.IS_FALSE,
                            compile(test.operand()));
            case Expr.IsNull test -> new NullTestEvaluator(compile(test.operand()), test.negated());
            case Expr.Distinct test ->
                    new DistinctEvaluator(
                            compile(test.operands().getFirst()),
                            compile(test.operands().getLast()));
            case Expr.InList in -> in(in);
            case Expr.Like like -> like(like);
            case Expr.Cast cast -> CastEvaluator.of(cast, compile(cast.operand()), context);
            case Expr.Case choice ->
                    ChoiceEvaluator.cases(compile(choice.operands()), choice.kind(), context);
            case Expr.Call call -> call(call);
            case Expr.Aggregate aggregate ->
                    throw new IllegalStateException(
                            "aggregate outside of a group: " + aggregate.text());
        };
    }

    private Evaluator arithmetic(Expr.Arithmetic expr) {
        Evaluator left = compile(expr.left());
        Evaluator right = compile(expr.right());
        return switch (expr.kind()) {
            case LONG -> new LongArithmeticEvaluator(expr, left, right);
            case DOUBLE -> new DoubleArithmeticEvaluator(expr.operator(), left, right);
            case COMPLEX -> new ComplexArithmeticEvaluator(expr.operator(), left, right);
            case BYTES -> new ConcatEvaluator(left, right, context);
            case BOOL -> throw new IllegalStateException(expr.text());
        };
    }

    private Evaluator comparison(Expr.Comparison expr) {
        RangeTest range = RangeTest.of(expr);
        if (range != null) {
            return new RangeEvaluator(
                    context.kernels(), compile(range.operand()), range.range(), range.negated());
        }
        if (expr.left().kind() == ValueKind.BYTES) {
            byte[] right = bytes(expr.right());
            if (right != null) {
                BytesTest test = BytesTest.compare(expr.operator(), right);
                return new BytesTestEvaluator(compile(expr.left()), test, false);
            }
            byte[] left = bytes(expr.left());
            if (left != null) {
                BytesTest test = BytesTest.compare(expr.operator().mirrored(), left);
                return new BytesTestEvaluator(compile(expr.right()), test, false);
            }
        }
        return new CompareEvaluator(expr.operator(), compile(expr.left()), compile(expr.right()));
    }

    private Evaluator in(Expr.InList in) {
        Evaluator operand = compile(in.operand());
        if (in.operand().kind() != ValueKind.BYTES) {
            return new NumberSetEvaluator(in, operand);
        }
        List<byte[]> constants =
                in.list().stream().map(literal -> (byte[]) nonNull(literal)).toList();
        return new BytesTestEvaluator(operand, BytesTest.in(constants), in.hasNull());
    }

    private static Object nonNull(Expr.Literal literal) {
        Object value = literal.value();
        if (value == null) {
            throw new IllegalStateException("NULL among the literals of an IN list");
        }
        return value;
    }

    private Evaluator like(Expr.Like like) {
        Evaluator operand = compile(like.operand());
        byte[] pattern = bytes(like.pattern());
        if (pattern == null) {
            return new LikeEvaluator(like, operand, compile(like.pattern()));
        }
        LikePattern test = LikePattern.of(pattern, like.escape(), like.pattern().span());
        return new BytesTestEvaluator(operand, test, false);
    }

    private static byte @Nullable [] bytes(Expr expr) {
        return expr instanceof Expr.Literal literal && literal.value() instanceof byte[] bytes
                ? bytes
                : null;
    }

    private Evaluator call(Expr.Call call) {
        ScalarFunction function = call.function();
        if (function.shape() == ScalarFunction.Shape.REGULAR_EXPRESSION) {
            BytesTest test =
                    RegularExpression.of(
                            literalText(call.operands().getLast()),
                            function == ScalarFunction.REGEXP_FULL_MATCH,
                            call.operands().getLast().span());
            return new BytesTestEvaluator(compile(call.operands().getFirst()), test, false);
        }
        List<Evaluator> operands = compile(call.operands());
        Evaluator first = operands.getFirst();
        return switch (function.shape()) {
            case MATH -> new MathEvaluator(function, first, operands.getLast());
            case MATH_TEST -> new MathTestEvaluator(function, first);
            case NUMBER -> new NumberFunctionEvaluator(call, first);
            case ROUND -> new RoundEvaluator(first, operands.size() > 1 ? operands.get(1) : zero());
            case LENGTH -> {
                ColumnType type = call.operands().getFirst().type();
                yield new LengthEvaluator(first, type, function == ScalarFunction.OCTET_LENGTH);
            }
            case TEXT, SUBSTRING -> new TextFunctionEvaluator(function, operands, context);
            case COMPLEX_PART, COMPLEX, MAKE_COMPLEX ->
                    new ComplexFunctionEvaluator(function, operands);
            case CHOICE -> ChoiceEvaluator.coalesce(operands, call.kind(), context);
            case EXTREMUM ->
                    new ExtremumEvaluator(
                            function == ScalarFunction.GREATEST, operands, call.kind(), context);
            case TIME_PART -> {
                TimeField field = field(call);
                yield time(call, operands.getLast(), (same, nanos) -> field.of(nanos));
            }
            case TIME_UNIT -> {
                TimeField unit = field(call);
                yield time(call, operands.getLast(), (same, nanos) -> unit.truncate(nanos));
            }
            case TIME_SPAN ->
                    new TimeEvaluator(call, first, operands.getLast(), TimeEvaluator::bucket);
            case NULLIF, CONCATENATION, REMAINDER, TIME_FIELD, REGULAR_EXPRESSION ->
                    throw new IllegalStateException(function.text() + " is bound as another");
        };
    }

    private static TimeField field(Expr.Call call) {
        Expr name = call.operands().getFirst();
        return TimeField.parse(literalText(name), name.span());
    }

    /** Returns the text of an operand that the binder has found to be a constant. */
    private static String literalText(Expr expr) {
        byte[] bytes = bytes(expr);
        if (bytes == null) {
            throw new IllegalStateException("expected a literal, found " + expr.text());
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Evaluator time(Expr.Call call, Evaluator operand, TimeEvaluator.Step step) {
        return new TimeEvaluator(call, operand, operand, step);
    }

    private static Evaluator zero() {
        return new LiteralEvaluator(
                new Expr.Literal(0L, Expr.I64, io.thermocline.engine.internal.exec.ast.Span.NONE));
    }
}
