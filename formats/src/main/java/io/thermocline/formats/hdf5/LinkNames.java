package io.thermocline.formats.hdf5;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names chosen by users as HDF5 link names.
 *
 * <p>HDF5 gives {@code /} and {@code .} a meaning, so {@code /}, {@code %}, control characters, the
 * whole names {@code .} and {@code ..}, and names of blanks only are percent-encoded. What then
 * exceeds {@link #MAX_BYTES} is cut and ends in {@code %~} and 16 hex digits of the SHA-256 of the
 * true name. The object's attribute {@link #ID_ATTRIBUTE} always holds the true name.
 */
public final class LinkNames {
    /** Attribute with the true name. */
    public static final String ID_ATTRIBUTE = "id";

    /** Longest link name in bytes of UTF-8: jhdf 0.13.0 miswrites longer ones. */
    public static final int MAX_BYTES = 254;

    private static final String CUT_MARK = "%~";
    private static final int HASH_BYTES = 8;

    private LinkNames() {}

    /** Returns the link name of a user's name, which is not empty. */
    public static String encode(String id) {
        byte[] utf8 = StrictText.encodeAny("HDF5 name", id);
        if (utf8.length == 0) {
            throw new IllegalArgumentException("HDF5 name: expected at least 1 byte, found none");
        }
        boolean isAllEncoded = id.isBlank() || id.equals(".") || id.equals("..");
        StringBuilder link = new StringBuilder();
        id.codePoints().forEach(c -> append(link, c, isAllEncoded));
        String whole = link.toString();
        return whole.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                ? whole
                : cut(whole, utf8);
    }

    private static void append(StringBuilder link, int codePoint, boolean isEncoded) {
        if (!isEncoded
                && codePoint != '/'
                && codePoint != '%'
                && !Character.isISOControl(codePoint)) {
            link.appendCodePoint(codePoint);
            return;
        }
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            link.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
    }

    private static String cut(String whole, byte[] utf8) {
        String hash;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8);
            hash = HexFormat.of().formatHex(Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        int room = MAX_BYTES - CUT_MARK.length() - hash.length();
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < whole.length(); ) {
            int codePoint = whole.codePointAt(i);
            String unit =
                    codePoint == '%' ? whole.substring(i, i + 3) : Character.toString(codePoint);
            bytes += unit.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > room) {
                break;
            }
            kept.append(unit);
            i += unit.length();
        }
        return kept + CUT_MARK + hash;
    }

    /** Returns the user's name, or null where the link name was cut or is not of this encoding. */
    public static @Nullable String decode(String link) {
        byte[] source = link.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[source.length];
        int length = 0;
        for (int i = 0; i < source.length; i++) {
            if (source[i] != '%') {
                decoded[length++] = source[i];
                continue;
            }
            if (i + 2 >= source.length
                    || !HexFormat.isHexDigit(source[i + 1])
                    || !HexFormat.isHexDigit(source[i + 2])) {
                return null;
            }
            decoded[length++] =
                    (byte)
                            (HexFormat.fromHexDigit(source[i + 1]) << 4
                                    | HexFormat.fromHexDigit(source[i + 2]));
            i += 2;
        }
        return new String(decoded, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Checks a literal link name.
     *
     * @throws IllegalArgumentException if HDF5 would take it for a path, or it is blank or too
     *     long; {@link #encode} makes a link name of any text
     */
    static void require(String link) {
        int bytes = StrictText.encode("HDF5 link name", link).length;
        if (link.isBlank()
                || link.indexOf('/') >= 0
                || link.equals(".")
                || link.equals("..")
                || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "HDF5 link name: expected 1..%d bytes without '/', not blank, '.' or '..', found"
                                    .formatted(MAX_BYTES)
                            + " '"
                            + link
                            + "' (LinkNames.encode makes a link name of any text)");
        }
    }
}
