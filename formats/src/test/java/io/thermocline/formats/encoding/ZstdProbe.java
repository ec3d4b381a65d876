package io.thermocline.formats.encoding;

import io.thermocline.formats.FormatException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;

/** Runs in a JVM of its own: says what the codecs can do there. */
final class ZstdProbe {
    private ZstdProbe() {}

    /**
     * Prints whether zstd is available and which codec packs zeros; then what becomes of a chunk.
     *
     * @param arguments none, or a chunk of 1,000 zeros packed with zstd, in hex
     */
    public static void main(String[] arguments) {
        System.out.println("available " + ZstdSupport.isAvailable());
        try (Arena arena = Arena.ofConfined();
                ChunkCodec codec = ChunkCodec.bestAvailable()) {
            System.out.println("packs " + codec.encode(arena.allocate(1000), 1).codec());
            if (arguments.length == 0) {
                return;
            }
            byte[] bytes = HexFormat.of().parseHex(arguments[0]);
            MemorySegment stored = arena.allocate(bytes.length);
            stored.copyFrom(MemorySegment.ofArray(bytes));
            MemorySegment target = arena.allocate(1000).fill((byte) 1);
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    ChunkCodec.decode(Codec.ZSTD, 0, stored, target, "x.segz");
                    System.out.println("decodes " + target.mismatch(arena.allocate(1000)));
                } catch (FormatException e) {
                    System.out.println(e);
                }
            }
        }
    }
}
