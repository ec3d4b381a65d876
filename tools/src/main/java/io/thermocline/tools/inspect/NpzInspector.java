package io.thermocline.tools.inspect;

import io.thermocline.formats.npy.NpyHeader;
import io.thermocline.formats.npy.NpyReader;
import io.thermocline.formats.npy.NpzReader;
import io.thermocline.tools.output.Report;
import io.thermocline.tools.terminal.Quantity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Looks into {@code .npz} files. */
final class NpzInspector implements FileInspector {
    @Override
    public void inspect(Path file, Report report) throws IOException {
        try (NpzReader archive = NpzReader.open(file, Long.MAX_VALUE)) {
            report.fact("arrays_in_it", archive.names().size()).list("arrays");
            for (String name : archive.names()) {
                try (NpyReader reader = archive.reader(name)) {
                    NpyHeader header = reader.header();
                    report.part(
                            "arrays",
                            "name",
                            name,
                            "dtype",
                            NpyInspector.unquoted(header.type().descr()),
                            "shape",
                            header.shape().toString(),
                            "order",
                            header.fortranOrder() ? "Fortran" : "C",
                            "data_bytes",
                            header.dataBytes());
                }
            }
        }
    }

    @Override
    public String verify(Path file, LongConsumer progress) throws IOException {
        try (NpzReader archive = NpzReader.open(file, Long.MAX_VALUE)) {
            long done = 0;
            for (String name : archive.names()) {
                archive.verify(name);
                try (NpyReader reader = archive.reader(name)) {
                    done += reader.header().dataBytes();
                }
                progress.accept(done);
            }
            return Quantity.plural(archive.names().size(), "array") + ": every CRC-32 holds";
        }
    }
}
