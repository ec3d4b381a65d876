package io.thermocline.formats.segment;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One column as the directory knows it.
 *
 * @param dictionarySize texts in the column's dictionary, or −1 if its chunks hold no codes
 * @param dictionary the dictionary, stored as a chunk of offsets and values; null if there is none
 * @param floating whether min and max in the statistics are doubles
 * @param statistics the statistics, stored as a chunk of values
 * @param chunks chunks in row order
 */
record ColumnEntry(
        int dictionarySize,
        @Nullable ChunkEntry dictionary,
        boolean floating,
        ChunkEntry statistics,
        List<ChunkEntry> chunks) {}
