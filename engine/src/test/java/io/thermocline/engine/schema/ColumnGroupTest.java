package io.thermocline.engine.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.column.Column;
import io.thermocline.formats.column.Schema;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumSet;
import java.util.List;

class ColumnGroupTest {
    @ParameterizedTest
    @CsvSource({
        "ENTITY,       entity_id,               i64,             false",
        "ENTITY,       entity_type,             i64,             true",
        "ENTITY,       creation_timestamp,      timestamp,       false",
        "ENTITY,       last_modified,           timestamp,       true",
        "ENTITY,       fmo_signature,           string,          true",
        "VECTOR,       i_am_vector,             f32[512],        true",
        "VECTOR,       css_field_state,         complex128[256], true",
        "VECTOR,       embedding_vector,        f16[768],        true",
        "FRACTAL,      fractal_dimension,       f64,             true",
        "FRACTAL,      lacunarity,              f64,             true",
        "FRACTAL,      hurst_exponent,          f64,             true",
        "FRACTAL,      multifractal_spectrum,   f32[20],         true",
        "METRIC,       coherence_score,         f32,             true",
        "METRIC,       refactorability_score,   f32,             true",
        "METRIC,       css_distance_to_optimal, f32,             true",
        "METRIC,       tcs_archetype,           i32,             true",
        "RELATIONSHIP, parent_entities,         list<string>,    true",
        "RELATIONSHIP, child_entities,          list<string>,    true",
        "RELATIONSHIP, relationship_types,      i64,             true",
        "RELATIONSHIP, relationship_strengths,  f32,             true",
    })
    void everyColumnHasItsTypeInItsGroup(
            ColumnGroup group, String name, String type, boolean nullable) {
        Column column = ColumnGroup.schema(EnumSet.of(group)).find(name);
        assertNotNull(column, () -> group + " has no column " + name);
        assertEquals(type, column.type().text());
        assertEquals(nullable, column.nullable());
        assertFalse(column.description().isEmpty());
    }

    @Test
    void allGroupsTogetherMakeOneSchemaOfTwentyColumns() {
        Schema schema = ColumnGroup.schema(EnumSet.allOf(ColumnGroup.class));
        assertEquals(20, schema.size());
        assertEquals("creation_timestamp", schema.timeColumn());
    }

    @Test
    void groupsComeInTheirOwnOrderHoweverTheyAreAskedFor() {
        assertEquals(
                ColumnGroup.schema(EnumSet.of(ColumnGroup.ENTITY, ColumnGroup.METRIC)).toJson(),
                ColumnGroup.schema(List.of(ColumnGroup.METRIC, ColumnGroup.ENTITY)).toJson());
    }

    @ParameterizedTest
    @EnumSource(value = ColumnGroup.class, names = "ENTITY", mode = EnumSource.Mode.EXCLUDE)
    void onlyEntitiesBringATimeColumn(ColumnGroup group) {
        assertNull(ColumnGroup.schema(EnumSet.of(group)).timeColumn());
    }

    @Test
    void aGroupStandsBesideColumnsOfOnesOwn() {
        Schema schema =
                ColumnGroup.METRIC
                        .declare(SchemaBuilder.create().timestamp("ts").timeColumn("ts"))
                        .build();
        assertEquals(5, schema.size());
        assertEquals("ts", schema.timeColumn());
    }

    @Test
    void noGroupIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ColumnGroup.schema(List.of()));
    }
}
