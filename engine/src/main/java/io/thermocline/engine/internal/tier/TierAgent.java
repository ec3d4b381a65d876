package io.thermocline.engine.internal.tier;

import io.thermocline.engine.internal.catalog.TableEntry;
import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;
import io.thermocline.formats.journal.TablePolicy;

import org.agrona.concurrent.Agent;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Moves rows down by age and size, a step at a time, on the tier thread.
 *
 * <p>It proposes and the log decides: a tail is sealed by a control record, a move by a catalogue
 * record. It looks around once a second; a pass takes one group of a table at a time, so that it
 * can be paused and stopped between groups.
 */
public final class TierAgent implements Agent {
    private static final long PASS_NANOS = 1_000_000_000L;

    private final TierContext context;
    private final TierMover mover;
    private final Limits limits;
    private final IntConsumer sealTail;
    private final BooleanSupplier goesOn;

    /** When the next pass is due, by the store's clock. Tier thread. */
    private long nextPass;

    /**
     * When rows move.
     *
     * @param hotNanos age at which rows leave hot
     * @param hotRows rows a table keeps in hot segments
     * @param warmNanos age at which rows leave warm
     * @param warmBytes bytes of warm files in the store
     * @param retentionNanos age at which rows go, or 0 for never
     */
    public record Limits(
            long hotNanos, long hotRows, long warmNanos, long warmBytes, long retentionNanos) {}

    /**
     * Creates the agent.
     *
     * @param sealTail seals the tail of a table if its oldest row is of an age; told ordinals
     * @param goesOn whether it should do anything now
     */
    public TierAgent(
            TierContext context,
            TierMover mover,
            Limits limits,
            IntConsumer sealTail,
            BooleanSupplier goesOn) {
        this.context = context;
        this.mover = mover;
        this.limits = limits;
        this.sealTail = sealTail;
        this.goesOn = goesOn;
    }

    @Override
    public String roleName() {
        return "thermocline-tier";
    }

    @Override
    public int doWork() {
        long now = context.clock().nanos();
        if (now < nextPass || !goesOn.getAsBoolean()) {
            return 0;
        }
        nextPass = now + PASS_NANOS;
        int work = context.catalog().reaper().reap();
        long warmExcess = warmBytes() - limits.warmBytes();
        for (TableEntry table : context.catalog().state().tables()) {
            if (!goesOn.getAsBoolean()) {
                return work;
            }
            work += pass(table, now, warmExcess > 0);
        }
        return work;
    }

    private int pass(TableEntry table, long now, boolean warmIsFull) {
        int ordinal = table.ordinal();
        sealTail.accept(ordinal);
        long hotExcess = hotRows(table) - limits.hotRows();
        TierMover.Moved moved =
                mover.compress(
                        ordinal,
                        segment ->
                                TierMover.newest(table, segment) <= now - limits.hotNanos()
                                        || segment.baseRow() < firstHotRow(table) + hotExcess,
                        bytes -> {},
                        goesOn);
        moved =
                moved.plus(
                        mover.promote(
                                ordinal,
                                segment ->
                                        warmIsFull
                                                || TierMover.newest(table, segment)
                                                        <= now - limits.warmNanos(),
                                bytes -> {},
                                goesOn));
        long retention = retention(table);
        if (retention > 0) {
            TableEntry current = context.catalog().state().table(ordinal);
            if (current != null) {
                List<SegmentEntry> old = TierMover.retirable(current, now - retention);
                mover.retire(current, old);
                return moved.segmentsIn() + old.size();
            }
        }
        return moved.segmentsIn();
    }

    private long retention(TableEntry table) {
        long own = table.policy().retentionNanos();
        if (own == TablePolicy.FOR_EVER) {
            return 0;
        }
        return own == TablePolicy.STORE_POLICY ? limits.retentionNanos() : own;
    }

    private static long hotRows(TableEntry table) {
        return table.segments().stream()
                .filter(segment -> segment.format() == SegmentFormat.SEG)
                .mapToLong(SegmentEntry::rowCount)
                .sum();
    }

    private static long firstHotRow(TableEntry table) {
        return table.segments().stream()
                .filter(segment -> segment.format() == SegmentFormat.SEG)
                .mapToLong(SegmentEntry::baseRow)
                .findFirst()
                .orElse(0);
    }

    private long warmBytes() {
        return context.catalog().state().tables().stream()
                .flatMap(table -> table.segments().stream())
                .filter(segment -> segment.format() == SegmentFormat.SEGZ)
                .mapToLong(SegmentEntry::fileBytes)
                .sum();
    }
}
