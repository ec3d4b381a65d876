package io.thermocline.formats.qms;

import io.thermocline.formats.CorruptFileException;
import io.thermocline.formats.UnsupportedFormatException;
import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.json.Json;
import io.thermocline.formats.qms.QmsContents.Amplitudes;
import io.thermocline.formats.qms.QmsContents.Tensor;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * Takes a sectioned state file apart. The program that invented the variant wrote its header over
 * its own first sections; such a file is recognised and named, not read.
 */
final class QmsSectionedParser {
    private final QmsInput input;

    /** Sections by id; filled by {@link #findSections}. */
    private final Map<String, Section> sections = new HashMap<>();

    /** A section's payload. */
    private record Section(String id, long offset, long bytes, QmsCodec codec) {
        long end() {
            return offset + bytes;
        }
    }

    QmsSectionedParser(QmsInput input) {
        this.input = input;
    }

    QmsContents parse() throws IOException {
        long length = input.u32(Integer.BYTES, "header length");
        if (length > QmsHeader.MAX_BYTES) {
            throw input.corrupt(
                    Integer.BYTES, "header length", "at most " + QmsHeader.MAX_BYTES, length);
        }
        byte[] text = input.bytes(QmsSections.HEADER_OFFSET, length, "header");
        Json.Reader json = QmsMetadata.parse(text, input, QmsSections.HEADER_OFFSET, "header");
        String version = json.string("version");
        if (!version.equals("1.0")) {
            throw new UnsupportedFormatException(
                    "%s: version of a sectioned state: expected 1.0, found '%s'"
                            .formatted(input.file(), version));
        }
        findSections(json, QmsSections.HEADER_OFFSET + length);
        QmsHeader header = header(json);
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.putAll(json(QmsSections.METADATA));
        if (sections.containsKey(QmsSections.CLASSICAL)) {
            metadata.put(QmsSections.CLASSICAL_KEY, json(QmsSections.CLASSICAL));
        }
        if (sections.containsKey(QmsSections.EMOTIONAL)) {
            metadata.put(QmsSections.EMOTIONAL_KEY, json(QmsSections.EMOTIONAL));
        }
        return new QmsContents(header, true, amplitudes(header), metadata, false, tensors());
    }

    private QmsHeader header(Json.Reader json) {
        Map<String, @Nullable Object> extra = new LinkedHashMap<>(json.asMap());
        extra.keySet()
                .removeAll(
                        List.of(
                                "version",
                                "timestamp",
                                "compression",
                                "n_qubits",
                                "sections",
                                "state_id",
                                "checksum"));
        long at = QmsSections.HEADER_OFFSET;
        String stateId = json.stringOrNull("state_id");
        return new QmsHeader(
                stateId == null ? "" : stateId,
                json.string("timestamp"),
                QmsHeader.qubits(json.integer("n_qubits"), input.file(), at),
                null,
                null,
                QmsHeader.checksum(json.stringOrNull("checksum"), input.file(), at),
                null,
                extra);
    }

    /** Walks the sections, which follow each other in the order of the header's list. */
    private void findSections(Json.Reader json, long first) throws IOException {
        List<Json.Reader> list = json.list("sections");
        if (list.size() > QmsSections.SECTIONS_MAX) {
            throw input.corrupt(
                    QmsSections.HEADER_OFFSET,
                    "sections",
                    "at most " + QmsSections.SECTIONS_MAX,
                    list.size());
        }
        long compression = json.integer("compression");
        long at = first;
        for (Json.Reader entry : list) {
            String id = entry.string("id");
            checkId(id, at, at == first);
            long size = entry.integer("size");
            long stated = entry.integer("offset");
            long base = first - QmsSections.ORIGINAL_BASE;
            if (stated != at && stated != at - base) {
                throw input.corrupt(QmsSections.HEADER_OFFSET, "offset of " + id, at, stated);
            }
            long bytes = input.u64(at + Integer.BYTES, "payload length of " + id);
            long available = input.size() - at - QmsSections.SECTION_PREFIX_BYTES;
            if (bytes < 0
                    || bytes > available
                    || size != bytes + QmsSections.SECTION_PREFIX_BYTES) {
                throw input.corrupt(
                        at + Integer.BYTES,
                        "payload length of " + id,
                        (size - QmsSections.SECTION_PREFIX_BYTES) + ", at most " + available,
                        Long.toUnsignedString(bytes));
            }
            QmsCodec codec = entry.bool("compressed") ? codec(compression) : QmsCodec.RAW;
            Section section = new Section(id, at + QmsSections.SECTION_PREFIX_BYTES, bytes, codec);
            if (sections.put(id, section) != null) {
                throw input.corrupt(at, "section", "every id once", id + " twice");
            }
            checkSum(section, entry.stringOrNull("sha256"));
            at = section.end();
        }
        if (at != input.size()) {
            throw input.corrupt(
                    at, "sections", "the end of the file", input.size() - at + " bytes");
        }
    }

