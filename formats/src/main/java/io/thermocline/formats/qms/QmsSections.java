package io.thermocline.formats.qms;

import io.thermocline.formats.array.ArrayView;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The sectioned variant's layout, and what its reader and writer share.
 *
 * <pre>
 * file    := 51 4D 53 01  H:u32  header:JSON[H]  { section }
 * section := id:char[4]  payload bytes:u64  payload
 * SVEC    := prefix elements                        // rest of the payload, perhaps compressed
 * MPST    := count:u32 { prefix bytes:u64 elements[bytes] }
 * CLAS, EMOT, META := JSON                          // perhaps compressed
 * prefix  := name length:u32 name rank:u32 { extent:u32 }
 * </pre>
 */
final class QmsSections {
    /** "QMS", version 1. A plain file would have a header of 22 MB to start like this. */
    static final int MAGIC = 0x01534d51;

    static final int HEADER_OFFSET = 2 * Integer.BYTES;

    /** Id and payload length of a section. */
    static final int SECTION_PREFIX_BYTES = Integer.BYTES + Long.BYTES;

    /** The original counts offsets as if the header took no room. */
    static final long ORIGINAL_BASE = HEADER_OFFSET;

    static final String AMPLITUDES = "SVEC";
    static final String TENSORS = "MPST";
    static final String CLASSICAL = "CLAS";
    static final String EMOTIONAL = "EMOT";
    static final String METADATA = "META";

    /** Keys under which the sections' contents stand in the metadata of a plain file. */
    static final String TENSORS_KEY = "mps_tensors";

    static final String CLASSICAL_KEY = "classical_data";
    static final String EMOTIONAL_KEY = "emotional_context";

    /** Most sections read; there are five kinds. */
    static final int SECTIONS_MAX = 64;

    /** Most tensors read: one a qubit, and far more qubits than anybody has. */
    static final int TENSORS_MAX = 1 << 16;

    static final int COMPRESSION_NONE = 0;
    static final int COMPRESSION_ZLIB = 1;
    static final int COMPRESSION_LZ4 = 2;

    private QmsSections() {}

    static boolean isSectioned(QmsInput input) throws IOException {
        return input.size() >= HEADER_OFFSET && (int) input.u32(0, "magic") == MAGIC;
    }

    /** Returns a section id as the number that its four characters are in the file. */
    static int id(String id) {
        return ByteBuffer.wrap(id.getBytes(StandardCharsets.US_ASCII))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    /** Reads the elements of a tensor. */
    static ArrayView read(QmsInput input, QmsContents.Tensor tensor, Arena arena)
            throws IOException {
        QmsArrayPrefix prefix = tensor.prefix();
        MemorySegment memory = arena.allocate(prefix.byteSize(), QmsLayout.ALIGNMENT);
        try (DecodedStream stream =
                new DecodedStream(
                        input,
                        tensor.codec(),
                        tensor.offset(),
                        tensor.storedBytes(),
                        prefix.byteSize())) {
            byte[] chunk = new byte[1 << 16];
            long done = 0;
            int count = stream.read(chunk, 0, chunk.length);
            while (count >= 0) {
                MemorySegment.copy(MemorySegment.ofArray(chunk), 0, memory, done, count);
                done += count;
                count = stream.read(chunk, 0, chunk.length);
            }
        }
        return new ArrayView(prefix.type(), prefix.shape(), memory);
    }
}
