package io.thermocline.engine.internal.exec.scan;

/** What a scan did. Written by one thread; read by others when it has ended or paused. */
public final class ScanCounters {
    long rowsRead;
    long rowsSelected;
    long blocksRead;
    long blocksSkipped;
    long blocksAnswered;
    long bytesRead;

    /** Adds what another scan did. */
    public void add(ScanCounters other) {
        rowsRead += other.rowsRead;
        rowsSelected += other.rowsSelected;
        blocksRead += other.blocksRead;
        blocksSkipped += other.blocksSkipped;
        blocksAnswered += other.blocksAnswered;
        bytesRead += other.bytesRead;
    }

    /** Returns the rows of blocks that were read. */
    public long rowsRead() {
        return rowsRead;
    }

    /** Returns the rows that fulfilled the conditions, those answered by statistics included. */
    public long rowsSelected() {
        return rowsSelected;
    }

    /** Returns the blocks that were read. */
    public long blocksRead() {
        return blocksRead;
    }

    /** Returns the blocks that statistics proved to hold no row of the result. */
    public long blocksSkipped() {
        return blocksSkipped;
    }

    /** Returns the blocks that were not read because their statistics were the answer. */
    public long blocksAnswered() {
        return blocksAnswered;
    }

    /** Returns the bytes of column values that were read. */
    public long bytesRead() {
        return bytesRead;
    }
}
