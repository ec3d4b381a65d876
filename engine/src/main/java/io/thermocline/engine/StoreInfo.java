package io.thermocline.engine;

import io.thermocline.engine.internal.catalog.CatalogState;
import io.thermocline.engine.internal.io.NativeMemory;
import io.thermocline.engine.internal.pipeline.Pipeline;
import io.thermocline.formats.encoding.ZstdSupport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a store is and how it runs in this process.
 *
 * @param directory where it lies
 * @param storeId its identity
 * @param readOnly whether it is open for reading only
 * @param epoch number of its openings for writing
 * @param tables tables
 * @param segments sealed segments
 * @param files published files
 * @param records records applied since it was opened; 0 for readers
 * @param backpressureWaits how often a producer found no room
 * @param writerStalls how often the writer waited for sealing
 * @param tailBytes bytes of live tail mapped; 0 for readers
 * @param nativeAccess whether native calls are made (page population, disk reservation)
 * @param zstd whether warm segments are written with zstd; else deflate
 * @param simd whether queries may use SIMD kernels
 * @param losses rows that a restart of the operating system took from tables without a journal, one
 *     line each
 * @param advice what would make it faster or safer, one line each
 */
public record StoreInfo(
        Path directory,
        UUID storeId,
        boolean readOnly,
        long epoch,
        int tables,
        int segments,
        int files,
        long records,
        long backpressureWaits,
        long writerStalls,
        long tailBytes,
        boolean nativeAccess,
        boolean zstd,
        boolean simd,
        List<String> losses,
        List<String> advice) {

    static StoreInfo of(StoreCore core) {
        CatalogState state = core.state();
        Pipeline.Statistics counts =
                core instanceof LiveCore live
                        ? live.pipeline().statistics()
                        : new Pipeline.Statistics(0, 0, 0, 0, 0);
        List<String> losses = new ArrayList<>();
        state.tables()
                .forEach(table ->
                        table.losses()
                                .forEach(loss ->
                                        losses.add(
                                                "table '"
                                                        + table.name()
                                                        + "': rows from "
                                                        + loss.from()
                                                        + (loss.to() > loss.from()
                                                                ? " to " + loss.to()
                                                                : " on")
                                                        + ": "
                                                        + loss.why())));
        return new StoreInfo(
                core.layout().root(),
                state.storeId(),
                !(core instanceof LiveCore),
                state.epoch(),
                state.tableCount(),
                state.tables().stream().mapToInt(table -> table.segments().size()).sum(),
                state.fileCount(),
                counts.records(),
                counts.backpressureWaits(),
                counts.sealStalls(),
                counts.tailBytes(),
                NativeMemory.isEnabled(),
                ZstdSupport.isAvailable(),
                hasVectorModule(),
                List.copyOf(losses),
                missing());
    }

    private static boolean hasVectorModule() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    private static List<String> missing() {
        List<String> advice = new ArrayList<>();
        if (!NativeMemory.isEnabled()) {
            advice.add(
                    "--enable-native-access=ALL-UNNAMED: zstd for warm segments, faster tail"
                            + " preparation");
        }
        if (!hasVectorModule()) {
            advice.add("--add-modules jdk.incubator.vector: SIMD kernels in queries");
        }
        return List.copyOf(advice);
    }
}
