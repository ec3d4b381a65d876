package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ArrayView;
import io.thermocline.formats.array.Shape;
import io.thermocline.formats.json.Json;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group of a file to be written: attributes, groups and datasets in the order in which they were
 * added. Nothing is read from a source before {@link Hdf5Writer#writeTo}.
 *
 * <p>A group without a dataset of its own gets a scalar dataset {@code json} that holds {@code {}}:
 * jhdf 0.13.0 destroys the header of such a group when it is written last.
 *
 * <p>Thread rules: one thread at a time.
 */
public final class Hdf5Group {
    private static final String JSON = "json";

    private final String path;
    private final List<Hdf5Attribute> attributes = new ArrayList<>();
    private final Map<String, Hdf5Group> groups = new LinkedHashMap<>();
    private final Map<String, Content> datasets = new LinkedHashMap<>();

    Hdf5Group(String path) {
        this.path = path;
    }

    /** A dataset and where its data come from: exactly one of the sources. */
    record Content(
            Hdf5Dataset dataset,
            @Nullable ElementSource elements,
            @Nullable VariableSource variable) {}

    /** Returns the path, such as {@code /} or {@code /columns}. */
    public String path() {
        return path;
    }

    /** Returns the group with a literal link name, created when it does not exist. */
    public Hdf5Group group(String name) {
        LinkNames.require(name);
        if (datasets.containsKey(name)) {
            throw taken(name);
        }
        return groups.computeIfAbsent(name, n -> new Hdf5Group(pathOf(n)));
    }

    /** Returns the group for a user's name, created with attribute {@code id} if it is new. */
    public Hdf5Group groupFor(String id) {
        String name = LinkNames.encode(id);
        Hdf5Group existing = groups.get(name);
        if (existing != null) {
            return existing;
        }
        return group(name).attribute(Hdf5Attribute.text(LinkNames.ID_ATTRIBUTE, id));
    }

    /**
     * Adds an attribute.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    public Hdf5Group attribute(Hdf5Attribute attribute) {
        attributes.add(attribute);
        requireDistinct(path, attributes);
        return this;
    }

    /** Adds a dataset of numbers, truth values or fixed texts. */
    public void dataset(Hdf5Dataset dataset, ElementSource source) {
        if (dataset.type().isVariable()) {
            throw new IllegalArgumentException(
                    "HDF5 dataset '" + dataset.name() + "': expected a source of variable rows");
        }
        if (dataset.storage().layout() == Hdf5Storage.Layout.GROWABLE) {
            FixedDatasetWriter.requireGrowable(dataset.shape());
        }
        add(new Content(dataset, source, null));
    }

    /** Adds a dataset of texts or lists of variable length; its first axis is unlimited. */
    public void dataset(Hdf5Dataset dataset, VariableSource source) {
        if (!dataset.type().isVariable()) {
            throw new IllegalArgumentException(
                    "HDF5 dataset '" + dataset.name() + "': expected a source of elements");
        }
        add(new Content(dataset, null, source));
    }

    /** Adds an array with filters chosen by a sample; its memory must live until it is written. */
    public void array(String name, ArrayView array) {
        dataset(
                Hdf5Dataset.of(name, array.type(), array.shape()),
                ElementSource.of(array.memory(), array.type().bytes()));
    }

    /** Adds a scalar text dataset, of fixed length so that it may be long. */
    public void text(String name, String value, Hdf5Attribute... attributes) {
        byte[] utf8 = StrictText.encode("HDF5 dataset '" + name + "'", value);
        byte[] padded = utf8.length == 0 ? new byte[1] : utf8;
        Hdf5Dataset dataset =
                new Hdf5Dataset(
                        name,
                        Hdf5Datatype.fixedText(padded.length),
                        Shape.of(),
                        Hdf5Storage.contiguous(),
                        List.of(attributes));
        dataset(dataset, ElementSource.of(MemorySegment.ofArray(padded), padded.length));
    }

    /** Adds a scalar text dataset that holds a value as JSON, see {@link Json#write}. */
    public void json(String name, @Nullable Object value) {
        text(name, Json.write(value));
    }

    /** Adds a dataset of texts of any length. */
    public void texts(String name, List<String> values) {
        List<byte[]> utf8 = new ArrayList<>();
        for (String value : values) {
            utf8.add(StrictText.encode("HDF5 dataset '" + name + "'", value));
        }
        Hdf5Dataset dataset =
                new Hdf5Dataset(
                        name,
                        Hdf5Datatype.TEXT,
                        Shape.of(values.size()),
                        Hdf5Storage.growable(Hdf5Storage.DEFAULT_LEVEL),
                        List.of());
        dataset(
                dataset,
                (first, rows, sink) -> {
                    for (int i = 0; i < rows; i++) {
                        sink.row(MemorySegment.ofArray(utf8.get(Math.toIntExact(first + i))));
                    }
                });
    }

    private void add(Content content) {
        String name = content.dataset.name();
        if (groups.containsKey(name) || datasets.putIfAbsent(name, content) != null) {
            throw taken(name);
        }
    }

    private IllegalArgumentException taken(String name) {
        return new IllegalArgumentException("HDF5 file: " + pathOf(name) + " exists already");
    }

    String pathOf(String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    List<Hdf5Attribute> attributes() {
        return attributes;
    }

    Map<String, Hdf5Group> groups() {
        return groups;
    }

    Map<String, Content> datasets() {
        return datasets;
    }

    /** Gives every group a dataset. */
    void complete() {
        if (datasets.isEmpty()) {
            if (groups.containsKey(JSON)) {
                throw new IllegalArgumentException(
                        "HDF5 file: "
                                + path
                                + " has no dataset of its own, and its place '"
                                + JSON
                                + "' is taken by a group: add a dataset");
            }
            json(JSON, Map.of());
        }
        groups.values().forEach(Hdf5Group::complete);
    }

    static void requireDistinct(String where, List<Hdf5Attribute> attributes) {
        Set<String> names = new HashSet<>();
        for (Hdf5Attribute attribute : attributes) {
            if (!names.add(attribute.name())) {
                throw new IllegalArgumentException(
                        "HDF5 file: %s: attribute '%s' is given twice"
                                .formatted(where, attribute.name()));
            }
        }
    }
}
