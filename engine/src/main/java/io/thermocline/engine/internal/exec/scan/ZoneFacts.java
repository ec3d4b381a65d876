package io.thermocline.engine.internal.exec.scan;

import io.thermocline.engine.internal.exec.expr.NumberRange;
import io.thermocline.formats.column.BlockStatistics;

/** What the smallest and largest value of a block say about a range. */
final class ZoneFacts {
    private ZoneFacts() {}

    static int range(RunZones zones, int slot, int block, NumberRange range) {
        if (zones.isAbsent(slot)) {
            return ZoneTest.NULL;
        }
        BlockStatistics statistics = zones.statistics(slot, block);
        if (statistics == null) {
            return range.isEmpty() ? ZoneTest.FALSE | ZoneTest.NULL : ZoneTest.ANY;
        }
        int outcomes = statistics.nullCount(block) > 0 ? ZoneTest.NULL : 0;
        return switch (range) {
            case NumberRange.Longs longs -> outcomes | longs(statistics, block, longs);
            case NumberRange.Doubles doubles ->
                    outcomes | doubles(statistics, block, doubles, zones.isWhole(block));
        };
    }

    private static int longs(BlockStatistics statistics, int block, NumberRange.Longs range) {
        if (statistics.isFloating()) {
            return ZoneTest.ANY;
        }
        if (statistics.valueCount(block) == 0) {
            return 0;
        }
        long min = statistics.minBits(block);
        long max = statistics.maxBits(block);
        boolean some = min <= range.high() && max >= range.low() && !range.isEmpty();
        boolean all = min >= range.low() && max <= range.high();
        return (some ? ZoneTest.TRUE : 0) | (all ? 0 : ZoneTest.FALSE);
    }

    private static int doubles(
            BlockStatistics statistics, int block, NumberRange.Doubles range, boolean whole) {
        boolean floating = statistics.isFloating();
        int values = statistics.valueCount(block);
        int others = RunZones.BLOCK_ROWS - statistics.nullCount(block) - values;
        // In a block that is cut the rows without a number may be NaN or behind the cut.
        boolean nan = floating && (!whole || others > 0);
        int outcomes = nan ? (range.nan() ? ZoneTest.TRUE : ZoneTest.FALSE) : 0;
        if (values == 0) {
            return outcomes;
        }
        double min = floating ? statistics.minDouble(block) : (double) statistics.minBits(block);
        double max = floating ? statistics.maxDouble(block) : (double) statistics.maxBits(block);
        boolean some = min <= range.high() && max >= range.low() && range.low() <= range.high();
        boolean all = min >= range.low() && max <= range.high();
        return outcomes | (some ? ZoneTest.TRUE : 0) | (all ? 0 : ZoneTest.FALSE);
    }
}
