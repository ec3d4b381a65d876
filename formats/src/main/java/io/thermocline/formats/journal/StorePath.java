package io.thermocline.formats.journal;

import java.util.regex.Pattern;

/**
 * The rule for file names in the catalogue: the engine makes them of ordinals, and whatever else
 * stands in a record never becomes a path.
 */
public final class StorePath {
    /** Longest path in bytes. */
    public static final int MAX_BYTES = 255;

    /** Parts of letters, digits, minus, underscore and inner dots, between single slashes. */
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private StorePath() {}

    /**
     * Checks a path relative to the store's directory.
     *
     * @return {@code path}
     * @throws IllegalArgumentException if it is absolute, too long, climbs, or holds anything but
     *     parts of {@code A-Z a-z 0-9 . _ -} that do not start with a dot
     */
    public static String require(String path) {
        if (path.length() > MAX_BYTES || !FORM.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "path in the catalogue: expected at most "
                            + MAX_BYTES
                            + " bytes such as shards/00/tables/7/hot/12.seg, found '"
                            + path.replaceAll("\\p{Cntrl}", "?")
                            + "'");
        }
        return path;
    }
}