    private void checkId(String id, long at, boolean isFirst) throws IOException {
        boolean isId = id.matches("[ -~]{4}");
        long remaining = input.size() - at;
        int found = remaining < Integer.BYTES ? 0 : (int) input.u32(at, "section id");
        if (isId && found == QmsSections.id(id)) {
            return;
        }
        String advice =
                isFirst
                        ? "the original program wrote its header over the first section: the"
                              + " amplitudes are incomplete and cannot be recovered from this file"
                        : "restore the file from a copy";
        throw new CorruptFileException(
                input.file(), at, "section id", id, "0x%08x".formatted(found), advice);
    }

    private QmsCodec codec(long compression) {
        if (compression == QmsSections.COMPRESSION_ZLIB) {
            return QmsCodec.ZLIB;
        }
        String name =
                compression == QmsSections.COMPRESSION_LZ4
                        ? "LZ4 frames (2)"
                        : Long.toString(compression);
        throw new UnsupportedFormatException(
                "%s: compression of a sectioned state: expected none (0) or zlib (1), found %s"
                        .formatted(input.file(), name));
    }

    /** Small sections are checked when opened; amplitudes have a checksum of their own. */
    private void checkSum(Section section, @Nullable String stated) throws IOException {
        if (stated == null || section.id.equals(QmsSections.AMPLITUDES)) {
            return;
        }
        byte[] payload = payload(section);
        String found = QmsLayout.sha256(MemorySegment.ofArray(payload));
        if (!found.equals(stated)) {
            throw input.corrupt(section.offset, "sha256 of " + section.id, stated, found);
        }
    }

    private byte[] payload(Section section) throws IOException {
        if (section.bytes > QmsLayout.METADATA_BYTES_MAX) {
            throw new UnsupportedFormatException(
                    "%s: offset 0x%x: section %s: at most %d bytes are supported, found %d"
                            .formatted(
                                    input.file(),
                                    section.offset,
                                    section.id,
                                    QmsLayout.METADATA_BYTES_MAX,
                                    section.bytes));
        }
        return input.bytes(section.offset, section.bytes, section.id);
    }

    private Map<String, @Nullable Object> json(String id) throws IOException {
        Section section = sections.get(id);
        if (section == null) {
            return Map.of();
        }
        byte[] bytes = section.codec == QmsCodec.RAW ? payload(section) : inflated(section);
        return QmsMetadata.parse(bytes, input, section.offset, id).asMap();
    }

