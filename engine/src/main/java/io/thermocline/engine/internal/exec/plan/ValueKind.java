package io.thermocline.engine.internal.exec.plan;

import io.thermocline.formats.column.ColumnType;

/** How values lie in a block while a query computes with them. */
public enum ValueKind {
    /** i64: integers and timestamps. */
    LONG,
    /** f64: all real numbers. */
    DOUBLE,
    /** One bit. */
    BOOL,
    /** Two f64. */
    COMPLEX,
    /** References to bytes: text, JSON, binary, vectors and lists. */
    BYTES;

    /** Returns the kind that values of a type take. */
    public static ValueKind of(ColumnType type) {
        return switch (type.kind()) {
            case TIMESTAMP -> LONG;
            case STRING, JSON, BINARY, VECTOR, LIST, STRING_LIST -> BYTES;
            case SCALAR ->
                    type.isBool()
                            ? BOOL
                            : type.element().isInteger()
                                    ? LONG
                                    : type.element().isComplex() ? COMPLEX : DOUBLE;
        };
    }
}
