package io.thermocline.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Appender;
import io.thermocline.engine.Store;
import io.thermocline.engine.TierMove;
import io.thermocline.engine.schema.SchemaBuilder;
import io.thermocline.formats.array.ElementType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

/** The script that shows scientists how to read the archive does so. */
class PythonExampleTest {
    private static final Path SCRIPT = Path.of("tools/examples/python/read_cold.py");
    private static final int ROWS = 5_000;

    @TempDir private Path directory;

    private Path coldFile() throws IOException {
        Path path = directory.resolve("store");
        try (Store store = Store.open(path)) {
            store.createTable(
                    "lab",
                    SchemaBuilder.create()
                            .timestamp("ts")
                            .float64("a/b")
                            .unit("K")
                            .description("Temperature of the bath")
                            .nullable()
                            .string("city")
                            .complex128("z")
                            .vector("v", ElementType.FLOAT32, 4)
                            .timeColumn("ts")
                            .build());
            try (Appender rows = store.table("lab").appender()) {
                for (int i = 0; i < ROWS; i++) {
                    rows.setLong(0, i * 1_000_000_000L);
                    if (i % 10 != 1) {
                        rows.setDouble(1, Math.sin(i * 0.01));
                    }
                    rows.setString(2, i % 2 == 0 ? "Köln" : "Bern");
                    rows.setComplex(3, i, -i);
                    rows.setFloats(4, new float[] {i, 1, 2, 3});
                    rows.endRow();
                }
                rows.flush();
            }
            store.tiers().promote(TierMove.ALL);
        }
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(f -> f.toString().endsWith(".h5")).findFirst().orElseThrow();
        }
    }

    @Test
    void theScriptRebuildsTheTableAndDrawsAColumn() throws IOException {
        Path picture = directory.resolve("bath.png");
        List<String> lines =
                Python.run("h5py, numpy", Files.readString(SCRIPT), coldFile(), "a/b", picture);
        assertEquals("table lab, rows 0 to 4999", lines.getFirst());
        assertTrue(lines.contains("a/b: f64, unit K, Temperature of the bath"), lines.toString());
        assertTrue(
                lines.contains(
                        "ts = 1970-01-01T00:00:00.000000000 1970-01-01T00:00:01.000000000"
                                + " 1970-01-01T00:00:02.000000000 ..."),
                lines.toString());
        assertTrue(lines.contains("a/b = 0.0 -- 0.01999866669333308 ..."), lines.toString());
        assertTrue(lines.contains("city = Köln Bern Köln ..."), lines.toString());
        assertTrue(lines.contains("z = 0j (1-1j) (2-2j) ..."), lines.toString());
        BufferedImage image = ImageIO.read(picture.toFile());
        assertEquals(800, image.getWidth());
        assertEquals(0xFF, image.getRaster().getSample(10, 0, 0), "paper is white");
        int ink = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                ink += image.getRaster().getSample(x, y, 0) < 0xFF ? 1 : 0;
            }
        }
        assertTrue(ink > 800 && ink < 20_000, "a line across the picture: " + ink + " pixels");
    }
}
