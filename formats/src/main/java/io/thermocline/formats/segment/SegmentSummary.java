package io.thermocline.formats.segment;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.encoding.Codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was written.
 *
 * @param fileBytes length of the file
 * @param rawBytes bytes of all buffers before any codec
 * @param columns one entry a column, in schema order
 */
public record SegmentSummary(long fileBytes, long rawBytes, List<ColumnSummary> columns) {
    /**
     * One column.
     *
     * @param name its name
     * @param storage codecs of its chunks, such as {@code dictionary, zstd + shuffle 8}
     * @param storedBytes bytes in the file, dictionary and statistics included
     * @param rawBytes bytes of chunks and dictionary before any codec
     */
    public record ColumnSummary(String name, String storage, long storedBytes, long rawBytes) {
        static ColumnSummary of(Column column, ColumnEntry entry) {
            long stored = entry.statistics().storedBytes();
            long raw = 0;
            ChunkEntry dictionary = entry.dictionary();
            if (dictionary != null) {
                stored += dictionary.storedBytes();
                raw += dictionary.rawBytes();
            }
            int codecs = 0;
            int shuffle = 0;
            for (ChunkEntry chunk : entry.chunks()) {
                stored += chunk.storedBytes();
                raw += chunk.rawBytes();
                codecs |= 1 << chunk.codec().id();
                shuffle = Math.max(shuffle, chunk.shuffleWidth());
            }
            return new ColumnSummary(
                    column.name(), storage(dictionary != null, codecs, shuffle), stored, raw);
        }

        /**
         * Tells codecs in words.
         *
         * @param codecs a bit for each codec that occurs
         */
        private static String storage(boolean isCoded, int codecs, int shuffle) {
            if (codecs == 1 << Codec.RAW.id()) { // every hot segment: no garbage
                return isCoded ? "dictionary, raw" : "raw";
            }
            List<String> names = new ArrayList<>();
            for (Codec codec : Codec.values()) {
                if ((codecs & 1 << codec.id()) != 0) {
                    names.add(codec.name().toLowerCase(Locale.ROOT));
                }
            }
            return (isCoded ? "dictionary, " : "")
                    + (names.isEmpty() ? "no rows" : String.join(" or ", names))
                    + (shuffle == 0 ? "" : " + shuffle " + shuffle);
        }
    }
}
