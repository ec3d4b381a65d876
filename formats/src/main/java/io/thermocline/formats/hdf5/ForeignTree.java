package io.thermocline.formats.hdf5;

import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.SymbolTableEntry;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.jhdf.object.message.LinkMessage;
import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.Shape;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All objects of a foreign file. What cannot be understood is listed with the reason, and hides
 * nothing else. Links are not followed, and a group is entered once.
 */
final class ForeignTree {
    /** Deepest nesting entered: far beyond any real file, and safe for the stack. */
    private static final int MAX_DEPTH = 200;

    private static final int SOFT_LINK = 2;

    private final ForeignFile file;
    private final Map<String, Hdf5Object> objects = new LinkedHashMap<>();

    /** Addresses of the headers of datasets that may be read, by path. */
    private final Map<String, Long> datasets = new LinkedHashMap<>();

    /** Paths of the groups entered, by address. */
    private final Map<Long, String> groups = new HashMap<>();

    private ForeignTree(ForeignFile file) {
        this.file = file;
    }

    /** Lists a file. */
    static ForeignTree of(ForeignFile file) {
        ForeignTree tree = new ForeignTree(file);
        tree.object("/", file.rootAddress(), 0);
        return tree;
    }

    /** Returns the objects by path, each group before its children. */
    Map<String, Hdf5Object> objects() {
        return objects;
    }

    /** Returns the header's address of each dataset by path. */
    Map<String, Long> datasets() {
        return datasets;
    }

    private void object(String path, long address, int depth) {
        ForeignHeader header;
        try {
            header = ForeignHeader.read(file, address);
        } catch (FormatException e) {
            add(path, Hdf5Object.Kind.UNKNOWN, "", Map.of(), ForeignFile.reason(e));
            return;
        }
        if (header.has(Hdf5Messages.DATASPACE)) {
            dataset(path, header);
        } else if (header.has(Hdf5Messages.DATATYPE)) {
            add(
                    path,
                    Hdf5Object.Kind.DATATYPE,
                    "committed datatype",
                    ForeignAttributes.of(header),
                    "");
        } else {
            group(path, header, depth);
        }
    }

    private void add(
            String path,
            Hdf5Object.Kind kind,
            String type,
            Map<String, Object> attributes,
            String note) {
        put(
                new Hdf5Object(
                        path,
                        kind,
                        type,
                        null,
                        false,
                        Shape.of(),
                        Shape.of(),
                        List.of(),
                        attributes,
                        note));
    }

    private void put(Hdf5Object object) {
        objects.put(object.path(), object);
    }

    private void dataset(String path, ForeignHeader header) {
        Map<String, Object> attributes = ForeignAttributes.of(header);
        ForeignDataset dataset;
        try {
            dataset = ForeignDataset.of(header);
        } catch (FormatException e) {
            add(path, Hdf5Object.Kind.DATASET, "", attributes, withoutPath(e));
            return;
        }
        ForeignType type = dataset.type();
        boolean isText =
                type.kind() == ForeignType.Kind.TEXT
                        || type.kind() == ForeignType.Kind.VARIABLE_TEXT;
        String note = "";
        if (type.kind() == ForeignType.Kind.UNREADABLE) {
            note = "elements are not read: " + type.text();
        } else {
            try {
                dataset.filters().requireKnown();
                datasets.put(path, header.address());
            } catch (FormatException e) {
                note = withoutPath(e);
            }
        }
        boolean isReadable = note.isEmpty();
        put(
                new Hdf5Object(
                        path,
                        Hdf5Object.Kind.DATASET,
                        type.text(),
                        isReadable ? type.element() : null,
                        isReadable && isText,
                        dataset.fullShape(),
                        dataset.layout().chunk(),
                        dataset.filters().names(),
                        attributes,
                        note));
    }

