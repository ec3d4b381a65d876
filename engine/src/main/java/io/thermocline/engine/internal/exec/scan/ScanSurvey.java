package io.thermocline.engine.internal.exec.scan;

import io.thermocline.engine.internal.exec.block.QueryContext;
import io.thermocline.engine.internal.exec.plan.Plan;
import io.thermocline.engine.internal.segment.RowRun;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What statistics tell about a scan before rows are read.
 *
 * @param blocks blocks of the zone map in all runs
 * @param skipped blocks that hold no row of the result
 * @param whole blocks of which every row fulfils the conditions
 * @param reasons blocks skipped by each condition; a block counts for the first that skips it
 */
public record ScanSurvey(long blocks, long skipped, long whole, Map<String, Long> reasons) {
    /** Asks the statistics of all runs. */
    public static ScanSurvey of(Plan.Scan plan, List<RowRun> runs, QueryContext context) {
        RowFilter filter = new RowFilter(plan.conditions(), context);
        long blocks = 0;
        long skipped = 0;
        long whole = 0;
        Map<String, Long> reasons = new LinkedHashMap<>();
        for (RowRun run : runs) {
            context.check();
            RunZones zones = new RunZones(run, plan.columns());
            for (int block = 0; block < zones.blockCount(); block++) {
                int outcomes = filter.zoneTest().outcomes(zones, block);
                blocks++;
                whole += outcomes == ZoneTest.TRUE ? 1 : 0;
                if ((outcomes & ZoneTest.TRUE) == 0) {
                    skipped++;
                    reasons.merge(reason(filter, zones, block), 1L, Long::sum);
                }
            }
        }
        return new ScanSurvey(blocks, skipped, whole, reasons);
    }

    private static String reason(RowFilter filter, RunZones zones, int block) {
        for (int i = 0; i < filter.zones().size(); i++) {
            if ((filter.zones().get(i).outcomes(zones, block) & ZoneTest.TRUE) == 0) {
                return filter.zoneTexts().get(i);
            }
        }
        return "the conditions together";
    }
}
