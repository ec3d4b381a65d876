package io.thermocline.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The libraries that Thermocline is built on do real work, each in the class that is named here,
 * and the one that reports home is not there.
 */
class MandatedLibrariesTest {
    private static final String ENGINE = "io/thermocline/engine/internal/";
    private static final String FORMATS = "io/thermocline/formats/";

    /** Package of a library, and classes of ours that stand and fall with it. */
    private static final Map<String, List<String>> WORK =
            new TreeMap<>(
                    Map.of(
                            "com/lmax/disruptor/",
                            List.of(ENGINE + "pipeline/Ring", ENGINE + "pipeline/Writer"),
                            "org/agrona/",
                            List.of(ENGINE + "pipeline/Keeper", ENGINE + "tier/TierAgent"),
                            "net/openhft/chronicle/bytes/",
                            List.of(FORMATS + "text/CellBytes", FORMATS + "text/ElasticSink"),
                            "com/github/luben/zstd/",
                            List.of(FORMATS + "encoding/ZstdSupport$Native"),
                            "io/jhdf/",
                            List.of(FORMATS + "hdf5/Hdf5Writer", FORMATS + "hdf5/ForeignFile")));

    @Test
    void eachLibraryIsUsedByTheClassThatIsNamedForIt() throws IOException {
        for (Map.Entry<String, List<String>> entry : WORK.entrySet()) {
            for (String user : entry.getValue()) {
                Set<String> used = used(user, entry.getKey());
                assertFalse(used.isEmpty(), user + " uses nothing of " + entry.getKey());
                for (String name : used) {
                    assertTrue(isThere(name), user + " uses " + name + ", which is missing");
                }
            }
        }
    }

    /** Returns the classes of a package that a class refers to. */
    private static Set<String> used(String user, String library) throws IOException {
        Set<String> names = new TreeSet<>();
        try (InputStream in = open(user)) {
            if (in == null) {
                throw new AssertionError("expected the class " + user + ", found none");
            }
            for (PoolEntry entry : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
                if (entry instanceof ClassEntry type && type.asInternalName().startsWith(library)) {
                    names.add(type.asInternalName());
                }
            }
        }
        return names;
    }

    private static boolean isThere(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in != null;
        }
    }

    private static @org.jspecify.annotations.Nullable InputStream open(String name) {
        return MandatedLibrariesTest.class.getResourceAsStream("/" + name + ".class");
    }

    @Test
    void theBenchmarksAreJmhBenchmarks() throws IOException {
        String pom = Files.readString(Path.of("bench", "pom.xml"));
        assertTrue(pom.contains("<artifactId>jmh-core</artifactId>"), pom);
        assertTrue(pom.contains("<artifactId>jmh-generator-annprocess</artifactId>"), pom);
        Path source =
                Path.of("bench/src/main/java/io/thermocline/bench/append/AppendRowBenchmark.java");
        String benchmark = Files.readString(source);
        assertTrue(benchmark.contains("import org.openjdk.jmh.annotations.Benchmark;"), benchmark);
        assertTrue(benchmark.contains("@Benchmark"), benchmark);
    }

    @Test
    void nothingOnTheClassPathReportsHome() throws IOException {
        List<String> jars =
                Arrays.stream(
                                System.getProperty("java.class.path")
                                        .split(System.getProperty("path.separator")))
                        .filter(entry -> entry.contains("chronicle-analytics"))
                        .toList();
        assertEquals(List.of(), jars);
        for (String name : List.of("Analytics", "AnalyticsFacade")) {
            assertFalse(isThere("net/openhft/chronicle/analytics/" + name), name);
        }
        String pom = Files.readString(Path.of("pom.xml"));
        assertTrue(pom.contains("<exclude>net.openhft:chronicle-analytics</exclude>"), pom);
    }
}
