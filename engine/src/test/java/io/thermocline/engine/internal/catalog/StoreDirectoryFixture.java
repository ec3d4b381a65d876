package io.thermocline.engine.internal.catalog;

import io.thermocline.engine.internal.io.FakeClock;
import io.thermocline.engine.internal.io.HostProcess;
import io.thermocline.engine.internal.io.LocalStorage;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.io.StoreLock;

import java.io.IOException;
import java.nio.file.Path;

/** One store of a test, with its lock held so that a simulated crash cannot keep it. */
final class StoreDirectoryFixture implements AutoCloseable {
    static final HostProcess PROCESS = new HostProcess(4711, "host", "boot");

    final FakeClock clock = new FakeClock(1_000);
    final StoreLayout layout;
    final StoreLock lock;

    StoreDirectoryFixture(Path root) throws IOException {
        layout = StoreLayout.at(root);
        lock = Catalog.lock(LocalStorage.INSTANCE, layout, clock, PROCESS);
    }

    Catalog open() throws IOException {
        return open(LocalStorage.INSTANCE);
    }

    Catalog open(Storage storage) throws IOException {
        return Catalog.open(lock, storage, layout, clock, PROCESS);
    }

    ReadOnlyCatalog openReadOnly() throws IOException {
        return ReadOnlyCatalog.open(LocalStorage.INSTANCE, layout);
    }

    /** Returns the newest log. */
    Path log() throws IOException {
        return layout.catalogLog(CatalogLog.latest(LocalStorage.INSTANCE, layout));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
