package io.thermocline.engine.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random statements over {@link Tables#mixed}, in our spelling and in DuckDB's. */
final class RandomQueries {
    private final Random random;

    RandomQueries(Random random) {
        this.random = random;
    }

    /** The same piece of text for both. */
    record Text(String cql, String sql) {
        static Text same(String both) {
            return new Text(both, both);
        }

        /** Puts parts into the gaps, written {@code #}, of a template. */
        static Text of(String template, Text... parts) {
            String[] pieces = template.split("#", -1);
            StringBuilder cql = new StringBuilder(pieces[0]);
            StringBuilder sql = new StringBuilder(pieces[0]);
            for (int i = 0; i < parts.length; i++) {
                cql.append(parts[i].cql).append(pieces[i + 1]);
                sql.append(parts[i].sql).append(pieces[i + 1]);
            }
            return new Text(cql.toString(), sql.toString());
        }

        static Text joined(List<Text> parts) {
            Text all = parts.getFirst();
            for (Text next : parts.subList(1, parts.size())) {
                all = of("#, #", all, next);
            }
            return all;
        }
    }

    /**
     * A statement.
     *
     * @param ordered whether the order of rows is fixed by it
     */
    record Query(Text text, boolean ordered) {}

    Query query() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> rows();
            case 2 -> top();
            case 3 -> aggregate();
            case 4 -> grouped();
            default -> distinct();
        };
    }

    private Query rows() {
        Text items = random.nextInt(4) == 0 ? Text.same("*") : expressions(1 + random.nextInt(4));
        return new Query(Text.of("SELECT # FROM t#", items, where()), false);
    }

    private Query top() {
        Text items = Text.of("id, #", expressions(1 + random.nextInt(3)));
        Text keys = Text.of("# #, id", key(), direction());
        String limit = random.nextInt(4) == 0 ? "" : " LIMIT " + random.nextInt(30);
        String offset = random.nextInt(3) == 0 ? " OFFSET " + random.nextInt(50) : "";
        Text text = Text.of("SELECT # FROM t# ORDER BY #" + limit + offset, items, where(), keys);
        return new Query(text, true);
    }

    private Query aggregate() {
        Text text = Text.of("SELECT # FROM t#", aggregates(), where());
        return new Query(text, true);
    }

    private Query grouped() {
        List<Text> keys = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            keys.add(key());
        }
        Text key = Text.joined(keys);
        Text having =
                random.nextInt(3) == 0 ? Text.of(" HAVING count(*) > #", small()) : Text.same("");
        Text items = Text.of("#, #", key, aggregates());
        return new Query(
                Text.of("SELECT # FROM t# GROUP BY ##", items, where(), key, having), false);
    }

    private Query distinct() {
        Text text =
                Text.of("SELECT DISTINCT # FROM t#", expressions(1 + random.nextInt(2)), where());
        return new Query(text, false);
    }

    private Text direction() {
        String[] all = {"", "ASC", "DESC", "NULLS FIRST", "DESC NULLS FIRST", "DESC NULLS LAST"};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text where() {
        return random.nextInt(4) == 0 ? Text.same("") : Text.of(" WHERE #", bool(2));
    }

    private Text expressions(int count) {
        List<Text> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(any(2));
        }
        return Text.joined(all);
    }

    private Text aggregates() {
        List<Text> all = new ArrayList<>();
        if (random.nextInt(5) == 0) {
            all.add(Text.of("max(#) - min(#)", smallInteger(), smallInteger()));
        }
        for (int i = 0; i <= random.nextInt(4); i++) {
            all.add(
                    random.nextInt(4) == 0
                            ? Text.of("# FILTER (WHERE #)", aggregateCall(), bool(1))
                            : aggregateCall());
        }
        return Text.joined(all);
    }

    private Text aggregateCall() {
        return switch (random.nextInt(12)) {
            case 9 -> deviation();
            case 10 -> Text.of("median(#)", smallInteger());
            case 11 -> Text.of("quantile_cont(#, 0.25)", smallInteger());
            case 0 -> Text.same("count(*)");
            case 1 -> Text.of("count(#)", any(1));
            case 2 -> Text.of("count(DISTINCT #)", any(1));
            case 3 -> Text.of("sum(#)", smallInteger());
            case 4 -> Text.of("avg(#)", smallInteger());
            case 5 -> Text.of("sum(#)", real(0));
            case 6 -> Text.of("avg(#)", real(1));
            case 7 -> Text.of("min(#)", any(1));
            default -> Text.of("max(#)", any(1));
        };
    }

    private Text deviation() {
        String[] all = {"stddev", "stddev_pop", "variance", "var_pop"};
        return Text.of(all[random.nextInt(all.length)] + "(#)", smallInteger());
    }

    private Text column() {
        String[] all = {
            "b", "i8", "i16", "i32", "i64", "f16", "f32", "f64", "s", "bin", "late", "lates", "wide"
        };
        return Text.same(all[random.nextInt(all.length)]);
    }

    /** An expression that is no number, which would count a column. */
    private Text key() {
        Text key = random.nextInt(3) > 0 ? column() : any(1);
        return key.cql().matches("[-() 0-9]+") ? column() : key;
    }

    private Text any(int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> bool(depth);
            case 1 -> integer(depth);
            case 2 -> real(depth);
            case 3 -> text(depth);
            case 4 -> time();
            default -> column();
        };
    }

    // Truth values ------------------------------------------------------------------------------

    private Text bool(int depth) {
        if (depth == 0) {
            return leafCondition();
        }
        return switch (random.nextInt(10)) {
            case 0, 1 -> Text.of("(# AND #)", bool(depth - 1), bool(depth - 1));
            case 2 -> Text.of("(# OR #)", bool(depth - 1), bool(depth - 1));
            case 3 -> Text.of("(NOT #)", bool(depth - 1));
            case 4 -> Text.of("(# IS " + (random.nextBoolean() ? "NOT " : "") + "NULL)", any(1));
            case 5 -> comparison(depth);
            case 6 -> {
                String test = "(# IS" + not() + " DISTINCT FROM #)";
                yield random.nextBoolean()
                        ? Text.of(test, integer(depth - 1), integer(depth - 1))
                        : Text.of(test, text(depth - 1), text(depth - 1));
            }
            default -> leafCondition();
        };
    }

    private Text comparison(int depth) {
        Text operator = operator();
        return switch (random.nextInt(5)) {
            case 0 -> Text.of("(# # #)", integer(depth), operator, integer(depth));
            case 1 -> Text.of("(# # #)", real(depth), operator, real(depth));
            case 2 -> Text.of("(# # #)", text(depth), operator, text(depth));
            case 3 -> Text.of("(# # #)", integer(depth), operator, real(depth));
            default -> Text.of("((#) # (#))", bool(0), operator, bool(0));
        };
    }

    private Text operator() {
        String[] all = {"=", "<>", "<", "<=", ">", ">="};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text leafCondition() {
        return switch (random.nextInt(13)) {
            case 12 -> regularExpression();
            case 0 -> Text.same("b");
            case 1 -> Text.of("# # #", integerColumn(), operator(), small());
            case 2 -> Text.of("# # #", realColumn(), operator(), decimal());
            case 3 -> Text.of("# # #", textColumn(), operator(), word());
            case 4 -> Text.of("#" + not() + " BETWEEN # AND #", integerColumn(), small(), small());
            case 5 -> Text.of("#" + not() + " BETWEEN # AND #", realColumn(), decimal(), decimal());
            case 6 ->
                    Text.of(
                            "#" + not() + " IN (#, #, #)",
                            integerColumn(),
                            small(),
                            small(),
                            nullOr(small()));
            case 7 -> Text.of("#" + not() + " IN (#, #)", textColumn(), word(), nullOr(word()));
            case 8 -> Text.of("#" + not() + like(), textColumn(), pattern());
            case 9 -> Text.of("ts # #", operator(), instant());
            case 10 -> Text.of("# # #", decimal(), operator(), integerColumn());
            default ->
                    Text.of("#" + not() + " IN (#, #)", realColumn(), decimal(), nullOr(decimal()));
        };
    }

    private String like() {
        return random.nextBoolean() ? " LIKE #" : " ILIKE #";
    }

    private Text regularExpression() {
        String[] patterns = {"a", "^a", "b$", "a.c", "[a-c]+", "u1?", "é|日", "^$", "(ab)*", "\\d"};
        String pattern = "'" + patterns[random.nextInt(patterns.length)] + "'";
        String function = random.nextBoolean() ? "regexp_matches" : "regexp_full_match";
        return Text.of(function + "(#, " + pattern + ")", textColumn());
    }

    private Text nullOr(Text other) {
        return random.nextInt(4) == 0 ? Text.same("NULL") : other;
    }

    private String not() {
        return random.nextInt(3) == 0 ? " NOT" : "";
    }

    // Numbers -----------------------------------------------------------------------------------

    private Text integerColumn() {
        String[] all = {"id", "i8", "i16", "i32", "i64", "late", "wide"};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text smallInteger() {
        String[] all = {"i8", "i16", "i32", "late", "id", "i32 * i8", "-i16"};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text small() {
        int value = random.nextInt(50) - 20;
        return new Text(Integer.toString(value), value + "::BIGINT");
    }

    private Text integer(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return random.nextInt(4) == 0 ? small() : integerColumn();
        }
        return switch (random.nextInt(13)) {
            case 0 -> Text.of("(# + #)", integer(depth - 1), integer(depth - 1));
            case 1 -> Text.of("(# - #)", integer(depth - 1), integer(depth - 1));
            case 2 -> Text.of("(# * #)", integer(depth - 1), small());
            case 3 -> Text.of("(# % #)", integer(depth - 1), integer(depth - 1));
            case 4 -> Text.of("(- #)", integer(depth - 1));
            case 5 -> Text.of("abs(#)", integer(depth - 1));
            case 6 -> Text.of("length(#)", text(depth - 1));
            case 7 -> Text.of("coalesce(#, #)", integer(depth - 1), integer(depth - 1));
            case 8 -> Text.of("CASE WHEN # THEN # ELSE # END", bool(0), integer(0), integer(0));
            case 9 -> Text.of("mod(#, #)", integer(depth - 1), integer(depth - 1));
            case 10 -> Text.of("date_part('" + field() + "', #)", time());
            case 11 -> Text.of("extract(" + field() + " FROM #)", time());
            default -> new Text("CAST(f64 > 2 AS i64)", "CAST(f64 > 2 AS BIGINT)");
        };
    }

    private Text realColumn() {
        String[] all = {"f16", "f32", "f64"};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text decimal() {
        double[] all = {0.0, 1.5, -1.5, 0.125, 2.5, -7.25, 12.125, 100.0, 3.0, -50.0};
        double value = all[random.nextInt(all.length)];
        // Floats of any width hold these: a literal beside an f32 column would be rounded to f32.
        return new Text(
                String.format(Locale.ROOT, "%s", value),
                String.format(Locale.ROOT, "%s::DOUBLE", value));
    }

    private Text real(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return random.nextInt(4) == 0 ? decimal() : realColumn();
        }
        return switch (random.nextInt(11)) {
            case 0 -> Text.of("(# + #)", real(depth - 1), real(depth - 1));
            case 1 -> Text.of("(# - #)", real(depth - 1), integer(depth - 1));
            case 2 -> Text.of("(# * #)", real(depth - 1), real(depth - 1));
            case 3 -> Text.of("(# / #)", integer(depth - 1), integer(depth - 1));
            case 4 -> Text.of("(# % #)", real(depth - 1), real(depth - 1));
            case 5 -> Text.of("round(#)", real(depth - 1));
            case 6 -> Text.of("floor(#)", real(depth - 1));
            case 7 -> Text.of("sqrt(#)", real(depth - 1));
            case 8 -> Text.of("coalesce(#, #)", real(depth - 1), integer(0));
            case 9 -> Text.of("abs(#)", real(depth - 1));
            default -> Text.of("(- #)", real(depth - 1));
        };
    }

    // Text and time -----------------------------------------------------------------------------

    private Text textColumn() {
        String[] all = {"s", "u", "lates"};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text word() {
        String[] all = {"''", "'a'", "'ab'", "'é'", "'zz'", "'u1'", "'日本'", "'A'", "'u'"};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text pattern() {
        String[] all = {"'%'", "'a%'", "'%b%'", "'_'", "'__'", "'%é%'", "'u1%'", "'a_c'", "''"};
        return Text.same(all[random.nextInt(all.length)]);
    }

    private Text text(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return random.nextInt(4) == 0 ? word() : textColumn();
        }
        return switch (random.nextInt(7)) {
            case 0 -> Text.of("(# || #)", text(depth - 1), text(depth - 1));
            case 1 -> Text.of("lower(#)", text(depth - 1));
            case 2 -> Text.of("upper(#)", text(depth - 1));
            case 3 -> Text.of("coalesce(#, #)", text(depth - 1), text(depth - 1));
            case 4 ->
                    Text.of(
                            "substr(#, #, 2)",
                            text(depth - 1),
                            Text.same("" + (1 + random.nextInt(3))));
            case 5 -> Text.of("concat(#, #, #)", text(depth - 1), word(), text(0));
            default -> Text.of("nullif(#, #)", text(depth - 1), word());
        };
    }

    private Text time() {
        return switch (random.nextInt(6)) {
            case 0 -> Text.of("coalesce(ts, #)", instant());
            case 1 -> Text.same("date_trunc('" + unit() + "', ts)");
            case 2 -> {
                String width = "INTERVAL '" + (1 + random.nextInt(100)) + " " + width() + "'";
                // DuckDB buckets microseconds only.
                yield new Text(
                        "time_bucket(" + width + ", ts)",
                        "time_bucket(" + width + ", ts::TIMESTAMP)");
            }
            default -> Text.same("ts");
        };
    }

    private String unit() {
        String[] all = {"year", "quarter", "month", "week", "day", "hour", "minute", "second"};
        return all[random.nextInt(all.length)];
    }

    private String field() {
        String[] more = {"isodow", "dayofweek", "dayofyear", "isoyear", "millisecond"};
        int at = random.nextInt(more.length + 1);
        return at < more.length ? more[at] : unit();
    }

    private String width() {
        String[] all = {"seconds", "minutes", "hours", "days", "milliseconds"};
        return all[random.nextInt(all.length)];
    }

    private Text instant() {
        String text = "'2013-01-01 00:%02d:%02d'".formatted(random.nextInt(60), random.nextInt(60));
        return new Text("TIMESTAMP " + text, "TIMESTAMP_NS " + text);
    }
}
