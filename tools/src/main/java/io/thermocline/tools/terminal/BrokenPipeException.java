package io.thermocline.tools.terminal;

import java.io.IOException;

/** Nobody reads standard output any more, as after {@code | head}: not worth a message. */
public final class BrokenPipeException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenPipeException(IOException cause) {
        super(cause);
    }
}
