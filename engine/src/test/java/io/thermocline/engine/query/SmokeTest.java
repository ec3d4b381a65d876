package io.thermocline.engine.query;

import org.junit.jupiter.api.Test;

class SmokeTest {
    @Test
    void smoke() {
        var t =
                new TestTable("t")
                        .column("a", "i64", true)
                        .column("s", "string", true)
                        .column("f", "f64", true);
        for (int i = 0; i < 10; i++) t.row(i % 3 == 0 ? null : i, "x" + (i % 4), i * 0.5);
        for (String q :
                new String[] {
                    "select * from t",
                    "select a+1, f*2 from t where f>1.2 and s='x1'",
                    "select s,count(*),sum(a),avg(f),min(s) from t group by s order by s desc",
                    "select a from t order by a desc nulls first limit 3",
                    "explain analyze select sum(f) from t where f between 1 and 3",
                    "select distinct s from t where a is null",
                    "select 1+1, -3 % 2, 'a'||'b', timestamp '2020-01-01'"
                }) System.out.println(q + " -> " + Rows.of(t.source(), q));
        try {
            Rows.of(t.source(), "select ff from t");
        } catch (QueryException e) {
            System.out.println(e);
        }
        try {
            Rows.of(t.source(), "select a from t were a=1");
        } catch (QueryException e) {
            System.out.println(e);
        }
    }
}
