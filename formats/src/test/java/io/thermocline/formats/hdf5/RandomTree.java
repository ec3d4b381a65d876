package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random tree of groups, datasets and attributes of every type that we write, and what each
 * reader must find in it. The same seed gives the same tree. One thread.
 */
final class RandomTree {
    private static final int DEPTH_MAX = 4;
    private static final int MANY_ELEMENTS = 200_000;
    private static final List<String> NAMES =
            List.of(
                    "a",
                    "b",
                    "zz",
                    "metadata",
                    "charges",
                    "Q",
                    "ü",
                    "a.b",
                    "x y",
                    "0",
                    "%41",
                    "long ".repeat(50),
                    "長い名前".repeat(21));
    private static final List<Hdf5Filters> FILTERS =
            List.of(
                    Hdf5Filters.NONE,
                    Hdf5Filters.CHECKSUM,
                    Hdf5Filters.deflate(6),
                    Hdf5Filters.shuffleDeflate(2),
                    new Hdf5Filters(true, 0, false),
                    new Hdf5Filters(true, 3, false));

    private final Random random;
    private final Hdf5Writer writer = new Hdf5Writer();
    private final List<String> manifest = new ArrayList<>();
    private final Map<String, byte[]> numbers = new LinkedHashMap<>();
    private final Map<String, List<String>> texts = new LinkedHashMap<>();

    private RandomTree(long seed) {
        random = new Random(seed);
    }

    static RandomTree of(long seed) {
        RandomTree tree = new RandomTree(seed);
        tree.grow(tree.writer.root(), DEPTH_MAX);
        return tree;
    }

    /** Describes the file; use it once. */
    Hdf5Writer writer() {
        return writer;
    }

    /** Returns a line for each object and attribute, as {@code tree_manifest.py} prints them. */
    List<String> manifest() {
        return manifest;
    }

    /** Returns the bytes of every dataset of numbers, by path. */
    Map<String, byte[]> numbers() {
        return numbers;
    }

    /** Returns the rows of every dataset of texts of any length, by path. */
    Map<String, List<String>> texts() {
        return texts;
    }

    private void grow(Hdf5Group group, int depth) {
        manifest.add(group.path() + "|group");
        for (Hdf5Attribute attribute : attributes(group.path())) {
            group.attribute(attribute);
        }
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        boolean hasDataset = false;
        for (String name : names.subList(0, random.nextInt(6))) {
            if (depth > 0 && random.nextInt(5) < 2) {
                grow(group.group(name), depth - 1);
            } else {
                addDataset(group, name);
                hasDataset = true;
            }
        }
        if (!hasDataset) { // which the writer fills, see Hdf5Group
            line(group.pathOf("json"), "dataset", "text[2]", "()", "()", bytes("{}"));
        }
    }

