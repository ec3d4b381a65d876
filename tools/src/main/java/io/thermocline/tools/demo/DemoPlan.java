package io.thermocline.tools.demo;

/**
 * How much the demo does.
 *
 * @param producers threads that replay the recording, each all of it
 * @param repetitions how often each of them does
 * @param stateRows state vectors appended beside them
 * @param diskBytes free disk space to ask for first: rows lie in two tiers while they move
 */
public record DemoPlan(int producers, int repetitions, int stateRows, long diskBytes) {
    /** 20 million rows: a few seconds of appending on two cores. */
    public static final DemoPlan FULL = new DemoPlan(2, 77, 10_000, 3_000_000_000L);

    /** 2.1 million rows. */
    public static final DemoPlan QUICK = new DemoPlan(2, 8, 1_000, 500_000_000L);

    /** Rows of the table of strain. */
    long strainRows() {
        return (long) producers * repetitions * Recording.SAMPLES;
    }
}
