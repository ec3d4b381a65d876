package io.thermocline.formats.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Writes a whole HDF5 file: describe it under {@link #root}, then call {@link #writeTo}.
 *
 * <p>The same description gives the same bytes with any executor, and on every machine with the
 * same zlib. The file is complete and was walked with jhdf when {@link #writeTo} returns, but it is
 * not forced to disk and stands under the name that was given: give a temporary one, verify, force,
 * and rename.
 *
 * <p>Thread rules: one thread at a time. Memory: three chunks of at most 1 MiB (or one element, if
 * that is larger) for each slot of the pipeline, off-heap.
 */
public final class Hdf5Writer {
    private final Hdf5Group root = new Hdf5Group("/");

    /** Returns the root group. */
    public Hdf5Group root() {
        return root;
    }

    /**
     * Writes the file and checks its structure.
     *
     * @param file path at which nothing exists yet
     * @param executor runs the compression of chunks, or null to use the calling thread alone
     * @return bytes of the file
     * @throws UncheckedIOException if the file exists or cannot be written
     * @throws io.thermocline.formats.FormatException if what was written does not read back; the
     *     file is left for inspection in this case only
     */
    public long writeTo(Path file, @Nullable Executor executor) {
        QuietLogging.ensure();
        root.complete();
        Map<String, DatasetWriter> writers = new HashMap<>();
        try {
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean isDone = false;
        long end;
        try (ChunkPipeline pipeline = new ChunkPipeline(executor);
                Assembly assembly = new Assembly(pipeline)) {
            WritableHdfFile jhdf = HdfFile.write(file);
            jhdf.removeAttribute("_jHDF"); // names the machine: the bytes would depend on it
            fill(jhdf, root, assembly, writers);
            jhdf.close();
            end = assembly.end();
            trim(file, end);
            isDone = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!isDone) {
                deleteQuietly(file);
            }
        }
        Hdf5Verifier.walk(file, root, writers);
        return end;
    }

    private static void fill(
            WritableGroup target,
            Hdf5Group group,
            Assembly assembly,
            Map<String, DatasetWriter> writers) {
        for (AttributeHeap.Stored stored : assembly.heap().register(group.attributes())) {
            target.getAttributes()
                    .put(stored.attribute().name(), new JhdfAttribute(target, stored));
        }
        for (Hdf5Group.Content content : group.datasets().values()) {
            String name = content.dataset().name();
            DatasetWriter writer = writer(assembly, content);
            writers.put(group.pathOf(name), writer);
            target.putDataset(name, new JhdfNode(target, name, writer));
        }
        for (Map.Entry<String, Hdf5Group> child : group.groups().entrySet()) {
            fill(target.putGroup(child.getKey()), child.getValue(), assembly, writers);
        }
    }

    private static DatasetWriter writer(Assembly assembly, Hdf5Group.Content content) {
        Hdf5Dataset dataset = content.dataset();
        ElementSource elements = content.elements();
        VariableSource variable = content.variable();
        if (elements != null) {
            return new FixedDatasetWriter(assembly, dataset, elements);
        }
        if (variable != null) {
            return new VariableDatasetWriter(assembly, dataset, variable);
        }
        throw new IllegalStateException("a dataset without a source");
    }

    /** Cuts jhdf's note off the end, which names the machine, and says so in the superblock. */
    private static void trim(Path file, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            WholeWrites.write(channel, ByteBuffer.wrap(SuperblockLayout.encode(end)), 0);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The failure that led here is the one worth telling.
        }
    }
}