    private String withoutPath(FormatException e) {
        String message = ForeignFile.reason(e);
        String prefix = file.path() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private void group(String path, ForeignHeader header, int depth) {
        String known = groups.putIfAbsent(header.address(), path);
        if (known != null) {
            add(path, Hdf5Object.Kind.LINK, "", Map.of(), "another name of " + known);
            return;
        }
        Map<String, Link> links = new TreeMap<>();
        String note = "";
        try {
            if (depth > MAX_DEPTH) {
                note = "nested more than " + MAX_DEPTH + " deep";
            } else {
                links.putAll(file.guarded(() -> links(header)));
            }
        } catch (FormatException e) {
            note = withoutPath(e);
        }
        add(path, Hdf5Object.Kind.GROUP, "", ForeignAttributes.of(header), note);
        for (Map.Entry<String, Link> link : links.entrySet()) {
            String child = path.equals("/") ? "/" + link.getKey() : path + "/" + link.getKey();
            if (link.getValue().target.isEmpty()) {
                object(child, link.getValue().address, depth + 1);
            } else {
                String target = "link to " + link.getValue().target + ", not followed";
                add(child, Hdf5Object.Kind.LINK, "", Map.of(), target);
            }
        }
    }

    /** Where a link leads: to an address, or to a path as text. */
    private record Link(long address, String target) {}

    private Map<String, Link> links(ForeignHeader header) {
        Map<String, Link> links = new LinkedHashMap<>();
        ForeignHeader.Message table = header.find(ForeignHeader.SYMBOL_TABLE);
        if (table != null) {
            addSymbols(table.reader(), links);
            return links;
        }
        for (ForeignHeader.Message message : header.all(Hdf5Messages.LINK)) {
            addLink(message.reader(), links);
        }
        ForeignHeader.Message info = header.find(Hdf5Messages.LINK_INFO);
        if (info != null) {
            addDenseLinks(info.reader(), links);
        }
        return links;
    }

    /** The groups of HDF5 1.6: a B-tree of nodes of symbols, names in a heap. */
    private void addSymbols(ByteBuffer table, Map<String, Link> links) {
        long tree = file.offset(table);
        ByteBuffer names = new LocalHeap(file, file.offset(table)).getDataBuffer();
        for (long node : BTreeV1.createGroupBTree(file, tree).getChildAddresses()) {
            for (SymbolTableEntry entry :
                    new GroupSymbolTableNode(file, node).getSymbolTableEntries()) {
                String name = text(names, entry.getLinkNameOffset());
                String target =
                        entry.getCacheType() == SOFT_LINK
                                ? text(names, entry.getLinkValueOffset())
                                : "";
                links.put(name, new Link(entry.getObjectHeaderAddress(), target));
            }
        }
    }

    private static String text(ByteBuffer names, int from) {
        int end = from;
        while (names.get(end) != 0) {
            end++;
        }
        byte[] utf8 = new byte[end - from];
        names.get(from, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void addLink(ByteBuffer body, Map<String, Link> links) {
        LinkMessage link = LinkMessage.fromBuffer(body, file.getSuperblock());
        links.put(
                link.getLinkName(),
                switch (link.getLinkType()) {
                    case HARD -> new Link(link.getHardLinkAddress(), "");
                    case SOFT -> new Link(0, link.getSoftLink());
                    case EXTERNAL ->
                            new Link(0, link.getExternalFile() + ":" + link.getExternalPath());
                });
    }

    /** Many links lie in a heap of their own. */
    private void addDenseLinks(ByteBuffer info, Map<String, Link> links) {
        info.get(); // version
        int flags = info.get();
        if ((flags & 1) != 0) {
            info.getLong();
        }
        long heapAddress = file.offset(info);
        long treeAddress = file.offset(info);
        if (file.isUndefined(heapAddress) || file.isUndefined(treeAddress)) {
            return;
        }
        FractalHeap heap = new FractalHeap(file, heapAddress);
        BTreeV2<LinkNameForIndexedGroupRecord> tree = new BTreeV2<>(file, treeAddress);
        for (LinkNameForIndexedGroupRecord record : tree.getRecords()) {
            addLink(heap.getId(record.getId()), links);
        }
    }
}
