package io.thermocline.engine.schema;

import io.thermocline.formats.array.ElementType;
import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;

/**
 * Ready-made columns for entities with vectors, fractal measures, scores and relations.
 *
 * <pre>{@code
 * Table entities = store.createTable("entities", ColumnGroup.schema(EnumSet.of(ENTITY, VECTOR)));
 * }</pre>
 *
 * <p>Names and meanings are those of the column store that these groups come from. It has unsigned
 * columns, which are kept here in the next signed type: u16 as i32, u32 as i64. A u64 is kept as
 * the i64 of the same bits, so values from 2^63 on read as negative; a u128 as text of 32
 * lower-case hexadecimal digits, whose order is the order of the numbers.
 *
 * <p>All columns are nullable but {@code entity_id} and {@code creation_timestamp}.
 */
public enum ColumnGroup {
    /** Who the entity is, and since when. {@code creation_timestamp} orders the data in time. */
    ENTITY,

    /** Vectors that describe the entity. */
    VECTOR,

    /** Measures of self-similarity; all without unit. */
    FRACTAL,

    /** Scores of the entity. */
    METRIC,

    /** What the entity comes from, what comes from it, and how it relates. */
    RELATIONSHIP;

    /**
     * Declares this group's columns after those that {@code builder} has. {@link #ENTITY} also
     * names the time column.
     *
     * @return {@code builder}
     */
    public SchemaBuilder declare(SchemaBuilder builder) {
        switch (this) {
            case ENTITY -> entity(builder);
            case VECTOR -> vector(builder);
            case FRACTAL -> fractal(builder);
            case METRIC -> metric(builder);
            case RELATIONSHIP -> relationship(builder);
        }
        return builder;
    }

    /**
     * Returns the schema of some groups, in the order of this enumeration.
     *
     * @param groups at least one
     * @throws IllegalArgumentException if there is none
     */
    public static Schema schema(Collection<ColumnGroup> groups) {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("schema: expected at least one group, found none");
        }
        SchemaBuilder builder = SchemaBuilder.create();
        for (ColumnGroup group : EnumSet.copyOf(groups)) {
            group.declare(builder);
        }
        return builder.build();
    }

    /** Returns the name in lower case, as the command line takes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void entity(SchemaBuilder columns) {
        columns.int64("entity_id").description("Identity; 64 bits, u64 as i64");
        columns.int64("entity_type").nullable().description("Kind of entity; u32");
        columns.timestamp("creation_timestamp").description("When the entity came to be");
        columns.timestamp("last_modified").nullable().description("Last change");
        columns.string("fmo_signature")
                .nullable()
                .encoding(Column.Encoding.DICTIONARY)
                .description("Signature; u128 as 32 hexadecimal digits");
        columns.timeColumn("creation_timestamp");
    }

    private static void vector(SchemaBuilder columns) {
        columns.vector("i_am_vector", ElementType.FLOAT32, 512)
                .nullable()
                .description("Identity vector");
        columns.vector("css_field_state", ElementType.COMPLEX128, 256)
                .nullable()
                .description("Complex field state, compared by css_distance");
        columns.vector("embedding_vector", ElementType.FLOAT16, 768)
                .nullable()
                .description("Embedding");
    }

    private static void fractal(SchemaBuilder columns) {
        columns.float64("fractal_dimension")
                .nullable()
                .unit("1")
                .description("Box-counting dimension, 0 to 3");
        columns.float64("lacunarity").nullable().unit("1").description("Lacunarity, >= 1");
        columns.float64("hurst_exponent")
                .nullable()
                .unit("1")
                .description("Hurst exponent, 0 to 1");
        columns.vector("multifractal_spectrum", ElementType.FLOAT32, 20)
                .nullable()
                .unit("1")
                .description("Multifractal spectrum");
    }

    private static void metric(SchemaBuilder columns) {
        columns.float32("coherence_score")
                .nullable()
                .unit("1")
                .description("Coherence; below 0.5 is worth a look");
        columns.float32("refactorability_score")
                .nullable()
                .unit("1")
                .description("Refactorability");
        columns.float32("css_distance_to_optimal")
                .nullable()
                .unit("1")
                .description("css_distance of the field state to the optimal one");
        columns.int32("tcs_archetype").nullable().description("Archetype; u16");
    }

    private static void relationship(SchemaBuilder columns) {
        columns.stringList("parent_entities").nullable().description("Ids of parents");
        columns.stringList("child_entities").nullable().description("Ids of children");
        columns.int64("relationship_types").nullable().description("Kind of relation; u32");
        columns.float32("relationship_strengths")
                .nullable()
                .unit("1")
                .description("Strength of the relation");
    }
}
