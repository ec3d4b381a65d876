package io.thermocline.formats.hdf5;

import java.util.Arrays;

/**
 * Decoder of the LZF filter that h5py offers.
 *
 * <pre>
 *   control < 32    control + 1 literal bytes follow
 *   otherwise       length = control >> 5 (7: plus the next byte) + 2, distance =
 *                   (control & 31) << 8 | next byte, + 1: copy from that far back
 * </pre>
 */
final class Lzf {
    private Lzf() {}

    /** Returns exactly {@code size} bytes; a chunk that did not compress is stored as it is. */
    static byte[] decode(byte[] source, int size, ForeignFile file, long address) {
        byte[] target = new byte[size];
        int in = 0;
        int out = 0;
        while (in < source.length) {
            int control = source[in++] & 0xff;
            int length = control < 32 ? control + 1 : (control >>> 5) + 2;
            if (control >>> 5 == 7 && in < source.length) {
                length += source[in++] & 0xff;
            }
            int from = in;
            boolean isSound = out + length <= size;
            if (control < 32) {
                isSound &= in + length <= source.length;
                if (isSound) {
                    System.arraycopy(source, in, target, out, length);
                    in += length;
                }
            } else {
                isSound &= in < source.length;
                if (isSound) {
                    from = out - ((control & 31) << 8 | (source[in++] & 0xff)) - 1;
                    isSound = from >= 0;
                }
                for (int i = 0; isSound && i < length; i++) {
                    target[out + i] = target[from + i];
                }
            }
            if (!isSound) {
                throw file.corrupt(address, "chunk", "an LZF stream of " + size, "another");
            }
            out += length;
        }
        return Arrays.copyOf(target, out);
    }
}
