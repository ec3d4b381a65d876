package io.thermocline.engine.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.TierStatistics;
import io.thermocline.engine.schema.Tier;

import org.junit.jupiter.api.Test;

import java.util.List;

class StorageProjectionTest {
    private static final StorageProjection.Demand HUNDRED_THOUSAND =
            new StorageProjection.Demand(100_000, 3, 0, 0);

    @Test
    void withoutDataTheRatiosAreTheAssumedOnes() {
        StorageProjection all = StorageProjection.of(HUNDRED_THOUSAND, List.of());
        assertEquals(11 * 1024, all.entityBytes());
        assertPart(all.tiers().get(0), Tier.HOT, 56_320_000, 56_320_000);
        assertPart(all.tiers().get(1), Tier.WARM, 225_280_000, 45_056_000);
        assertPart(all.tiers().get(2), Tier.COLD, 844_800_000, 42_240_000);
        assertEquals(56_320_000 + 45_056_000 + 42_240_000, all.fileBytes());
        assertEquals(56_320_000 + 4_505_600, all.memoryBytes());
    }

    private static void assertPart(
            StorageProjection.Part part, Tier tier, long logicalBytes, long fileBytes) {
        assertEquals(tier, part.tier());
        assertEquals(logicalBytes, part.logicalBytes());
        assertEquals(fileBytes, part.fileBytes());
        assertFalse(part.measured());
    }

    @Test
    void aTierWithFilesCountsWithItsOwnRatioOverAllTables() {
        StorageProjection all =
                StorageProjection.of(
                        HUNDRED_THOUSAND,
                        List.of(
                                new TierStatistics("a", Tier.WARM, 1, 10, 100, 150),
                                new TierStatistics("b", Tier.WARM, 2, 10, 300, 650),
                                new TierStatistics("b", Tier.COLD, 0, 0, 0, 0)));
        StorageProjection.Part warm = all.tiers().get(1);
        assertTrue(warm.measured());
        assertEquals(2.0, warm.ratio());
        assertEquals(112_640_000, warm.fileBytes());
        assertFalse(all.tiers().get(2).measured());
        assertEquals(20.0, all.tiers().get(2).ratio());
    }

    @Test
    void growthIsTheRateTimesTheDaysOfRetention() {
        StorageProjection all =
                StorageProjection.of(new StorageProjection.Demand(1_000, 0, 50, 365), List.of());
        assertEquals(1_000 + 50 * 365, all.entities());
        assertEquals(5 * 1024, all.entityBytes());
    }

    @Test
    void nothingTakesNothing() {
        StorageProjection none =
                StorageProjection.of(new StorageProjection.Demand(0, 0, 0, 30), List.of());
        assertEquals(0, none.fileBytes());
        assertEquals(0, none.memoryBytes());
    }

    @Test
    void moreThanALongOfBytesIsRefused() {
        var tooMany = new StorageProjection.Demand(Long.MAX_VALUE / 1024, 1, 0, 0);
        assertThrows(
                IllegalArgumentException.class, () -> StorageProjection.of(tooMany, List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> new StorageProjection.Demand(1, -1, 0, 0));
    }
}
