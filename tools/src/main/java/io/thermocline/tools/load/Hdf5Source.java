package io.thermocline.tools.load;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnBuilder;
import io.thermocline.formats.column.ColumnType;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.hdf5.ColdSegmentReader;
import io.thermocline.formats.hdf5.Hdf5Datasets;
import io.thermocline.formats.hdf5.Hdf5Object;
import io.thermocline.formats.npy.NpyType;
import io.thermocline.formats.text.ImportCounts;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;

/** Rows of datasets of one length of an HDF5 file. */
final class Hdf5Source implements RowSource {
    /** Bytes of the widest dataset read at once. */
    private static final long BLOCK_BYTES = 8 << 20;

    private static final int MAX_ROWS = 1 << 16;
    private static final String FORMAT_ATTRIBUTE = "format";
    private static final String COLD_SEGMENT = "Thermocline cold segment";

    private final List<Part> parts = new ArrayList<>();
    private final Schema schema;
    private final long rowCount;
    private final int blockRows;
    private final LongConsumer progress;

    /** Memory of the last rows handed out. Reading thread. */
    private Arena arena = Arena.ofConfined();

    private long done;
    private long bytes;

    /** One dataset, with a reader of its own: each keeps the index of the dataset read last. */
    private record Part(Hdf5Datasets file, Hdf5Object dataset, Column column) {}

    private Hdf5Source(List<Part> parts, LongConsumer progress) {
        this.parts.addAll(parts);
        this.progress = progress;
        this.schema = new Schema(1, parts.stream().map(Part::column).toList(), null);
        Shape first = parts.getFirst().dataset.shape();
        this.rowCount = first.rank() == 0 ? 1 : first.dimension(0);
        long widest = 1;
        for (Part part : parts) {
            widest = Math.max(widest, part.column.type().fixedBytes());
        }
        this.blockRows = Math.clamp(BLOCK_BYTES / widest, 1, MAX_ROWS);
    }

    /** Opens datasets, or the rows of a cold segment with its own schema. */
    static RowSource open(Path file, ArrayChoice choice, LongConsumer progress) {
        List<Part> parts = new ArrayList<>();
        boolean isOpen = false;
        try (Hdf5Datasets listing = Hdf5Datasets.open(file)) {
            if (choice.wanted().isEmpty() && isColdSegment(listing)) {
                return new StoredSource(ColdSegmentReader.open(file), progress);
            }
            List<ArrayChoice.Candidate> candidates = new ArrayList<>();
            for (Hdf5Object object : listing.objects()) {
                if (object.isNumeric() || object.isText()) {
                    candidates.add(new ArrayChoice.Candidate(object.path(), object.shape()));
                }
            }
            for (ArrayChoice.Chosen chosen : choice.choose(file, candidates)) {
                Hdf5Object object = Objects.requireNonNull(listing.find(chosen.path()));
                Column column = column(object, chosen.column()).withId(parts.size() + 1);
                parts.add(new Part(Hdf5Datasets.open(file), object, column));
            }
            Hdf5Source source = new Hdf5Source(parts, progress);
            isOpen = true;
            return source;
        } finally {
            if (!isOpen) {
                parts.forEach(part -> part.file.close());
            }
        }
    }

    private static boolean isColdSegment(Hdf5Datasets listing) {
        Hdf5Object root = listing.find("/");
        return root != null && COLD_SEGMENT.equals(root.attributes().get(FORMAT_ATTRIBUTE));
    }

    private static Column column(Hdf5Object dataset, String name) {
        Column plain = plainColumn(dataset, name);
        return new Column(
                1,
                name,
                plain.type(),
                true,
                plain.encoding(),
                text(dataset, "units", "unit", "Yunits"),
                text(dataset, "long_name", "description", "Description"),
                plain.metadata());
    }

    private static Column plainColumn(Hdf5Object dataset, String name) {
        ElementType element = dataset.element();
        Shape rowShape = rowShape(dataset.shape());
        if (element != null) {
            return ItemColumn.of(name, NpyType.of(element), rowShape).getFirst().column();
        }
        ColumnType type = rowShape.rank() == 0 ? ColumnType.STRING : ColumnType.STRING_LIST;
        return ItemColumn.column(name, type, Map.of());
    }

    private static Shape rowShape(Shape shape) {
        long[] extents = shape.dimensions();
        return shape.rank() == 0 ? shape : Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
    }

    private static String text(Hdf5Object dataset, String... names) {
        for (String name : names) {
            if (dataset.attributes().get(name) instanceof String text) {
                return text;
            }
        }
        return "";
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public List<ColumnVector> next() {
        int count = (int) Math.min(blockRows, rowCount - done);
        if (count == 0) {
            return List.of();
        }
        arena.close();
        arena = Arena.ofConfined();
        List<ColumnVector> vectors = new ArrayList<>(parts.size());
        for (Part part : parts) {
            vectors.add(part.dataset.isText() ? texts(part, count) : numbers(part, count));
        }
        done += count;
        progress.accept(bytes);
        return vectors;
    }

    private ColumnVector numbers(Part part, int count) {
        ArrayView view = part.file.read(part.dataset.path(), done, count, arena);
        bytes += view.memory().byteSize();
        ItemColumn items =
                ItemColumn.of(
                                part.column.name(),
                                NpyType.of(view.type()),
                                rowShape(part.dataset.shape()))
                        .getFirst();
        return items.decode(view.memory(), count, done, count, arena);
    }

    private ColumnVector texts(Part part, int count) {
        List<String> texts = part.file.readTexts(part.dataset.path(), done, count);
        ColumnBuilder builder = new ColumnBuilder(part.column, count, arena);
        int each = texts.size() / count;
        if (texts.size() != (long) count * each) {
            throw new FormatException(
                    part.dataset.path() + ": expected " + count + " rows, found " + texts.size());
        }
        boolean isList = part.column.type().kind() == ColumnType.Kind.STRING_LIST;
        for (int row = 0; row < count; row++) {
            for (String text : texts.subList(row * each, (row + 1) * each)) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                bytes += utf8.length;
                if (isList) {
                    builder.addText(utf8, 0, utf8.length);
                } else {
                    builder.appendBytes(utf8, 0, utf8.length);
                }
            }
            if (isList) {
                builder.endRow();
            }
        }
        return builder.vector();
    }

    @Override
    public ImportCounts counts() {
        return new ImportCounts(done, 0, 0, List.of());
    }

    @Override
    public void close() {
        arena.close();
        parts.forEach(part -> part.file.close());
    }
}
