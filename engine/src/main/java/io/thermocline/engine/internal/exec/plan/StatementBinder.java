package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Statement;
import io.thermocline.engine.internal.exec.ast.Syntax;
import io.thermocline.engine.internal.segment.TableSource;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a plan of a statement. One thread, one statement. */
public final class StatementBinder {
    private final Statement statement;
    private final NameScope scope;
    private final ExpressionBinder binder;
    private final List<@Nullable Object> parameters;

    private final List<Expr> outputs = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** Alias of each output, or null. */
    private final List<@Nullable String> outputAliases = new ArrayList<>();

    private StatementBinder(
            Statement statement, TableSource source, List<@Nullable Object> parameters) {
        this.statement = statement;
        this.parameters = parameters;
        this.scope = NameScope.of(source, statement.table());
        Map<String, Syntax> aliases = new HashMap<>();
        for (Statement.Item item : statement.items()) {
            if (item.alias() != null) {
                aliases.putIfAbsent(item.alias().toLowerCase(Locale.ROOT), item.expression());
            }
        }
        this.binder = new ExpressionBinder(scope, parameters, aliases);
    }

    /**
     * Returns the plan of a statement.
     *
     * @param parameters values of the question marks, in order
     * @throws QueryFault if a name is unknown or types do not fit
     */
    public static Plan.Project bind(
            Statement statement, TableSource source, List<@Nullable Object> parameters) {
        return new StatementBinder(statement, source, parameters).plan();
    }

    private Plan.Project plan() {
        bindItems();
        List<Expr> conditions = new ArrayList<>();
        if (statement.where() != null) {
            split(binder.bindCondition(statement.where(), "WHERE"), conditions);
        }
        List<Expr> keys = statement.groupBy().stream().map(this::groupKey).toList();
        Expr having =
                statement.having() == null ? null : binder.bindCondition(statement.having(), null);
        List<Plan.SortKey> order = statement.orderBy().stream().map(this::sortKey).toList();
        boolean grouped =
                !keys.isEmpty()
                        || having != null
                        || outputs.stream().anyMatch(GroupRewriter::hasAggregate)
                        || order.stream().anyMatch(k -> GroupRewriter.hasAggregate(k.expression()));
        if (!grouped) {
            return finish(new Plan.Scan(scope.table(), scope.used(), conditions), outputs, order);
        }
        GroupRewriter groups = new GroupRewriter(keys);
        List<Expr> groupOutputs = outputs.stream().map(groups::rewrite).toList();
        Expr groupHaving = having == null ? null : groups.rewrite(having);
        List<Plan.SortKey> groupOrder =
                order.stream()
                        .map(k ->
                                new Plan.SortKey(
                                        groups.rewrite(k.expression()),
                                        k.descending(),
                                        k.nullsFirst()))
                        .toList();
        Plan scan = new Plan.Scan(scope.table(), scope.used(), conditions);
        Plan input = new Plan.Group(scan, keys, groups.aggregates());
        if (groupHaving != null) {
            input = new Plan.Filter(input, groupHaving);
        }
        return finish(input, groupOutputs, groupOrder);
    }

    private Plan.Project finish(Plan input, List<Expr> wanted, List<Plan.SortKey> order) {
        long offset = count(statement.offset(), "OFFSET", 0);
        long limit = count(statement.limit(), "LIMIT", Plan.UNLIMITED);
        Plan plan = input;
        List<Expr> current = wanted;
        List<Plan.SortKey> keys = order;
        if (statement.distinct()) {
            wanted.forEach(this::requireHashable);
            plan = new Plan.Group(plan, wanted, List.of());
            keys = order.stream().map(k -> distinctKey(k, wanted)).toList();
            current = slots(wanted);
        }
        if (!keys.isEmpty()) {
            long needed = limit == Plan.UNLIMITED ? Plan.UNLIMITED : saturated(offset, limit);
            plan = new Plan.Sort(plan, current, keys, needed);
            current = slots(current);
        }
        if (limit != Plan.UNLIMITED || offset > 0) {
            plan = new Plan.Limit(plan, offset, limit);
        }
        return new Plan.Project(plan, current, List.copyOf(names));
    }

    private static long saturated(long offset, long limit) {
        return offset > Long.MAX_VALUE - limit ? Long.MAX_VALUE : offset + limit;
    }

