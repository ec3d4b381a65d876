package io.thermocline.formats.hdf5;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.column.BlockStatistics;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.column.LogicalHash;
import io.thermocline.formats.column.Schema;
import io.thermocline.formats.column.StoredColumns;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;

/**
 * An open cold segment. jhdf is not used: our own code parses the file, checks every length, and
 * verifies the checksum of everything it hands out, on every read.
 *
 * <p>Nothing is mapped: decoded rows lie in the caller's memory, dictionaries in the reader's,
 * until {@link #close}. A thread that is interrupted while it reads closes the file for all, as
 * every {@link java.nio.channels.FileChannel} does.
 *
 * <p>Thread rules: any thread may call any method; close must not run beside a read.
 */
public final class ColdSegmentReader implements StoredColumns {
    private final SealedFile file;
    private final ColdGroups groups;
    private final Schema schema;
    private final long baseRow;
    private final int rowCount;
    private final int chunkRows;
    private final ColdSegmentFacts facts;
    private final String contentSha256;

    /** Owner of the dictionaries. */
    private final Arena dictionaries = Arena.ofShared();

    /** Columns that were read before. Written under the lock of this. */
    private final AtomicReferenceArray<@Nullable ColdColumn> columns;

    /** Statistics that were read before; reading them twice at once does no harm. */
    private final AtomicReferenceArray<@Nullable BlockStatistics> statistics;

    private ColdSegmentReader(SealedFile file) {
        this.file = file;
        this.groups = new ColdGroups(file);
        SealedObject root = groups.root();
        requireFormat(root);
        this.schema = schema(root);
        this.baseRow = root.integer(ColdLayout.BASE_ROW);
        long rows = root.integer(ColdLayout.ROW_COUNT);
        if (rows < 0 || rows > Integer.MAX_VALUE || baseRow < 0) {
            throw root.corrupt(
                    ColdLayout.ROW_COUNT,
                    "0..2^31 - 1 rows from row 0 on",
                    rows + " at " + baseRow);
        }
        this.rowCount = (int) rows;
        long atOnce = root.integer(ColdLayout.CHUNK_ROWS);
        if (!ColdLayout.isChunkRows(atOnce)) {
            throw root.corrupt(ColdLayout.CHUNK_ROWS, "a power of two in 4096..65536", atOnce);
        }
        this.chunkRows = (int) atOnce;
        this.contentSha256 = root.text(ColdLayout.CONTENT_SHA256);
        this.facts =
                ColdSegmentFacts.of(
                        root.text(ColdLayout.TABLE),
                        root.integer(ColdLayout.SEGMENT_ID),
                        created(root));
        this.columns = new AtomicReferenceArray<>(schema.size());
        this.statistics = new AtomicReferenceArray<>(schema.size());
    }

