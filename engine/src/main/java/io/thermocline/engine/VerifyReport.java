package io.thermocline.engine;

import java.util.List;

/**
 * What a check of a store found.
 *
 * @param files files checked
 * @param bytes their bytes
 * @param damage one line for each thing that is wrong: file, place, expected, found
 */
public record VerifyReport(int files, long bytes, List<String> damage) {
    /** Returns whether nothing is wrong. */
    public boolean isSound() {
        return damage.isEmpty();
    }
}
