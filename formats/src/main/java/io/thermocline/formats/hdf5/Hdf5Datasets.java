package io.thermocline.formats.hdf5;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An HDF5 file that somebody else wrote: lists all its objects, and reads datasets of numbers,
 * complex numbers, truth values and texts, in ranges of rows.
 *
 * <p>Nothing is read wrongly in silence: fill values stand where nothing was written, checksums are
 * verified, big-endian numbers are turned round; and what is not read is refused by name: virtual
 * datasets, committed datatypes, data in external files, references, opaque and other compound
 * elements, filters beyond deflate, shuffle, fletcher32 and LZF.
 *
 * <p>Thread rules: one thread at a time.
 */
public final class Hdf5Datasets implements AutoCloseable {
    /** Bytes of rows that are decoded at once. */
    private static final long STEP_BYTES = 4L << 20;

    private static final long ALIGNMENT = 64;

    private final ForeignFile file;
    private final ForeignTree tree;

    /** The dataset that was read last, which keeps its chunk index and decoded chunks. */
    private @Nullable ForeignDataset current;

    private String currentPath = "";

    private Hdf5Datasets(ForeignFile file) {
        this.file = file;
        this.tree = ForeignTree.of(file);
    }

    /**
     * Opens a file and lists it.
     *
     * @throws FormatException if it is no HDF5 file or its first structures are damaged; damage
     *     further inside is told by {@link Hdf5Object#note}
     * @throws java.io.UncheckedIOException if it cannot be opened
     */
    public static Hdf5Datasets open(Path path) {
        ForeignFile file = ForeignFile.open(path);
        boolean isOpen = false;
        try {
            Hdf5Datasets datasets = new Hdf5Datasets(file);
            isOpen = true;
            return datasets;
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    /** Returns all objects, each group before its children, children by name. */
    public List<Hdf5Object> objects() {
        return List.copyOf(tree.objects().values());
    }

    /** Returns the object at a path, or null. */
    public @Nullable Hdf5Object find(String path) {
        return tree.objects().get(path);
    }

    /** Returns the children of a group by name, none if there is no such group. */
    public List<Hdf5Object> children(String path) {
        String prefix = path.endsWith("/") ? path : path + "/";
        return tree.objects().values().stream()
                .filter(object -> object.path().length() > prefix.length())
                .filter(object -> object.path().startsWith(prefix))
                .filter(object -> object.path().indexOf('/', prefix.length()) < 0)
                .toList();
    }

    /**
     * Reads a whole dataset of numbers.
     *
     * @param allocator where the array is put
     * @return the array in {@link Hdf5Object#shape}, little-endian
     * @throws UnsupportedFormatException if it is not read; the message says why
     * @throws FormatException if it is damaged
     * @throws IllegalArgumentException if there is no such dataset
     */
    public ArrayView read(String path, SegmentAllocator allocator) {
        ForeignDataset dataset = dataset(path);
        Shape shape = dataset.shape();
        return read(path, 0, shape.rank() == 0 ? 1 : shape.dimension(0), allocator);
    }

    /**
     * Reads rows of a dataset of numbers: indexes [firstRow, firstRow + rows) of its first axis. A
     * scalar is one row.
     */
    public ArrayView read(String path, long firstRow, long rows, SegmentAllocator allocator) {
        ForeignDataset dataset = dataset(path);
        ElementType element = dataset.type().element();
        if (element == null) {
            throw new UnsupportedFormatException(
                    "%s: %s: expected numbers, found %s (readTexts reads texts)"
                            .formatted(file.path(), path, dataset.type().text()));
        }
        Shape result = rowsOf(dataset, path, firstRow, rows);
        long bytes = Math.multiplyExact(result.elementCount(), (long) element.bytes());
        requirePlausible(dataset, path, bytes);
        MemorySegment memory = allocator.allocate(Math.max(1, bytes), ALIGNMENT).asSlice(0, bytes);
        long rowBytes = rows == 0 ? 1 : bytes / rows;
        long step = Math.max(1, STEP_BYTES / Math.max(1, rowBytes));
        for (long row = 0; row < rows && bytes > 0; row += step) {
            long count = Math.min(step, rows - row);
            long from = firstRow + row;
            byte[] stored = file.guarded(() -> dataset.read(from, count));
            ForeignNumbers.convert(
                    stored,
                    dataset.type(),
                    element,
                    memory.asSlice(row * rowBytes, count * rowBytes));
        }
        return new ArrayView(element, result, memory);
    }

    /**
     * Reads rows of a dataset of texts, row-major. A scalar is one row.
     *
     * @throws FormatException if a text is neither ASCII nor UTF-8
     */
    public List<String> readTexts(String path, long firstRow, long rows) {
        ForeignDataset dataset = dataset(path);
        ForeignType type = dataset.type();
        if (type.kind() != ForeignType.Kind.TEXT && type.kind() != ForeignType.Kind.VARIABLE_TEXT) {
            throw new UnsupportedFormatException(
                    "%s: %s: expected texts, found %s".formatted(file.path(), path, type.text()));
        }
        Shape result = rowsOf(dataset, path, firstRow, rows);
        long bytes = Math.multiplyExact(result.elementCount(), (long) type.storedBytes());
        requirePlausible(dataset, path, bytes);
        long rowBytes = rows == 0 ? 1 : bytes / rows;
        long step = Math.max(1, STEP_BYTES / Math.max(1, rowBytes));
        List<String> texts = new ArrayList<>();
        for (long row = 0; row < rows && bytes > 0; row += step) {
            long count = Math.min(step, rows - row);
            long from = firstRow + row;
            byte[] stored = file.guarded(() -> dataset.read(from, count));
            texts.addAll(file.guarded(() -> new ForeignTexts(file, type).decode(stored)));
        }
        return texts;
    }

    private Shape rowsOf(ForeignDataset dataset, String path, long firstRow, long rows) {
        Shape full = dataset.fullShape();
        boolean isScalar = dataset.shape().rank() == 0;
        long all = isScalar ? 1 : full.dimension(0);
        if (firstRow < 0 || rows < 0 || firstRow > all - rows) {
            throw new IllegalArgumentException(
                    "%s: %s: expected rows within 0..%d, found %d from %d on"
                            .formatted(file.path(), path, all, rows, firstRow));
        }
        if (isScalar) {
            return full;
        }
        long[] extents = full.dimensions();
        extents[0] = rows;
        return Shape.of(extents);
    }

    /** A few damaged bytes can claim any extents: what is read must be able to lie in the file. */
    private void requirePlausible(ForeignDataset dataset, String path, long bytes) {
        if (bytes > dataset.plausibleBytes()) {
            throw new FormatException(
                    "%s: %s: expected at most %d bytes of data in a file of %d, found extents of %d"
                            .formatted(
                                    file.path(),
                                    path,
                                    dataset.plausibleBytes(),
                                    file.size(),
                                    bytes));
        }
    }

    private ForeignDataset dataset(String path) {
        file.beginOperation();
        ForeignDataset known = current;
        if (known != null && path.equals(currentPath)) {
            return known;
        }
        Map<String, Long> addresses = tree.datasets();
        Long address = addresses.get(path);
        if (address == null) {
            Hdf5Object object = find(path);
            if (object == null) {
                throw new IllegalArgumentException(
                        file.path() + ": no dataset " + path + " (objects() lists what is there)");
            }
            String reason = object.note().isEmpty() ? "not a dataset" : object.note();
            throw new UnsupportedFormatException(file.path() + ": " + path + ": " + reason);
        }
        known = ForeignDataset.of(ForeignHeader.read(file, address));
        current = known;
        currentPath = path;
        return known;
    }

    @Override
    public void close() {
        file.close();
    }
}
