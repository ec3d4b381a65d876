package io.thermocline.tools.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.UnsupportedFormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

class FileTypeTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "895443530d0a1a0a00, SEGMENT",
        "8954434c0d0a1a0a00, LOG",
        "894844460d0a1a0a00, HDF5",
        "934e554d50590100, NPY",
        "504b0304, ZIP",
        "1f8b08, GZIP",
        "5041523115041500, PARQUET",
        "4152524f57310000, ARROW",
        "53514c69746520666f726d6174203300, SQLITE",
        "0123456789abcdef4455434b, DUCKDB",
        "28b52ffd00, ZSTD",
        "7f454c46, ELF",
        "514d530110000000, QMS",
        "7b2261223a317d, JSON",
        "0a205b312c325d, JSON",
        "612c620a312c320a, TEXT",
        "00010203, UNKNOWN",
    })
    void firstBytesTell(String hex, FileType expected) {
        assertEquals(expected, FileType.of(HexFormat.of().parseHex(hex)));
    }

    @Test
    void aLengthAndABraceStartAState() {
        byte[] head = new byte[100];
        Arrays.fill(head, (byte) ' ');
        byte[] start = " \u0000\u0000\u0000{\"format\":".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(start, 0, head, 0, start.length);
        System.arraycopy("RAW ".getBytes(StandardCharsets.US_ASCII), 0, head, 36, 4);
        assertEquals(FileType.QMS, FileType.of(head));
        head[36] = 0x78;
        assertEquals(FileType.JSON_ZLIB, FileType.of(head));
    }

    @Test
    void anHdf5FileMayStartWithABlockOfTheUsers() {
        byte[] head = new byte[1100];
        System.arraycopy(HexFormat.of().parseHex("894844460d0a1a0a"), 0, head, 1024, 8);
        assertEquals(FileType.HDF5, FileType.of(head));
    }

    @Test
    void foreignFilesAreNamed() throws IOException {
        Path file = Files.write(directory.resolve("flights.h5"), new byte[] {'P', 'A', 'R', '1'});
        UnsupportedFormatException e =
                assertThrows(UnsupportedFormatException.class, () -> FileInspector.of(file));
        assertTrue(
                String.valueOf(e.getMessage())
                        .contains("flights.h5: this is a Parquet file, which"),
                e.getMessage());
        assertEquals(FileType.EMPTY, FileType.of(Files.createFile(directory.resolve("x.seg"))));
    }
}
