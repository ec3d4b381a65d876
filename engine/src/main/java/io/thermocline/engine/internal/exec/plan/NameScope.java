package io.thermocline.engine.internal.exec.plan;

import io.thermocline.engine.internal.exec.ast.QueryFault;
import io.thermocline.engine.internal.exec.ast.Span;
import io.thermocline.engine.internal.exec.ast.Statement;
import io.thermocline.engine.internal.exec.ast.Syntax;
import io.thermocline.engine.internal.segment.TableSource;
import io.thermocline.engine.internal.segment.TableView;
import io.thermocline.formats.column.Column;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The names that a statement may use, and the columns that it did use: each gets a slot at its
 * first use. Names match as written; failing that, in any case if only one does.
 */
final class NameScope {
    private final @Nullable TableView table;
    private final String tableName;
    private final List<Column> used = new ArrayList<>();

    private NameScope(@Nullable TableView table, String tableName) {
        this.table = table;
        this.tableName = tableName;
    }

    static NameScope of(TableSource source, Statement.@Nullable TableName written) {
        if (written == null) {
            return new NameScope(null, "");
        }
        String name = match(written.name(), source.tableNames());
        TableView view = name == null ? null : source.table(name);
        if (view == null) {
            throw new QueryFault(
                    QueryFault.Kind.NAME,
                    written.span(),
                    "table '"
                            + written.name()
                            + "' does not exist"
                            + NearName.hint(written.name(), source.tableNames()));
        }
        String alias = written.alias();
        return new NameScope(view, alias == null ? view.name() : alias);
    }

    /** Returns the table, or null without FROM. */
    @Nullable TableView table() {
        return table;
    }

    /** Returns the columns used so far; a column's slot is its index. */
    List<Column> used() {
        return used;
    }

    /** Returns every column, for {@code *}. */
    List<Expr> all(@Nullable String qualifier, Span span) {
        checkQualifier(qualifier, span);
        if (table == null) {
            throw new QueryFault(
                    QueryFault.Kind.NAME, span, "*: expected a table after FROM, found none");
        }
        List<Expr> columns = new ArrayList<>();
        for (Column column : table.schema().columns()) {
            columns.add(slot(column, span));
        }
        return columns;
    }

    /** Returns the column of a name, or null if the table has none. */
    @Nullable Expr find(Syntax.Name name) {
        checkQualifier(name.table(), name.span());
        if (table == null) {
            return null;
        }
        int exact = table.schema().indexOf(name.name());
        if (exact >= 0) {
            return slot(table.schema().column(exact), name.span());
        }
        List<String> names = table.schema().columns().stream().map(Column::name).toList();
        List<String> alike = names.stream().filter(n -> n.equalsIgnoreCase(name.name())).toList();
        if (alike.size() > 1) {
            throw new QueryFault(
                    QueryFault.Kind.NAME,
                    name.span(),
                    "column '"
                            + name.name()
                            + "' is ambiguous: "
                            + String.join(", ", alike)
                            + "; write one of them as it is spelled");
        }
        return alike.isEmpty()
                ? null
                : slot(table.schema().column(names.indexOf(alike.getFirst())), name.span());
    }

    /** Returns the complaint about a name that {@link #find} does not know. */
    QueryFault unknown(Syntax.Name name, List<String> aliases) {
        List<String> near = new ArrayList<>(aliases);
        if (table == null) {
            return new QueryFault(
                    QueryFault.Kind.NAME,
                    name.span(),
                    "column '" + name.name() + "': expected a table after FROM, found none");
        }
        table.schema().columns().forEach(column -> near.add(column.name()));
        return new QueryFault(
                QueryFault.Kind.NAME,
                name.span(),
                "column '"
                        + name.name()
                        + "' is not in table '"
                        + table.name()
                        + "'"
                        + NearName.hint(name.name(), near));
    }

    private void checkQualifier(@Nullable String qualifier, Span span) {
        if (qualifier != null && !qualifier.equalsIgnoreCase(tableName)) {
            throw new QueryFault(
                    QueryFault.Kind.NAME,
                    span,
                    "table '"
                            + qualifier
                            + "' is not in FROM"
                            + NearName.hint(qualifier, List.of(tableName)));
        }
    }

    private Expr slot(Column column, Span span) {
        int slot = 0;
        while (slot < used.size() && used.get(slot).id() != column.id()) {
            slot++;
        }
        if (slot == used.size()) {
            used.add(column);
        }
        return new Expr.Column(slot, column.name(), column.type(), span);
    }

    private static @Nullable String match(String wanted, List<String> names) {
        if (names.contains(wanted)) {
            return wanted;
        }
        List<String> alike = names.stream().filter(n -> n.equalsIgnoreCase(wanted)).toList();
        return alike.size() == 1 ? alike.getFirst() : null;
    }
}
