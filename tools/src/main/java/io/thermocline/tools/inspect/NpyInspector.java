package io.thermocline.tools.inspect;

import io.thermocline.formats.npy.NpyHeader;
import io.thermocline.formats.npy.NpyReader;
import io.thermocline.tools.output.Report;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Looks into {@code .npy} files. */
final class NpyInspector implements FileInspector {
    private static final long BLOCK_BYTES = 4 << 20;

    @Override
    public void inspect(Path file, Report report) throws IOException {
        try (NpyReader reader = NpyReader.open(file)) {
            NpyHeader header = reader.header();
            report.fact("dtype", unquoted(header.type().descr()))
                    .fact("shape", header.shape().toString())
                    .fact("order", header.fortranOrder() ? "Fortran" : "C")
                    .fact("items", header.shape().elementCount())
                    .fact("data_offset", reader.dataOffset())
                    .fact("data_bytes", header.dataBytes())
                    .fact("mappable", reader.isMappable());
        }
    }

    static String unquoted(String descr) {
        return descr.startsWith("'") ? descr.substring(1, descr.length() - 1) : descr;
    }

    @Override
    public String verify(Path file, LongConsumer progress) throws IOException {
        try (NpyReader reader = NpyReader.open(file)) {
            readAll(reader, progress);
            return "header and length fit; the format has no checksum";
        }
    }

    /** Reads all rows, so that a bad disk shows. */
    static void readAll(NpyReader reader, LongConsumer progress) throws IOException {
        NpyHeader header = reader.header();
        if (!header.isRowMajor() || header.rowBytes() == 0) {
            return;
        }
        long rows = header.rowCount();
        long block = Math.max(1, BLOCK_BYTES / header.rowBytes());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Math.min(block, rows) * header.rowBytes(), 64);
            for (long row = 0; row < rows; row += block) {
                long count = Math.min(block, rows - row);
                reader.readRows(row, count, memory.asSlice(0, count * header.rowBytes()));
                progress.accept((row + count) * header.rowBytes());
            }
        }
    }
}
