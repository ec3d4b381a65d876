package io.thermocline.formats.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataLayout;
import io.thermocline.formats.FormatException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks a file that was just written with jhdf, which shares no reading code with us, and compares
 * every object with what was to be written: names, attributes with their values, types, extents,
 * layout, and stored bytes by the chunk index. Element values are compared by those who know them,
 * such as {@link ColdSegmentReader#verify}.
 */
final class Hdf5Verifier {
    private final Path file;
    private final Map<String, DatasetWriter> writers;

    private Hdf5Verifier(Path file, Map<String, DatasetWriter> writers) {
        this.file = file;
        this.writers = writers;
    }

    /**
     * Compares a file with its description.
     *
     * @param writers the writers of all datasets, by path
     * @throws FormatException if anything differs
     */
    static void walk(Path file, Hdf5Group root, Map<String, DatasetWriter> writers) {
        try (HdfFile jhdf = new HdfFile(file.toAbsolutePath())) {
            new Hdf5Verifier(file, writers).group(jhdf, root);
        } catch (HdfException e) {
            throw new FormatException(
                    file + ": jhdf cannot read what was written: " + e.getMessage(), e);
        }
    }

    private void group(Group found, Hdf5Group expected) {
        Set<String> names = new HashSet<>(expected.groups().keySet());
        names.addAll(expected.datasets().keySet());
        require(expected.path(), "children", names, found.getChildren().keySet());
        attributes(found, expected.path(), expected.attributes());
        for (Map.Entry<String, Hdf5Group> child : expected.groups().entrySet()) {
            Node node = found.getChild(child.getKey());
            if (!(node instanceof Group group)) {
                throw mismatch(child.getValue().path(), "object", "a group", node.getType());
            }
            group(group, child.getValue());
        }
        for (Hdf5Group.Content content : expected.datasets().values()) {
            String path = expected.pathOf(content.dataset().name());
            Node node = found.getChild(content.dataset().name());
            if (!(node instanceof Dataset dataset)) {
                throw mismatch(path, "object", "a dataset", node.getType());
            }
            dataset(dataset, path, content.dataset());
        }
    }

    private void dataset(Dataset found, String path, Hdf5Dataset expected) {
        long[] dimensions = expected.shape().dimensions();
        require(path, "shape", text(dimensions), text(found.getDimensionsAsLong()));
        byte[] type = expected.type().encoded();
        require(path, "type class", type[0] & 0x0f, found.getDataType().getDataClass());
        require(path, "type size", expected.type().size(), found.getDataType().getSize());
        DatasetWriter writer = writers.get(path);
        if (writer == null) {
            throw mismatch(path, "dataset", "written", "never written");
        }
        boolean isGrowable =
                expected.type().isVariable()
                        || expected.storage().layout() == Hdf5Storage.Layout.GROWABLE;
        if (isGrowable) {
            require(path, "layout", DataLayout.CHUNKED, found.getDataLayout());
            long[] limits = dimensions.clone();
            limits[0] = Hdf5Messages.UNLIMITED;
            require(path, "largest shape", text(limits), text(found.getMaxSize()));
        }
        if (expected.shape().elementCount() > 0) {
            require(path, "stored bytes", writer.storedBytes(), found.getStorageInBytes());
        }
        attributes(found, path, expected.attributes());
    }

    private void attributes(Node found, String path, List<Hdf5Attribute> expected) {
        Map<String, Attribute> attributes = found.getAttributes();
        Set<String> names = new HashSet<>();
        expected.forEach(attribute -> names.add(attribute.name()));
        require(path, "attributes", names, attributes.keySet());
        for (Hdf5Attribute attribute : expected) {
            Attribute stored = attributes.get(attribute.name());
            if (stored == null) {
                throw mismatch(path, "attributes", attribute.name(), "none");
            }
            String what = "attribute '" + attribute.name() + "'";
            require(
                    path,
                    what + ": shape",
                    text(attribute.dimensions()),
                    text(stored.getDimensionsAsLong()));
            if (attribute.texts().isEmpty()) {
                byte[] bytes = attribute.data();
                require(path, what, text(bytes), bytes.length == 0 ? "[]" : text(stored));
            } else {
                require(path, what, texts(attribute), texts(stored.getData()));
            }
        }
    }

    private static List<String> texts(Hdf5Attribute attribute) {
        List<String> texts = new ArrayList<>();
        attribute.texts().forEach(utf8 -> texts.add(new String(utf8, StandardCharsets.UTF_8)));
        return texts;
    }

    private static Object texts(Object data) {
        return data instanceof Object[] array ? Arrays.asList(array) : List.of(data);
    }

    private static String text(Attribute stored) {
        ByteBuffer buffer = stored.getBuffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        return Arrays.toString(bytes);
    }

    private static String text(long[] values) {
        return Arrays.toString(values);
    }

    private void require(String path, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw mismatch(path, what, expected, found);
        }
    }

    private FormatException mismatch(String path, String what, Object expected, Object found) {
        return new FormatException(
                "%s: %s: %s: expected %s, found %s (the file must not be used; write it again)"
                        .formatted(file, path, what, expected, found));
    }
}
