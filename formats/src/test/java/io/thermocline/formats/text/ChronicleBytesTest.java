package io.thermocline.formats.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.column.ColumnType;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class ChronicleBytesTest {
    @Test
    void withoutTheLibraryItsUsersNameTheArtifactAndTheRestWorks() throws Exception {
        try (URLClassLoader without = classPathWithoutChronicle()) {
            Class<?> probe = without.loadClass(Probe.class.getName());
            assertEquals("1.5", call(probe, "jsonLines"));
            for (String user : new String[] {"readCsv", "writeCsv", "writeJson"}) {
                var e = assertThrows(InvocationTargetException.class, () -> call(probe, user));
                Throwable cause = e.getCause();
                assertEquals(
                        "io.thermocline.formats.UnsupportedFormatException",
                        String.valueOf(cause == null ? null : cause.getClass().getName()));
                String message = String.valueOf(cause == null ? null : cause.getMessage());
                assertTrue(message.contains("needs Chronicle Bytes"), message);
                assertTrue(message.contains("net.openhft:chronicle-bytes"), message);
            }
        }
    }

    private static Object call(Class<?> probe, String method) throws Exception {
        return assertInstanceOf(String.class, probe.getMethod(method).invoke(null));
    }

    private static URLClassLoader classPathWithoutChronicle() {
        String[] path = System.getProperty("java.class.path", "").split(File.pathSeparator, -1);
        URL[] urls =
                Arrays.stream(path)
                        .filter(entry -> !entry.contains("chronicle"))
                        .map(ChronicleBytesTest::url)
                        .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    /** Runs in the class loader that lacks the library. */
    public static final class Probe {
        private Probe() {}

        public static String jsonLines() throws IOException {
            InputStream text =
                    new ByteArrayInputStream("{\"x\":1.5}".getBytes(StandardCharsets.UTF_8));
            return Vectors.rows(JsonLinesReader.open(text, "t.ndjson", null, ImportOptions.DEFAULT))
                    .getFirst()
                    .getFirst();
        }

        public static String readCsv() throws IOException {
            return Vectors.rows(Vectors.csv("a\n1\n")).toString();
        }

        public static String writeCsv() throws IOException {
            List<String> names = List.of("a");
            List<ColumnType> types = List.of(ColumnType.STRING);
            CsvWriter.open(new ByteArrayOutputStream(), names, types, CsvDialect.DEFAULT).close();
            return "";
        }

        public static String writeJson() throws IOException {
            List<String> names = List.of("a");
            NdjsonWriter.open(new ByteArrayOutputStream(), names, List.of(ColumnType.STRING))
                    .close();
            return "";
        }
    }
}
