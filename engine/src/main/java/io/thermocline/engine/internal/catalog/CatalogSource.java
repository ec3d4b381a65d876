package io.thermocline.engine.internal.catalog;

/** A catalogue that is read: the writer's own, or one that follows another process's. */
public interface CatalogSource extends AutoCloseable {
    /** Returns the newest state known here. */
    CatalogState state();

    /**
     * Returns the newest state and keeps the files that it names until the pin is closed, as far as
     * this process deletes them.
     */
    CatalogPin pin();

    /** Lets go of all files. Does nothing the second time. */
    @Override
    void close();
}
