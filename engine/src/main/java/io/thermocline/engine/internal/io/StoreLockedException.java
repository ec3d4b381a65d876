package io.thermocline.engine.internal.io;

import java.io.IOException;
import java.nio.file.Path;

/** Another writer holds the store. */
public final class StoreLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Who holds it. */
    private final StoreOwner owner;

    StoreLockedException(Path root, StoreOwner owner) {
        super(
                root
                        + ": expected no other writer, found one: "
                        + owner.describe()
                        + " (close it, or open the store read-only)");
        this.owner = owner;
    }

    /** Returns who holds the store, as far as it is known. */
    public StoreOwner owner() {
        return owner;
    }
}
