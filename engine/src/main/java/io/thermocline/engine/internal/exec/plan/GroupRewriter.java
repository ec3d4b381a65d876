package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Moves expressions from the rows of a table to its groups: keys and aggregates become columns. */
final class GroupRewriter {
    private final Map<String, Integer> keySlots = new HashMap<>();
    private final Map<String, Integer> aggregateSlots = new HashMap<>();
    private final List<Expr.Aggregate> aggregates = new ArrayList<>();
    private final int keyCount;

    GroupRewriter(List<Expr> keys) {
        this.keyCount = keys.size();
        for (int i = 0; i < keyCount; i++) {
            keySlots.putIfAbsent(keys.get(i).text(), i);
        }
    }

    /** Returns the aggregates met so far; equal ones are one. */
    List<Expr.Aggregate> aggregates() {
        return aggregates;
    }

    static boolean hasAggregate(Expr expr) {
        return expr instanceof Expr.Aggregate
                || expr.operands().stream().anyMatch(GroupRewriter::hasAggregate);
    }

    Expr rewrite(Expr expr) {
        String text = expr.text();
        Integer key = keySlots.get(text);
        if (key != null) {
            return new Expr.Column(key, text, expr.type(), expr.span());
        }
        if (expr instanceof Expr.Aggregate aggregate) {
            int index =
                    aggregateSlots.computeIfAbsent(
                            text,
                            t -> {
                                aggregates.add(aggregate);
                                return aggregates.size() - 1;
                            });
            return new Expr.Column(keyCount + index, text, expr.type(), expr.span());
        }
        if (expr instanceof Expr.Column column) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    column.span(),
                    "column '"
                            + column.name()
                            + "': expected in GROUP BY or inside an aggregate, since rows are"
                            + " grouped");
        }
        if (expr.operands().isEmpty()) {
            return expr;
        }
        return expr.withOperands(expr.operands().stream().map(this::rewrite).toList());
    }
}
