package io.thermocline.formats.hdf5;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.array.Shape;

import java.util.ArrayList;
import java.util.List;

/**
 * Description of a dataset to be written.
 *
 * @param name link name in its group
 * @param type type of an element
 * @param shape extents, slowest first; one axis for variable types, none for a scalar
 * @param storage how it lies in the file
 * @param attributes its attributes, in order
 */
public record Hdf5Dataset(
        String name,
        Hdf5Datatype type,
        Shape shape,
        Hdf5Storage storage,
        List<Hdf5Attribute> attributes) {

    /** Checks the parts. */
    public Hdf5Dataset {
        LinkNames.require(name);
        attributes = List.copyOf(attributes);
        Hdf5Group.requireDistinct(name, attributes);
        if (type.isVariable() && shape.rank() != 1) {
            throw new IllegalArgumentException(
                    "HDF5 dataset '%s': expected one axis for %s, found shape %s"
                            .formatted(name, type, shape));
        }
    }

    /** Returns a dataset with a literal name and no attributes, with filters chosen by a sample. */
    public static Hdf5Dataset of(String name, ElementType element, Shape shape) {
        return new Hdf5Dataset(
                name,
                Hdf5Datatype.of(element),
                shape,
                Hdf5Storage.adaptive(Hdf5Storage.DEFAULT_LEVEL),
                List.of());
    }

    /** Returns this dataset under a user's name, which becomes link name and attribute. */
    public Hdf5Dataset named(String id) {
        return new Hdf5Dataset(LinkNames.encode(id), type, shape, storage, attributes)
                .with(Hdf5Attribute.text(LinkNames.ID_ATTRIBUTE, id));
    }

    /** Returns this dataset with another storage. */
    public Hdf5Dataset with(Hdf5Storage other) {
        return new Hdf5Dataset(name, type, shape, other, attributes);
    }

    /** Returns this dataset with one more attribute. */
    public Hdf5Dataset with(Hdf5Attribute attribute) {
        List<Hdf5Attribute> more = new ArrayList<>(attributes);
        more.add(attribute);
        return new Hdf5Dataset(name, type, shape, storage, more);
    }
}
