package io.thermocline.engine.internal.catalog;

/**
 * Every directory of a store: where it lies, and what its {@code _manifest.json} tells people.
 *
 * <p>Directories come into being when something is put into them.
 */
public enum StoreDirectory {
    /** The store itself. */
    ROOT("", "A Thermocline store. store.json says which one.", Text.DIRECTORIES, Text.ENGINE),
    /** One directory for each writer. */
    SHARDS("shards", "One directory for each writer.", Text.DIRECTORIES, Text.ENGINE),
    /** What one writer keeps. */
    SHARD(
            "shards/00",
            "What one writer keeps: the catalogue log (the only truth about the store), the tail"
                    + " and the tables.",
            "catalog-*.log: log-format.md, version 1",
            Text.ENGINE),
    /** The newest rows. */
    TAIL(
            "shards/00/tail",
            "The newest rows of all tables, not yet sealed; worthless once the store is closed.",
            "mapped memory of the running engine; no format",
            Text.ENGINE),
    /** Rows not yet sealed, row by row. */
    JOURNAL(
            "shards/00/journal",
            "Rows of journaled tables, for recovery.",
            "*.wal: log-format.md",
            Text.ENGINE),
    /** One directory for each table. */
    TABLES(
            "shards/00/tables",
            "One directory for each table, named by its number; the name is in its manifest.",
            Text.DIRECTORIES,
            Text.ANYONE),
    /** One table. */
    TABLE(
            "shards/00/tables/{table}",
            "The sealed rows of one table, by tier.",
            Text.DIRECTORIES,
            Text.ANYONE),
    /** Uncompressed segments. */
    HOT(
            "shards/00/tables/{table}/hot",
            "Sealed rows, uncompressed, as they are mapped into memory.",
            "*.seg: segment-format.md",
            Text.ENGINE),
    /** Compressed segments. */
    WARM(
            "shards/00/tables/{table}/warm",
            "Sealed rows, compressed.",
            "*.segz: segment-format.md",
            Text.ENGINE),
    /** HDF5 segments. */
    COLD(
            "shards/00/tables/{table}/cold",
            "Old rows, one dataset for each column.",
            "*.h5: HDF5; cold-format.md says which groups",
            Text.ANYONE),
    /** Indexes of one table. */
    INDEX(
            "shards/00/tables/{table}/index",
            "Indexes of one table; they can be built again.",
            "private to the engine",
            Text.ENGINE),
    /** Quantum states. */
    STATES("states", "Quantum states, by tier.", Text.DIRECTORIES, Text.ANYONE),
    /** States as they were saved. */
    STATES_HOT(
            "states/hot",
            "Quantum states as they were saved.",
            "*.qms: qms-format.md",
            Text.ANYONE),
    /** States, compressed. */
    STATES_WARM("states/warm", "Quantum states, compressed.", "*.qms: qms-format.md", Text.ANYONE),
    /** States in HDF5. */
    STATES_COLD(
            "states/cold",
            "Quantum states, many to a file.",
            "*.h5: HDF5, group /quantum_states",
            Text.ANYONE),
    /** States written for other programs. */
    STATES_EXPORTS(
            "states/exports",
            "Quantum states written for other programs, each with _metadata.json beside it.",
            ".qms, .npy, .npz, .h5, .json",
            Text.ANYONE),
    /** Matrix product states at hand. */
    STATES_CACHE_MPS(
            "states/cache/mps",
            "Matrix product states at hand; they can be made again.",
            "private to the engine",
            Text.ENGINE),
    /** Field universes. */
    UNIVERSES(
            "universes",
            "Field universes, each as one HDF5 file and two Parquet files.",
            "{id}.h5, {id}_agents.parquet, {id}_universe.parquet",
            Text.ANYONE),
    /** Universes being written. */
    UNIVERSES_STAGED(
            "universes/staged", "Field universes being written.", "unfinished files", Text.ENGINE),
    /** Views by time. */
    TEMPORAL(
            "temporal",
            "What happened when: summaries over the segments, no copies.",
            Text.DIRECTORIES,
            Text.ANYONE),
    /** Summaries by hour. */
    TEMPORAL_LIVE("temporal/live", "Summaries by hour.", Text.JSON, Text.ANYONE),
    /** Summaries by day. */
    TEMPORAL_RECENT("temporal/recent", "Summaries by day.", Text.JSON, Text.ANYONE),
    /** Summaries by month. */
    TEMPORAL_HISTORICAL("temporal/historical", "Summaries by month.", Text.JSON, Text.ANYONE),
    /** Graphs. */
    GRAPH("graph", "Graphs between records.", Text.DIRECTORIES, Text.ENGINE),
    /** Nodes of graphs. */
    GRAPH_NODES("graph/nodes", "Nodes of graphs.", Text.PRIVATE, Text.ENGINE),
    /** Edges of graphs. */
    GRAPH_EDGES("graph/edges", "Edges of graphs.", Text.PRIVATE, Text.ENGINE),
    /** Indexes of graphs. */
    GRAPH_INDEX("graph/index", "Indexes of graphs.", Text.PRIVATE, Text.ENGINE),
    /** Affinities. */
    GRAPH_AFFINITY("graph/affinity", "Affinities between nodes.", Text.PRIVATE, Text.ENGINE),
    /** Routing. */
    ROUTES("routes", "Routing tables and topology.", "JSON, topology.graphml", Text.ANYONE),
    /** Checkpoints. */
    CHECKPOINTS("checkpoints", "Checkpoints and their registry.", Text.PRIVATE, Text.ENGINE),
    /** Backups. */
    BACKUPS("backups", "Backups: the last ten.", Text.DIRECTORIES, Text.ANYONE),
    /** Whole backups. */
    BACKUPS_SNAPSHOTS("backups/snapshots", "Whole backups.", "stores", Text.ANYONE),
    /** Partial backups. */
    BACKUPS_INCREMENTAL(
            "backups/incremental", "Backups of what changed.", "parts of stores", Text.ANYONE),
    /** Logs. */
    LOGS("logs", "What the store did, for people.", "store.log, errors.log: text", Text.ANYONE),
    /** Figures. */
    METRICS(
            "metrics",
            "Figures of the running store and their history.",
            "counters.dat, JSON, CSV, JSON lines",
            Text.ANYONE),
    /** Queries. */
    QUERIES("queries", "History and analysis of queries.", Text.JSON, Text.ANYONE),
    /** Audit. */
    AUDIT("audit", "Who did what.", "audit.log", Text.ANYONE),
    /** Configuration. */
    CONFIG(
            "config",
            "Policies: store, tiers, schemas, affinity, retention, placement.",
            Text.JSON,
            Text.ANYONE);

    private static final class Text {
        static final String DIRECTORIES = "directories";
        static final String JSON = "JSON";
        static final String PRIVATE = "private to the engine";
        static final String ENGINE =
                "Thermocline, in this process or another; nothing else should.";
        static final String ANYONE =
                "Any program that knows the format. Files that stand in the catalogue never"
                        + " change.";
    }

    private final String path;
    private final String holds;
    private final String format;
    private final String readers;

    StoreDirectory(String path, String holds, String format, String readers) {
        this.path = path;
        this.holds = holds;
        this.format = format;
        this.readers = readers;
    }

    /** Returns the path below the store's directory; {@code {table}} stands for an ordinal. */
    String path() {
        return path;
    }

    /** Returns what lies here. */
    String holds() {
        return holds;
    }

    /** Returns the names and formats of the files. */
    String format() {
        return format;
    }

    /** Returns who may read them. */
    String readers() {
        return readers;
    }

    /** Returns whether each table has its own. */
    boolean isPerTable() {
        return path.contains("{table}");
    }
}