    /**
     * Opens a cold segment.
     *
     * @throws CorruptFileException if the file is cut or damaged
     * @throws UnsupportedFormatException if it is no cold segment, or one of a newer version
     * @throws java.io.UncheckedIOException if it cannot be opened
     */
    public static ColdSegmentReader open(Path path) {
        SealedFile file = SealedFile.open(path);
        boolean isOpen = false;
        try {
            ColdSegmentReader reader = new ColdSegmentReader(file);
            isOpen = true;
            return reader;
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    private static void requireFormat(SealedObject root) {
        Path path = root.file().bytes().file();
        if (!root.hasAttribute(ColdLayout.FORMAT)
                || !root.text(ColdLayout.FORMAT).equals(ColdLayout.FORMAT_NAME)) {
            throw new UnsupportedFormatException(
                    path
                            + ": expected a cold segment, found another HDF5 file (list it with"
                            + " Hdf5Datasets, or import it)");
        }
        long version = root.integer(ColdLayout.FORMAT_VERSION);
        if (version != ColdLayout.VERSION) {
            throw new UnsupportedFormatException(
                    "%s: %s: expected %d, found %d (%s)"
                            .formatted(
                                    path,
                                    ColdLayout.FORMAT_VERSION,
                                    ColdLayout.VERSION,
                                    version,
                                    "written by a newer Thermocline; upgrade to read it"));
        }
    }

    private Schema schema(SealedObject root) {
        String json =
                root.hasAttribute(ColdLayout.SCHEMA)
                        ? root.text(ColdLayout.SCHEMA)
                        : schemaDataset(root);
        try {
            return Schema.parse(json);
        } catch (FormatException | IllegalArgumentException | ArithmeticException e) {
            throw root.corrupt(ColdLayout.SCHEMA, "a schema", e.getMessage());
        }
    }

    private String schemaDataset(SealedObject root) {
        SealedObject child = file.child(root, ColdLayout.SCHEMA);
        if (child == null) {
            throw root.corrupt(ColdLayout.SCHEMA, "an attribute or dataset", "none");
        }
        SealedDataset dataset = SealedDataset.of(child);
        if (dataset.dimensions().length != 0) {
            throw child.corrupt(ColdLayout.SCHEMA, "a scalar", "an array");
        }
        byte[] utf8 = new byte[requireInFile(dataset)];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(utf8.length);
            dataset.read(0, memory);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, utf8, 0, utf8.length);
        }
        CRC32C crc = new CRC32C();
        crc.update(utf8);
        if (crc.getValue() != child.integer(ColdLayout.CRC32C)) {
            throw child.corrupt(ColdLayout.SCHEMA, "a text with the stored crc32c", "another");
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private int requireInFile(SealedDataset dataset) {
        file.bytes().require(0, dataset.elementBytes(), ColdLayout.SCHEMA);
        return dataset.elementBytes();
    }

    private static Instant created(SealedObject root) {
        String text = root.text(ColdLayout.CREATED);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw root.corrupt(ColdLayout.CREATED, "an ISO 8601 time", text);
        }
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public long baseRow() {
        return baseRow;
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public int chunkRows() {
        return chunkRows;
    }

    @Override
    public long fileBytes() {
        return file.bytes().size();
    }

    /** Returns the path that was opened. */
    public Path path() {
        return file.bytes().file();
    }

    /** Returns table, segment and time of writing; level and further attributes are not read. */
    public ColdSegmentFacts facts() {
        return facts;
    }

    /** Returns the {@link LogicalHash} that the file claims, 64 hex digits. */
    public String contentSha256() {
        return contentSha256;
    }

    @Override
    public ColumnVector read(int column, int chunk, SegmentAllocator scratch) {
        Objects.checkIndex(chunk, chunkCount());
        long firstRow = (long) chunk * chunkRows;
        int rows = (int) Math.min(chunkRows, rowCount - firstRow);
        try {
            return column(column).read(firstRow, rows, scratch);
        } catch (CorruptFileException e) {
            throw inColumn(e, column, firstRow, rows);
        }
    }

    /** Says which rows a damaged place belongs to. */
    private CorruptFileException inColumn(
            CorruptFileException e, int column, long firstRow, int rows) {
        CorruptFileException named =
                new CorruptFileException(
                        path(),
                        e.offset(),
                        "column '%s', rows %d to %d"
                                .formatted(
                                        schema.column(column).name(),
                                        baseRow + firstRow,
                                        baseRow + firstRow + rows - 1),
                        "sound bytes",
                        "damage: " + e.getMessage());
        named.initCause(e);
        return named;
    }

    private ColdColumn column(int index) {
        ColdColumn known = columns.get(index);
        return known == null ? openColumn(index) : known;
    }

    private synchronized ColdColumn openColumn(int index) {
        ColdColumn known = columns.get(index);
        if (known == null) {
            known = ColdColumn.open(groups, schema.column(index), rowCount, dictionaries);
            columns.set(index, known);
        }
        return known;
    }

    @Override
    public @Nullable BlockStatistics statistics(int column) {
        Column described = schema.column(column);
        if (!ZoneMaps.has(described.type())) {
            return null;
        }
        BlockStatistics known = statistics.get(column);
        if (known == null) {
            known = readStatistics(described);
            statistics.set(column, known);
        }
        return known;
    }

    private BlockStatistics readStatistics(Column column) {
        SealedDataset zones = groups.dataset(ColdLayout.ZONES, column);
        boolean isFloating = ZoneMaps.isFloating(column.type());
        long blocks = Math.ceilDiv(rowCount, BLOCK_ROWS);
        byte[] type = ColdLayout.zoneType(isFloating).encoded();
        if (!Arrays.equals(zones.dimensions(), new long[] {blocks})
                || !Arrays.equals(zones.type(), type)) {
            throw zones.header().corrupt("zones", blocks + " entries of our type", "others");
        }
        try (Arena arena = Arena.ofConfined()) {
            long bytes = blocks * ColdLayout.ZONE_BYTES;
            MemorySegment entries = arena.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
            zones.read(0, entries);
            return ZoneMaps.read(isFloating, entries);
        }
    }

    /**
     * Reads the whole segment and compares its logical content with {@link #contentSha256}, and all
     * statistics with the rows. About 300 MB of logical content a second.
     *
     * @throws CorruptFileException if anything differs or cannot be read
     */
    public void verify() {
        for (int column = 0; column < schema.size(); column++) {
            column(column).requireIndexes();
            verifyStatistics(column);
        }
        String found = LogicalHash.hexOf(List.of(this));
        if (!found.equals(contentSha256)) {
            throw groups.root()
                    .corrupt("logical content", "SHA-256 " + contentSha256, "SHA-256 " + found);
        }
    }

    private void verifyStatistics(int column) {
        BlockStatistics stored = statistics(column);
        if (stored == null) {
            return;
        }
        ZoneMaps zones = new ZoneMaps(schema.column(column).type(), rowCount);
        for (int chunk = 0; chunk < chunkCount(); chunk++) {
            try (Arena arena = Arena.ofConfined()) {
                zones.add(read(column, chunk, arena), (long) chunk * chunkRows);
            }
        }
        int block = zones.mismatch(stored);
        if (block >= 0) {
            throw groups.root()
                    .corrupt(
                            "zones of column '" + schema.column(column).name() + "'",
                            "the statistics of its rows in block " + block,
                            "others");
        }
    }

    @Override
    public void close() {
        dictionaries.close();
        file.close();
    }
}
