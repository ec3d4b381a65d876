package io.thermocline.tools.inspect;

import io.thermocline.formats.column.ColumnVector;
import io.thermocline.formats.json.Json;
import io.thermocline.formats.qms.QmsAmplitudes;
import io.thermocline.formats.qms.QmsHeader;
import io.thermocline.formats.qms.QmsReader;
import io.thermocline.tools.output.Report;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/** Looks into quantum states. */
final class QmsInspector implements FileInspector {
    /** States up to here are read for their norm and largest amplitudes: 64 MiB. */
    private static final long READ_AMPLITUDES = 1 << 22;

    private static final int AMPLITUDE_BYTES = 16;
    private static final int LISTED = 8;

    /** Characters of a metadata value that are shown. */
    private static final int MAX_METADATA_CHARS = 100;

    private record Amplitude(long index, double re, double im) {
        double probability() {
            return re * re + im * im;
        }
    }

    @Override
    public void inspect(Path file, Report report) throws IOException {
        try (QmsReader reader = QmsReader.open(file)) {
            QmsHeader header = reader.header();
            report.fact("state", header.stateId())
                    .fact("time", header.timestamp())
                    .fact("qubits", header.qubits())
                    .fact("version", header.version())
                    .fact("variant", reader.isSectioned() ? "sectioned" : "plain")
                    .fact("amplitudes", reader.amplitudeCount())
                    .fact("codec", reader.codec().text());
            if (reader.hasAmplitudes()) {
                report.fact("data_offset", reader.dataOffset())
                        .fact("stored_bytes", reader.storedBytes())
                        .fact("raw_bytes", reader.amplitudeCount() * AMPLITUDE_BYTES)
                        .fact("mappable", reader.isMappable());
            }
            report.fact("checksum", reader.checksum());
            if (reader.isMetadataTruncated()) {
                report.fact("metadata_end", "cut off; the amplitudes are usable");
            }
            amplitudes(reader, report);
            report.list("metadata");
            reader.metadata()
                    .forEach((key, value) -> {
                        String text = Json.write(value);
                        boolean isLong = text.length() > MAX_METADATA_CHARS;
                        report.part(
                                "metadata",
                                "key",
                                key,
                                "value",
                                isLong ? text.substring(0, MAX_METADATA_CHARS) + "…" : text);
                    });
        }
    }

    private static void amplitudes(QmsReader reader, Report report) throws IOException {
        if (!reader.hasAmplitudes()
                || reader.amplitudeCount() > READ_AMPLITUDES
                || !reader.codec().isAvailable()) {
            return;
        }
        Comparator<Amplitude> byProbability = Comparator.comparingDouble(Amplitude::probability);
        PriorityQueue<Amplitude> largest = new PriorityQueue<>(byProbability);
        double norm = 0;
        long index = 0;
        byte[] block = new byte[1 << 16];
        MemorySegment memory = MemorySegment.ofArray(block);
        try (QmsAmplitudes stream = reader.amplitudes()) {
            for (long count = stream.read(memory); count > 0; count = stream.read(memory)) {
                for (long i = 0; i < count; i++, index++) {
                    long at = i * AMPLITUDE_BYTES;
                    Amplitude amplitude =
                            new Amplitude(
                                    index,
                                    memory.get(ColumnVector.DOUBLE, at),
                                    memory.get(ColumnVector.DOUBLE, at + Double.BYTES));
                    norm += amplitude.probability();
                    if (amplitude.probability() > 0) {
                        largest.add(amplitude);
                    }
                    if (largest.size() > LISTED) {
                        largest.remove();
                    }
                }
            }
        }
        report.fact("norm_squared", norm).list("largest");
        List<Amplitude> sorted = new ArrayList<>(largest);
        sorted.sort(byProbability.reversed().thenComparingLong(Amplitude::index));
        for (Amplitude amplitude : sorted) {
            report.part(
                    "largest",
                    "basis_state",
                    bits(amplitude.index, reader.header().qubits()),
                    "probability",
                    String.format(Locale.ROOT, "%.6f", amplitude.probability()),
                    "re",
                    amplitude.re,
                    "im",
                    amplitude.im);
        }
    }

    /** Returns the index in binary, qubit 0 at the right. */
    private static String bits(long index, int qubits) {
        String bits = Long.toBinaryString(index);
        return "|" + "0".repeat(Math.max(0, qubits - bits.length())) + bits + "⟩";
    }

    @Override
    public String verify(Path file, LongConsumer progress) throws IOException {
        try (QmsReader reader = QmsReader.open(file)) {
            boolean compared = reader.verify();
            progress.accept(reader.amplitudeCount() * AMPLITUDE_BYTES);
            return compared
                    ? "the SHA-256 of " + reader.amplitudeCount() + " amplitudes holds"
                    : "structure fits; the file states no checksum of amplitudes";
        }
    }
}
