package io.thermocline.engine.internal.exec.expr;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.block.Batch;
import io.thermocline.engine.internal.exec.block.BlockValues;
import io.thermocline.engine.internal.exec.block.BoolValues;
import io.thermocline.engine.internal.exec.block.BytesValues;
import io.thermocline.engine.internal.exec.block.DoubleValues;
import io.thermocline.engine.internal.exec.block.LongValues;
import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.Expr;
import io.thermocline.engine.internal.exec.plan.ValueKind;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Computes the parts of an expression that hold no column, once, before rows are read. A part whose
 * value is an error stays as it is: the error counts only if a row comes to it.
 */
public final class ConstantFolder {
    private final ExprCompiler compiler;
    private final Batch row = new OneRowBatch();

    /** Creates a folder for one query. */
    public ConstantFolder(QueryContext context) {
        this.compiler = new ExprCompiler(context);
    }

    /** Returns the same expression with literals for its constant parts. */
    public Expr fold(Expr expr) {
        if (expr.operands().isEmpty()) {
            return expr;
        }
        List<Expr> operands = expr.operands().stream().map(this::fold).toList();
        Expr folded = expr.withOperands(operands);
        boolean constant = operands.stream().allMatch(Expr.Literal.class::isInstance);
        boolean literalExists =
                folded.kind() != ValueKind.COMPLEX && !(folded instanceof Expr.Aggregate);
        return constant && literalExists ? literal(folded) : folded;
    }

    private Expr literal(Expr expr) {
        try {
            BlockValues values = compiler.compile(expr).evaluate(row);
            return new Expr.Literal(
                    values.isNull(0) ? null : value(values), expr.type(), expr.span());
        } catch (QueryFault atSomeRow) {
            return expr;
        }
    }

    private static @Nullable Object value(BlockValues values) {
        return switch (values) {
            case LongValues longs -> longs.values()[0];
            case DoubleValues doubles -> doubles.values()[0];
            case BoolValues bools -> bools.get(0);
            case BytesValues bytes -> {
                bytes.resolve();
                byte[] copy = new byte[bytes.length(0)];
                MemorySegment.copy(
                        bytes.heap(), ValueLayout.JAVA_BYTE, bytes.start(0), copy, 0, copy.length);
                yield copy;
            }
            default -> throw new IllegalStateException("no literal of this kind");
        };
    }
}