    private List<Hdf5Attribute> attributes(String path) {
        List<Hdf5Attribute> all = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = "attribute " + i + " ü".repeat(random.nextInt(3));
            String at = path + "@" + name;
            switch (random.nextInt(6)) {
                case 0 -> {
                    String text = text(random.nextInt(8) == 0 ? 5000 : 20);
                    all.add(Hdf5Attribute.text(name, text));
                    line(at, "attribute", "text", "()", "()", lengthAnd(bytes(text)));
                }
                case 1 -> {
                    List<String> three = List.of(text(9), text(200), text(1));
                    all.add(Hdf5Attribute.texts(name, three));
                    byte[] content = join(three.stream().map(t -> lengthAnd(bytes(t))).toList());
                    line(at, "attribute", "text", "(3)", "(3)", content);
                }
                case 2 -> {
                    long value = random.nextLong();
                    all.add(Hdf5Attribute.of(name, value));
                    line(at, "attribute", "i64", "()", "()", longs(value));
                }
                case 3 -> {
                    boolean value = random.nextBoolean();
                    all.add(Hdf5Attribute.of(name, value));
                    byte[] content = {(byte) (value ? 1 : 0)};
                    line(at, "attribute", "bool", "()", "()", content);
                }
                case 4 -> {
                    long[] values = random.longs(1 + random.nextInt(5)).toArray();
                    all.add(Hdf5Attribute.of(name, values));
                    String shape = "(" + values.length + ")";
                    line(at, "attribute", "i64", shape, shape, longs(values));
                }
                default -> {
                    double value = Double.longBitsToDouble(random.nextLong());
                    all.add(Hdf5Attribute.of(name, value));
                    byte[] content = longs(Double.doubleToRawLongBits(value));
                    line(at, "attribute", "f64", "()", "()", content);
                }
            }
        }
        return all;
    }

    private void addDataset(Hdf5Group group, String name) {
        String path = group.pathOf(name);
        int kind = random.nextInt(10);
        if (kind >= 7) {
            addVariable(group, name, path);
            return;
        }
        Hdf5Datatype type =
                switch (kind) {
                    case 5 -> Hdf5Datatype.fixedText(1 + random.nextInt(20));
                    case 6 ->
                            Hdf5Datatype.compound(
                                    List.of(
                                            new Hdf5Datatype.Member("n", number(ElementType.INT16)),
                                            new Hdf5Datatype.Member("t", Hdf5Datatype.fixedText(5)),
                                            new Hdf5Datatype.Member(
                                                    "x", number(ElementType.FLOAT64))));
                    default -> number(anyElement());
                };
        long[] extents = extents();
        Shape shape = Shape.of(extents);
        byte[] content = content(type, Math.toIntExact(shape.elementCount()));
        boolean isGrowable = extents.length > 0 && random.nextBoolean();
        Hdf5Storage storage =
                isGrowable ? Hdf5Storage.growable(1 + random.nextInt(9)) : Hdf5Storage.adaptive(1);
        if (random.nextInt(3) == 0) {
            storage = storage.with(FILTERS.get(random.nextInt(FILTERS.size())));
        } else if (!isGrowable && random.nextInt(4) == 0) {
            storage = Hdf5Storage.contiguous();
        }
        long[] largest = extents.clone();
        if (isGrowable) {
            largest[0] = -1;
        }
        line(path, "dataset", type.toString(), text(extents), text(largest), content);
        if (kind < 5) {
            numbers.put(path, content);
        }
        group.dataset(
                new Hdf5Dataset(name, type, shape, storage, attributes(path)),
                ElementSource.of(MemorySegment.ofArray(content), type.size()));
    }

    private void addVariable(Hdf5Group group, String name, String path) {
        int rows = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(40);
        int kind = random.nextInt(3);
        Hdf5Datatype element = number(anyElement());
        Hdf5Datatype type =
                switch (kind) {
                    case 0 -> Hdf5Datatype.TEXT;
                    case 1 -> Hdf5Datatype.TEXT_LIST;
                    default -> Hdf5Datatype.variable(element);
                };
        List<List<byte[]>> values = new ArrayList<>();
        List<byte[]> encoded = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            List<byte[]> parts = new ArrayList<>();
            for (int i = kind == 0 ? 1 : random.nextInt(5); i > 0; i--) {
                parts.add(kind == 2 ? content(element, 1) : bytes(text(30)));
            }
            values.add(parts);
            encoded.add(
                    switch (kind) {
                        case 0 -> lengthAnd(parts.getFirst());
                        case 1 -> {
                            List<byte[]> list = new ArrayList<>(List.of(u32(parts.size())));
                            parts.forEach(part -> list.add(lengthAnd(part)));
                            yield join(list);
                        }
                        default -> lengthAnd(join(parts));
                    });
        }
        line(path, "dataset", type.toString(), "(" + rows + ")", "(-1)", join(encoded));
        if (kind == 0) {
            texts.put(
                    path,
                    values.stream()
                            .map(parts -> new String(parts.getFirst(), StandardCharsets.UTF_8))
                            .toList());
        }
        group.dataset(
                new Hdf5Dataset(
                        name, type, Shape.of(rows), Hdf5Storage.growable(1), attributes(path)),
                (first, count, sink) -> {
                    for (int row = 0; row < count; row++) {
                        List<byte[]> parts = values.get(Math.toIntExact(first + row));
                        if (kind == 1) {
                            sink.row(parts.size(), i -> MemorySegment.ofArray(parts.get(i)));
                        } else {
                            sink.row(MemorySegment.ofArray(join(parts)));
                        }
                    }
                });
    }

    private long[] extents() {
        long[] extents = new long[random.nextInt(4)];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = 1L + random.nextInt(random.nextInt(8) == 0 ? 300 : 5);
        }
        if (extents.length > 0 && random.nextInt(6) == 0) {
            extents[0] = 0;
        }
        if (extents.length == 1 && random.nextInt(12) == 0) {
            extents[0] = 1L + random.nextInt(MANY_ELEMENTS);
        }
        return extents.length == 3 && extents[0] * extents[1] * extents[2] > MANY_ELEMENTS
                ? new long[] {7, 3, 2}
                : extents;
    }

    private ElementType anyElement() {
        ElementType[] types = ElementType.values();
        return types[random.nextInt(types.length)];
    }

    private static Hdf5Datatype number(ElementType element) {
        return Hdf5Datatype.of(element);
    }

    /** Returns elements: any bits for numbers, 0 and 1 for truth values, letters and zeros else. */
    private byte[] content(Hdf5Datatype type, int elements) {
        byte[] content = new byte[Math.multiplyExact(elements, type.size())];
        if (type.equals(number(ElementType.BOOL))) {
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) random.nextInt(2);
            }
        } else if (type.toString().startsWith("text")) {
            for (int at = 0; at < content.length; at += type.size()) {
                Arrays.fill(content, at, at + random.nextInt(type.size() + 1), (byte) 'k');
            }
        } else if (type.toString().startsWith("{")) {
            for (int at = 0; at < content.length; at += type.size()) {
                content[at] = (byte) random.nextInt();
                content[at + Short.BYTES] = (byte) 't';
                content[at + type.size() - 1] = (byte) random.nextInt();
            }
        } else if (random.nextBoolean()) {
            random.nextBytes(content);
        } else { // compressible
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) (i % type.size() == 0 ? random.nextInt(9) : i >> 12);
            }
        }
        return content;
    }

    private String text(int lengthMax) {
        String alphabet = "abc xyz0189äß→😀\"\\%/|";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax + 1); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private void line(
            String path, String kind, String type, String shape, String largest, byte[] content) {
        manifest.add(String.join("|", path, kind, type, shape, largest, digest(content)));
    }

    private static String text(long[] extents) {
        return Arrays.toString(extents).replace(" ", "").replace('[', '(').replace(']', ')');
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] longs(long... values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return buffer.array();
    }

    private static byte[] u32(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] lengthAnd(byte[] content) {
        return join(List.of(u32(content.length), content));
    }

    private static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
