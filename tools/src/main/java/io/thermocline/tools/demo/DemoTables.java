package io.thermocline.tools.demo;

import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Schema;

/** The tables that the demo fills. */
final class DemoTables {
    static final String STRAIN = "strain";

    /** Columns of {@link #STRAIN} by number. */
    static final int TS = 0;

    static final int PRODUCER = 1;
    static final int REPETITION = 2;
    static final int H = 3;

    static final String STATES = "states";

    /** Columns of {@link #STATES} by number; the first is {@link #TS} as well. */
    static final int STEP = 1;

    static final int PSI = 2;

    private DemoTables() {}

    static Schema strain() {
        return SchemaBuilder.create()
                .timestamp("ts")
                .description("time of the sample; repetitions follow each other without a gap")
                .int32("producer")
                .description("thread that replayed the recording")
                .int32("repetition")
                .float64("h")
                .unit("strain")
                .description("strain of LIGO Hanford around GW150914")
                .timeColumn("ts")
                .build();
    }

    static Schema states() {
        return SchemaBuilder.create()
                .timestamp("ts")
                .int64("step")
                .vector("psi", ElementType.COMPLEX128, CircuitState.AMPLITUDES)
                .description("state of " + CircuitState.NAME + " turned by 2 atan(step / 1024)")
                .timeColumn("ts")
                .build();
    }
}
