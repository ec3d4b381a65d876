package io.thermocline.formats.hdf5;

import io.thermocline.formats.column.Column;

import org.jspecify.annotations.Nullable;

/** The groups of an open cold segment, by name. Any thread. */
final class ColdGroups {
    private final SealedFile file;
    private final SealedObject root;
    private final @Nullable SealedObject columns;
    private final @Nullable SealedObject nulls;
    private final @Nullable SealedObject dictionaries;
    private final @Nullable SealedObject zones;

    ColdGroups(SealedFile file) {
        this.file = file;
        this.root = file.root();
        this.columns = file.child(root, ColdLayout.COLUMNS);
        this.nulls = file.child(root, ColdLayout.NULLS);
        this.dictionaries = file.child(root, ColdLayout.DICTIONARIES);
        this.zones = file.child(root, ColdLayout.ZONES);
    }

    SealedFile file() {
        return file;
    }

    SealedObject root() {
        return root;
    }

    /**
     * Returns a column's dataset in a group.
     *
     * @throws io.thermocline.formats.CorruptFileException if there is none
     */
    SealedDataset dataset(String group, Column column) {
        SealedDataset dataset = datasetOrNull(group, column);
        if (dataset == null) {
            throw root.corrupt("/" + group, "a dataset of column '" + column.name() + "'", "none");
        }
        return dataset;
    }

    /** Returns a column's dataset in a group, or null. */
    @Nullable SealedDataset datasetOrNull(String group, Column column) {
        SealedObject parent =
                switch (group) {
                    case ColdLayout.COLUMNS -> columns;
                    case ColdLayout.NULLS -> nulls;
                    case ColdLayout.DICTIONARIES -> dictionaries;
                    case ColdLayout.ZONES -> zones;
                    default -> throw new IllegalArgumentException("no group " + group);
                };
        String link = LinkNames.encode(column.name());
        SealedObject child = parent == null ? null : file.child(parent, link);
        return child == null ? null : SealedDataset.of(child);
    }
}
