package io.thermocline.engine.query;

import org.junit.jupiter.api.Test;

import java.util.Random;

class TimingTest {
    @Test
    void time() throws Exception {
        Random random = new Random(5);
        long t0 = System.nanoTime();
        var t = Tables.mixed(random, 10000);
        long t1 = System.nanoTime();
        try (DuckDb d = new DuckDb()) {
            d.load(t);
            long t2 = System.nanoTime();
            System.out.println("make " + (t1 - t0) / 1000000 + " load " + (t2 - t1) / 1000000);
        }
        for (int s = 0; s < 10; s++) {
            long a = System.nanoTime();
            var split = TestTable.Split.random(random);
            var src = t.source(split, new Random(s));
            long b = System.nanoTime();
            Rows.of(src, "select * from t where i32 >= 9");
            long c = System.nanoTime();
            System.out.println(
                    "split " + (b - a) / 1000000 + " query " + (c - b) / 1000000 + " " + split);
        }
    }
}