    private void bindItems() {
        for (Statement.Item item : statement.items()) {
            if (item.expression() instanceof Syntax.Star star) {
                for (Expr column : scope.all(star.table(), star.span())) {
                    outputs.add(column);
                    names.add(((Expr.Column) column).name());
                    outputAliases.add(null);
                }
                continue;
            }
            Expr expr = binder.bind(item.expression());
            outputs.add(expr);
            String label = expr instanceof Expr.Column column ? column.name() : item.label();
            String alias = item.alias();
            names.add(alias == null ? label : alias);
            outputAliases.add(alias);
        }
    }

    private Expr groupKey(Syntax syntax) {
        Expr key = ordinal(syntax, "GROUP BY");
        if (key == null) {
            key = binder.bindRow(syntax, "GROUP BY");
        } else if (GroupRewriter.hasAggregate(key)) {
            throw new QueryFault(
                    QueryFault.Kind.TYPE,
                    syntax.span(),
                    "GROUP BY: expected a column without aggregates, found " + key.text());
        }
        requireHashable(key);
        return key;
    }

    private void requireHashable(Expr key) {
        if (!ComparisonBinder.isHashable(key.type())) {
            throw TypeRules.mismatch(
                    key.span(), "group key", "a number, text, binary or complex", key.type());
        }
    }

    private Plan.SortKey sortKey(Statement.Order order) {
        Expr key = ordinal(order.expression(), "ORDER BY");
        if (key == null && order.expression() instanceof Syntax.Name name && name.table() == null) {
            key = aliased(name.name());
        }
        if (key == null) {
            key = binder.bind(order.expression());
        }
        if (!ComparisonBinder.isOrdered(key.type())) {
            throw TypeRules.mismatch(
                    order.expression().span(), "ORDER BY", "values with an order", key.type());
        }
        return new Plan.SortKey(key, order.descending(), order.nullsFirst());
    }

    private @Nullable Expr aliased(String name) {
        for (int i = 0; i < outputs.size(); i++) {
            if (name.equalsIgnoreCase(outputAliases.get(i))) {
                return outputs.get(i);
            }
        }
        return null;
    }

    /** Returns the item that an integer literal counts, or null if {@code syntax} is none. */
    private @Nullable Expr ordinal(Syntax syntax, String place) {
        if (!(syntax instanceof Syntax.Constant constant
                && constant.value() instanceof Long ordinal
                && Expr.I64.equals(constant.type()))) {
            return null;
        }
        if (ordinal < 1 || ordinal > outputs.size()) {
            throw new QueryFault(
                    QueryFault.Kind.NAME,
                    syntax.span(),
                    place + ": expected a column in 1.." + outputs.size() + ", found " + ordinal);
        }
        return outputs.get((int) (ordinal - 1));
    }

    private static Plan.SortKey distinctKey(Plan.SortKey key, List<Expr> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).text().equals(key.expression().text())) {
                return new Plan.SortKey(slot(i, wanted.get(i)), key.descending(), key.nullsFirst());
            }
        }
        throw new QueryFault(
                QueryFault.Kind.TYPE,
                key.expression().span(),
                "ORDER BY: with DISTINCT expected an expression of the select list, found "
                        + key.expression().text());
    }

    private static List<Expr> slots(List<Expr> expressions) {
        List<Expr> slots = new ArrayList<>();
        for (int i = 0; i < expressions.size(); i++) {
            slots.add(slot(i, expressions.get(i)));
        }
        return slots;
    }

    private static Expr slot(int index, Expr expr) {
        String name = expr instanceof Expr.Column column ? column.name() : expr.text();
        return new Expr.Column(index, name, expr.type(), expr.span());
    }

    private long count(@Nullable Syntax syntax, String place, long absent) {
        if (syntax == null) {
            return absent;
        }
        Object value =
                switch (syntax) {
                    case Syntax.Constant constant -> constant.value();
                    case Syntax.Parameter parameter -> parameters.get(parameter.index());
                    default -> syntax;
                };
        boolean whole = value instanceof Long || value instanceof Integer;
        if (value instanceof Number number && whole && number.longValue() >= 0) {
            return number.longValue();
        }
        throw new QueryFault(
                QueryFault.Kind.SYNTAX,
                syntax.span(),
                place + ": expected a whole number of rows from 0, or ?");
    }

    /** Collects the terms of nested ANDs. */
    private static void split(Expr condition, List<Expr> terms) {
        if (condition instanceof Expr.Logic logic && logic.and()) {
            logic.terms().forEach(term -> split(term, terms));
        } else {
            terms.add(condition);
        }
    }
}
