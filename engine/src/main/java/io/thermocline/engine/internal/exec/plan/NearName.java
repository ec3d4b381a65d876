package io.thermocline.engine.internal.exec.plan;

import java.util.Collection;
import java.util.Locale;

/** Finds what somebody may have meant. */
public final class NearName {
    /** Longer names are not compared: the table of distances would grow with their product. */
    private static final int LONGEST = 64;

    private NearName() {}

    /**
     * Returns {@code ; did you mean 'x'?} for the nearest candidate, or nothing if none is near.
     *
     * @param found what was written
     */
    public static String hint(String found, Collection<String> candidates) {
        String wanted = found.toLowerCase(Locale.ROOT);
        String best = "";
        int bestDistance = 1 + Math.max(1, found.length() / 3);
        for (String candidate : candidates) {
            if (candidate.length() > LONGEST || found.length() > LONGEST) {
                continue;
            }
            int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    /** Edits to get from one text to the other; a swap of neighbours is one. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] =
                        Math.min(
                                Math.min(cost[i - 1][j], cost[i][j - 1]) + 1,
                                cost[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
