package io.thermocline.engine;

/**
 * Place of one record in a store's log.
 *
 * @param shard shard, from 0; a store of this version has one
 * @param epoch raised by each opening of the store, so that what a crash took back is never issued
 *     again
 * @param sequence number of the record within the epoch, from 0; −1 before the first
 */
public record Position(int shard, long epoch, long sequence) implements Comparable<Position> {
    /** Orders positions of one shard. */
    @Override
    public int compareTo(Position other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
    }
}
