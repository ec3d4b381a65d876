package io.thermocline.engine.query;
import org.junit.jupiter.api.Test;
import java.util.Random;
class DebugTest {
    @Test void debug() {
        var t = new TestTable("t").column("a","i64",true).column("b","i64",true);
        for (int i=0;i<10;i++) t.row(i%3==0?null:i, -i);
        for (int s=0;s<10;s++) {
        var src = t.source(new TestTable.Split(Integer.MAX_VALUE,true,false,StoredRun.Memory.SHARED,true,0), new Random(s));
        System.out.println(java.util.Objects.requireNonNull(src.table("t")).runs().get(0).schema());
        System.out.println(Rows.of(src, "explain select * from t where a >= 29"));
        System.out.println(Rows.of(src, "select * from t where a >= 29"));
        }
    }
}
