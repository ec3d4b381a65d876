package io.thermocline.engine.internal.exec.ast;

/** An operator between two operands. */
public enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    MODULO("%"),
    CONCATENATE("||"),
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String text;

    Operator(String text) {
        this.text = text;
    }

    /** Returns the sign as it is written. */
    public String text() {
        return text;
    }

    /** Returns whether the result is a truth value. */
    public boolean isComparison() {
        return switch (this) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, CONCATENATE -> false;
            case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
        };
    }

    /** Returns the operator for exchanged operands of a comparison. */
    public Operator mirrored() {
        return switch (this) {
            case LESS -> GREATER;
            case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
            case GREATER -> LESS;
            case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            default -> this;
        };
    }

    /** Returns the comparison that holds where this one does not, nulls apart. */
    public Operator negated() {
        return switch (this) {
            case EQUAL -> NOT_EQUAL;
            case NOT_EQUAL -> EQUAL;
            case LESS -> GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> GREATER;
            case GREATER -> LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> LESS;
            default -> throw new IllegalStateException(text + " is no comparison");
        };
    }
}
