package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.Operator;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.formats.column.ColumnType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An expression with known columns and types. Immutable.
 *
 * <p>Casts that the types ask for are explicit, so that operands of one node have one {@link
 * ValueKind}. Two expressions with the same {@link #text} have the same value in every row.
 */
public sealed interface Expr {
    /** Truth values. */
    ColumnType BOOL = ColumnType.parse("bool");

    /** Integers as arithmetic gives them. */
    ColumnType I64 = ColumnType.parse("i64");

    /** Real numbers as arithmetic gives them. */
    ColumnType F64 = ColumnType.parse("f64");

    /** Complex numbers as arithmetic gives them. */
    ColumnType COMPLEX128 = ColumnType.parse("complex128");

    /** Returns the type of the value. */
    ColumnType type();

    /** Returns the piece of the query that it was read from. */
    Span span();

    /** Returns the operands, in order. */
    List<Expr> operands();

    /** Returns the same expression over other operands of the same kinds. */
    Expr withOperands(List<Expr> operands);

    /** Returns how the values of the expression lie in a block. */
    default ValueKind kind() {
        return ValueKind.of(type());
    }

    /** Returns the canonical form: fully parenthesised, with columns in double quotes if needed. */
    default String text() {
        return ExprText.of(this);
    }

    /** Returns whether this is a literal without a value. */
    default boolean isNullLiteral() {
        return this instanceof Literal literal && literal.value() == null;
    }

    /**
     * A column of the rows that come in.
     *
     * @param slot index among the columns that the input delivers
     * @param name what to call it in a plan
     */
    record Column(int slot, String name, ColumnType type, Span span) implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of();
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return this;
        }
    }

    /**
     * A constant.
     *
     * @param value Long (integers, timestamps), Double (floats), Boolean, byte[] (text, JSON,
     *     binary), or null for NULL
     */
    record Literal(@Nullable Object value, ColumnType type, Span span) implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of();
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return this;
        }
    }

    /** {@code + - * / % ||} over operands of the kind of the result. */
    record Arithmetic(Operator operator, Expr left, Expr right, ColumnType type, Span span)
            implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of(left, right);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new Arithmetic(operator, operands.get(0), operands.get(1), type, span);
        }
    }

    /** Unary minus over an operand of the kind of the result. */
    record Negate(Expr operand, ColumnType type, Span span) implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of(operand);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new Negate(operands.get(0), type, span);
        }
    }

    /** A comparison of operands of one kind. */
    record Comparison(Operator operator, Expr left, Expr right, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public List<Expr> operands() {
            return List.of(left, right);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new Comparison(operator, operands.get(0), operands.get(1), span);
        }
    }

    /** AND or OR of truth values. */
    record Logic(boolean and, List<Expr> terms, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public List<Expr> operands() {
            return terms;
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new Logic(and, operands, span);
        }
    }

    /** NOT of a truth value. */
    record Not(Expr operand, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public List<Expr> operands() {
            return List.of(operand);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new Not(operands.get(0), span);
        }
    }

    /** Whether an operand of any type lacks a value, or has one. Never null itself. */
    record IsNull(Expr operand, boolean negated, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public List<Expr> operands() {
            return List.of(operand);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new IsNull(operands.get(0), negated, span);
        }
    }

    /** Whether a truth value is the given one. Never null itself. */
    record IsTruth(Expr operand, boolean truth, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public List<Expr> operands() {
            return List.of(operand);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new IsTruth(operands.get(0), truth, span);
        }
    }

    /**
     * Membership in a list of literals that have a value and the kind of the operand.
     *
     * @param hasNull whether the list also had NULL: then no row is outside of it for sure
     */
    record InList(Expr operand, List<Literal> list, boolean hasNull, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public List<Expr> operands() {
            return List.of(operand);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new InList(operands.get(0), list, hasNull, span);
        }
    }

    /**
     * Whether a text matches a pattern.
     *
     * @param escape code point that takes the next character of the pattern as it is, or −1
     */
    record Like(Expr operand, Expr pattern, int escape, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public List<Expr> operands() {
            return List.of(operand, pattern);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new Like(operands.get(0), operands.get(1), escape, span);
        }
    }

    /** A value as another type. */
    record Cast(Expr operand, ColumnType type, Span span) implements Expr {
        @Override
        public List<Expr> operands() {
            return List.of(operand);
        }

        @Override
        public Expr withOperands(List<Expr> operands) {
            return new Cast(operands.get(0), type, span);
        }
    }

    /**
     * left IS DISTINCT FROM right: always true or false.
     *
     * @param operands left and right, of one kind
     */
    record Distinct(List<Expr> operands, Span span) implements Expr {
        @Override
        public ColumnType type() {
            return BOOL;
        }

        @Override
        public Expr withOperands(List<Expr> changed) {
            return new Distinct(changed, span);
        }
    }

    /** A function of one row. */
    record Call(ScalarFunction function, List<Expr> operands, ColumnType type, Span span)
            implements Expr {
        @Override
        public Expr withOperands(List<Expr> changed) {
            return new Call(function, changed, type, span);
        }
    }

    /**
     * CASE: operands are condition, value, condition, value, …, value if no condition holds; values
     * have the kind of the result.
     */
    record Case(List<Expr> operands, ColumnType type, Span span) implements Expr {
        @Override
        public Expr withOperands(List<Expr> changed) {
            return new Case(changed, type, span);
        }
    }

    /**
     * An aggregate; it stands only where the binder has not yet put groups in place.
     *
     * @param operands the argument, or nothing for {@code count(*)}
     */
    record Aggregate(
            AggregateFunction function,
            List<Expr> operands,
            boolean distinct,
            ColumnType type,
            Span span)
            implements Expr {
        @Override
        public Expr withOperands(List<Expr> changed) {
            return new Aggregate(function, changed, distinct, type, span);
        }
    }
}
