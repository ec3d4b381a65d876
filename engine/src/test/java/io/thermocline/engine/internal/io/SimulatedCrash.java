package io.thermocline.engine.internal.io;

import java.io.IOException;

/** The process is dead; what it still tries to do fails. */
public final class SimulatedCrash extends IOException {
    private static final long serialVersionUID = 1L;

    SimulatedCrash(long operation) {
        super("simulated crash at operation " + operation);
    }
}
