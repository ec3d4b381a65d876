package io.thermocline.formats.text;

import io.thermocline.formats.UnsupportedFormatException;

/**
 * Tells whether the optional library Chronicle Bytes is there, before a class that needs it is
 * loaded.
 *
 * <p>It runs on a plain JVM, which then prints warnings once. None are left with
 *
 * <pre>
 *   --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
 *   --add-exports java.base/jdk.internal.ref=ALL-UNNAMED
 *   --add-opens java.base/java.lang.reflect=ALL-UNNAMED --add-opens java.base/sun.nio.ch=ALL-UNNAMED
 * </pre>
 *
 * <p>Its first use takes about half a second, which only users of the classes that call {@link
 * #require} pay.
 */
final class ChronicleBytes {
    private static final String CLASS = "net.openhft.chronicle.bytes.Bytes";

    private ChronicleBytes() {}

    /**
     * Checks that the library is on the class path; does not initialize it.
     *
     * @param what what needs it, to begin the message with
     * @throws UnsupportedFormatException if it is missing; names the artifact
     */
    static void require(String what) {
        try {
            Class.forName(CLASS, false, ChronicleBytes.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw missing(what, e);
        }
    }

    private static UnsupportedFormatException missing(String what, Throwable cause) {
        UnsupportedFormatException missing =
                new UnsupportedFormatException(
                        what
                                + " needs Chronicle Bytes, which is not on the class path: add the"
                                + " Maven dependency net.openhft:chronicle-bytes (without its"
                                + " dependency net.openhft:chronicle-analytics)");
        missing.initCause(cause);
        return missing;
    }
}
