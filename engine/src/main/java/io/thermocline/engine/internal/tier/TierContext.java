package io.thermocline.engine.internal.tier;

import io.thermocline.engine.internal.catalog.Catalog;
import io.thermocline.engine.internal.catalog.StoreLayout;
import io.thermocline.engine.internal.io.EngineClock;
import io.thermocline.engine.internal.io.Storage;
import io.thermocline.engine.internal.segment.OpenSegments;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What moves between tiers work on.
 *
 * @param storage reaches files
 * @param layout says where they lie
 * @param catalog takes the exchange
 * @param segments open sealed files
 * @param nextSegmentId source of segment numbers, shared with the pipeline
 * @param clock stamps files
 */
public record TierContext(
        Storage storage,
        StoreLayout layout,
        Catalog catalog,
        OpenSegments segments,
        AtomicLong nextSegmentId,
        EngineClock clock) {}
