package io.thermocline.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** What the flags of the JVM add is speed: neither answers nor silence depend on them. */
class BareJvmTest {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    @TempDir Path directory;

    @Test
    void answersAreTheSameBitForBitInEveryTierWithAndWithoutFlagsAndNothingIsSaid() {
        ChildProcess.Result bare = run("bare", List.of());
        assertEquals("", bare.err());
        List<String> stages = List.of(bare.out().split("== .*\\R"));
        assertEquals(7, stages.size(), bare.out());
        assertEquals("", stages.getFirst());
        assertTrue(stages.get(1).contains("12000 rows"), stages.get(1));
        for (int stage = 2; stage < stages.size(); stage++) {
            assertEquals(stages.get(1), stages.get(stage), "stage " + stage);
        }
        ChildProcess.Result with =
                run(
                        "with",
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "--add-modules",
                                "jdk.incubator.vector"));
        assertEquals(bare.out(), with.out());
        List<String> said =
                with.err()
                        .lines()
                        .filter(line -> !line.endsWith("Using incubator modules: " + VECTOR_MODULE))
                        .toList();
        assertEquals(List.of(), said);
    }

    private ChildProcess.Result run(String name, List<String> options) {
        ChildProcess.Result result =
                ChildProcess.java(BareJvm.class, options, directory.resolve(name));
        assertEquals(0, result.code(), result.toString());
        return result;
    }
}
