package io.thermocline.formats.segment;

import io.thermocline.formats.column.StoredColumns;
import io.thermocline.formats.encoding.ChunkCodec;
import io.thermocline.formats.encoding.Codec;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes and opens segment files in one line. */
final class SegmentFiles {
    private SegmentFiles() {}

    /** Writes runs one after another, as segment 7 of table 3. */
    static SegmentSummary write(Path file, Codec codec, List<? extends StoredColumns> runs)
            throws IOException {
        int rows = runs.stream().mapToInt(StoredColumns::rowCount).sum();
        SegmentInfo info = new SegmentInfo(7, 3, runs.getFirst().baseRow(), rows, 11, 12);
        Files.deleteIfExists(file);
        try (FileChannel channel =
                        FileChannel.open(
                                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                ChunkCodec encoder = new ChunkCodec(codec, codec == Codec.ZSTD ? 3 : 1)) {
            return SegmentWriter.write(channel, info, runs, encoder);
        }
    }

    static SegmentReader open(Path file) throws IOException {
        return new SegmentReader(file, FileChannel.open(file));
    }
}
