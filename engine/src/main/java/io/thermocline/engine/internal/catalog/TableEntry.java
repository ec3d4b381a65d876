package io.thermocline.engine.internal.catalog;

import io.thermocline.formats.column.Schema;
import io.thermocline.formats.journal.CatalogRecord;
import io.thermocline.formats.journal.TablePolicy;

import java.util.List;

/**
 * One table as the catalogue knows it. Immutable.
 *
 * @param ordinal number of the table, from 1, never used again
 * @param name its name
 * @param schemas its schemas so far; version {@code v} stands at index {@code v - 1}
 * @param nextColumnId least column id that was never used
 * @param policy what it promises
 * @param createdNanos when it was made, in nanoseconds since 1970-01-01T00:00:00Z
 * @param segments sealed segments in row order
 * @param losses rows that were once visible and could not be kept, in the order found
 * @param firstRow rows below were retired
 */
public record TableEntry(
        int ordinal,
        String name,
        List<Schema> schemas,
        int nextColumnId,
        TablePolicy policy,
        long createdNanos,
        SegmentList segments,
        List<CatalogRecord.RowsLost> losses,
        long firstRow) {
    /** Returns the current schema. */
    public Schema schema() {
        return schemas.getLast();
    }

    /**
     * Returns the schema of a version.
     *
     * @throws IllegalArgumentException if the table never had it
     */
    public Schema schema(int version) {
        if (version < 1 || version > schemas.size()) {
            throw new IllegalArgumentException(
                    "table '%s': expected a schema version in 1..%d, found %d"
                            .formatted(name, schemas.size(), version));
        }
        return schemas.get(version - 1);
    }

    /** Returns the position after the last row that is sealed, retired or lost. */
    public long endRow() {
        long end = Math.max(firstRow, segments.endRow());
        for (CatalogRecord.RowsLost loss : losses) {
            end = Math.max(end, loss.to());
        }
        return end;
    }

    TableEntry withName(String newName) {
        return new TableEntry(
                ordinal,
                newName,
                schemas,
                nextColumnId,
                policy,
                createdNanos,
                segments,
                losses,
                firstRow);
    }

    TableEntry withSchemas(List<Schema> newSchemas, int newNextColumnId) {
        return new TableEntry(
                ordinal,
                name,
                List.copyOf(newSchemas),
                newNextColumnId,
                policy,
                createdNanos,
                segments,
                losses,
                firstRow);
    }

    TableEntry withSegments(SegmentList newSegments, long newFirstRow) {
        return new TableEntry(
                ordinal,
                name,
                schemas,
                nextColumnId,
                policy,
                createdNanos,
                newSegments,
                losses,
                newFirstRow);
    }

    TableEntry withLosses(List<CatalogRecord.RowsLost> newLosses) {
        return new TableEntry(
                ordinal,
                name,
                schemas,
                nextColumnId,
                policy,
                createdNanos,
                segments,
                List.copyOf(newLosses),
                firstRow);
    }
}