    private byte[] inflated(Section section) throws IOException {
        try (InputStream in = new InflaterInputStream(input.range(section.offset, section.bytes))) {
            byte[] bytes = in.readNBytes(QmsLayout.METADATA_BYTES_MAX + 1);
            if (bytes.length > QmsLayout.METADATA_BYTES_MAX) {
                throw input.corrupt(
                        section.offset,
                        section.id,
                        "at most " + QmsLayout.METADATA_BYTES_MAX + " bytes when inflated",
                        "more");
            }
            return bytes;
        } catch (ZipException | EOFException e) {
            throw input.corrupt(
                    section.offset,
                    section.id,
                    "a whole zlib stream",
                    String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Amplitudes amplitudes(QmsHeader header) throws IOException {
        Section section = sections.get(QmsSections.AMPLITUDES);
        if (section == null) {
            return null;
        }
        Cursor cursor = new Cursor(section);
        QmsArrayPrefix prefix = cursor.prefix();
        if (prefix.type() != ElementType.COMPLEX128) {
            throw new UnsupportedFormatException(
                    "%s: dtype of the amplitudes: expected complex128, found %s"
                            .formatted(input.file(), QmsArrayPrefix.name(prefix.type())));
        }
        long count = prefix.shape().elementCount();
        if (header.qubits() > QmsHeader.QUBITS_MAX || count != header.amplitudeCount()) {
            throw input.corrupt(
                    section.offset,
                    "amplitudes",
                    "2^n for n_qubits " + header.qubits(),
                    count + " in shape " + prefix.shape());
        }
        long stored = section.end() - cursor.at;
        if (!section.codec.canHold(prefix.byteSize(), stored)) {
            throw input.corrupt(
                    cursor.at,
                    "amplitudes",
                    prefix.byteSize() + " bytes",
                    stored + " stored bytes");
        }
        return new Amplitudes(section.codec, cursor.at, stored, count);
    }

    private List<Tensor> tensors() throws IOException {
        Section section = sections.get(QmsSections.TENSORS);
        if (section == null) {
            return List.of();
        }
        Cursor cursor = new Cursor(section);
        long count = cursor.u32("tensor count", QmsSections.TENSORS_MAX);
        List<Tensor> tensors = new ArrayList<>();
        long decoded = 0;
        for (long i = 0; i < count; i++) {
            QmsArrayPrefix prefix = cursor.prefix();
            decoded += Math.min(prefix.byteSize(), Integer.MAX_VALUE);
            if (decoded > QmsLayout.METADATA_BYTES_MAX) {
                throw new UnsupportedFormatException(
                        "%s: offset 0x%x: tensors of at most %d bytes are supported, found more"
                                .formatted(input.file(), cursor.at, QmsLayout.METADATA_BYTES_MAX));
            }
            long stored = cursor.u64("tensor length");
            if (!section.codec.canHold(prefix.byteSize(), stored)) {
                throw input.corrupt(
                        cursor.at,
                        "tensor " + i,
                        prefix.byteSize() + " bytes",
                        stored + " stored bytes");
            }
            tensors.add(new Tensor(prefix, section.codec, cursor.at, stored));
            cursor.at += stored;
        }
        if (cursor.at != section.end()) {
            throw input.corrupt(
                    cursor.at, "tensors", "the end of the section", section.end() - cursor.at);
        }
        return tensors;
    }

    /** Reads numbers and prefixes inside of one section. */
    private final class Cursor {
        private final Section section;

        /** Offset of the next byte in the file. */
        private long at;

        Cursor(Section section) {
            this.section = section;
            this.at = section.offset;
        }

        long u32(String field, long limit) throws IOException {
            require(Integer.BYTES, field);
            long value = input.u32(at, field);
            if (value > limit) {
                throw input.corrupt(at, field, "at most " + limit, value);
            }
            at += Integer.BYTES;
            return value;
        }

        long u64(String field) throws IOException {
            require(Long.BYTES, field);
            long value = input.u64(at, field);
            if (value < 0 || value > section.end() - at - Long.BYTES) {
                throw input.corrupt(
                        at, field, "at most " + (section.end() - at - Long.BYTES), value);
            }
            at += Long.BYTES;
            return value;
        }

        QmsArrayPrefix prefix() throws IOException {
            long start = at;
            long length = u32("dtype length", 32);
            require(length, "dtype");
            String name = input.text(at, length, "dtype");
            at += length;
            int rank = (int) u32("rank", Shape.MAX_RANK);
            long[] extents = new long[rank];
            for (int axis = 0; axis < rank; axis++) {
                extents[axis] = u32("extent", Long.MAX_VALUE);
            }
            try {
                QmsArrayPrefix prefix =
                        new QmsArrayPrefix(QmsArrayPrefix.type(name), Shape.of(extents));
                long bytes = prefix.byteSize();
                assert bytes >= 0 : "multiplied exactly";
                return prefix;
            } catch (ArithmeticException | IllegalArgumentException e) {
                throw input.corrupt(
                        start,
                        "array",
                        "a NumPy type of numbers, less than 2^63 bytes",
                        "'" + name + "' " + Arrays.toString(extents));
            }
        }

        private void require(long bytes, String field) {
            if (bytes > section.end() - at) {
                throw input.corrupt(
                        at, field, bytes + " bytes", "the end of section " + section.id);
            }
        }
    }
}
