package io.thermocline.formats.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdCompressCtx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What embedders see who give no flags: each case is a JVM of its own. */
class ZstdSupportTest {
    private static final String WITH_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String DENIED = "--illegal-native-access=deny";

    @TempDir Path folder;

    private record Output(String out, String err) {}

    private static String placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private Output run(boolean hasLibrary, List<String> flags, String... arguments)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> classes = new ArrayList<>();
        classes.add(placeOf(ZstdProbe.class));
        classes.add(placeOf(ChunkCodec.class));
        if (hasLibrary) {
            classes.add(placeOf(ZstdCompressCtx.class));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(flags);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classes)));
        command.add(ZstdProbe.class.getName());
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean isOver = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        Output output = new Output(Files.readString(out), Files.readString(err));
        assertTrue(isOver, output.toString());
        assertEquals(0, process.exitValue(), output.toString());
        return output;
    }

    private static String packedZeros() {
        try (Arena arena = Arena.ofConfined();
                ChunkCodec codec = new ChunkCodec(Codec.ZSTD, 3)) {
            ChunkCodec.Encoded encoded = codec.encode(arena.allocate(1000), 1);
            assertEquals(Codec.ZSTD, encoded.codec());
            return HexFormat.of().formatHex(encoded.memory().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private static void assertNamesTheFlag(Output output) {
        List<String> lines = output.out.lines().toList();
        assertEquals(4, lines.size(), output.toString());
        for (String line : lines.subList(2, 4)) {
            assertTrue(line.contains("UnsupportedFormatException: x.segz: stored with zstd"), line);
            assertTrue(line.contains("com.github.luben:zstd-jni"), line);
            assertTrue(line.contains(WITH_ACCESS), line);
        }
    }

    @Test
    void bareJavaWritesDeflateAndPrintsNothing() throws Exception {
        assertEquals(new Output("available false\npacks DEFLATE\n", ""), run(true, List.of()));
    }

    @Test
    void withNativeAccessZstdIsUsedAndNothingIsPrinted() throws Exception {
        assertEquals(
                new Output("available true\npacks ZSTD\ndecodes -1\ndecodes -1\n", ""),
                run(true, List.of(WITH_ACCESS), packedZeros()));
    }

    @Test
    void bareJavaStillReadsWhatOthersStored() throws Exception {
        Output output = run(true, List.of(), packedZeros());
        assertEquals("available false\npacks DEFLATE\ndecodes -1\ndecodes -1\n", output.out);
        // What the JVM says of it is the JVM's; it must not be an error of ours.
        assertFalse(output.err.contains("Exception"), output.err);
    }

    @Test
    void deniedNativeAccessIsAnsweredWithTheFlag() throws Exception {
        Output output = run(true, List.of(DENIED), packedZeros());
        assertTrue(output.out.startsWith("available false\npacks DEFLATE\n"), output.out);
        assertEquals("", output.err);
        assertNamesTheFlag(output);
    }

    @Test
    void withoutTheLibraryTheMessageNamesIt() throws Exception {
        for (List<String> flags : List.of(List.<String>of(), List.of(WITH_ACCESS))) {
            Output output = run(false, flags, packedZeros());
            assertTrue(output.out.startsWith("available false\npacks DEFLATE\n"), output.out);
            assertEquals("", output.err);
            assertNamesTheFlag(output);
        }
    }
}
