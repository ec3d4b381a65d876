package io.thermocline.formats.hdf5;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a cold segment says about itself beside its rows.
 *
 * @param table name of the table
 * @param segmentId number of the segment in its store
 * @param created when it was written; given by the caller, since this module reads no clock
 * @param deflateLevel zlib level 1 to 9 where compression pays
 * @param attributes further texts for the root group, in order; names must be none of the format's
 */
public record ColdSegmentFacts(
        String table,
        long segmentId,
        Instant created,
        int deflateLevel,
        Map<String, String> attributes) {

    /** Copies the attributes. */
    public ColdSegmentFacts {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** Returns facts with the default compression and no further attributes. */
    public static ColdSegmentFacts of(String table, long segmentId, Instant created) {
        return new ColdSegmentFacts(table, segmentId, created, Hdf5Storage.DEFAULT_LEVEL, Map.of());
    }
}
