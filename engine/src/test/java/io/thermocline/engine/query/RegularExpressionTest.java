package io.thermocline.engine.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Store;
import io.thermocline.engine.schema.SchemaBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;

class RegularExpressionTest {
    @TempDir Path directory;
    private Store store;

    @BeforeEach
    void makeStore() {
        store = Store.open(directory.resolve("s"));
        var table = store.createTable("t", SchemaBuilder.create().string("s").build());
        try (var rows = table.appender()) {
            rows.setString(0, "a".repeat(50_000) + "b").endRow();
            rows.setString(0, "first\nsecond").endRow();
            rows.flush();
        }
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private long count(String condition, Object... parameters) {
        try (Cursor result = store.query("SELECT count(*) FROM t WHERE " + condition, parameters)) {
            assertTrue(result.next());
            return result.getLong(0);
        }
    }

    @Test
    void aPatternThatBacktracksElsewhereEndsHere() {
        assertEquals(0, count("regexp_full_match(s, '(a+)+')"));
        assertEquals(1, count("regexp_matches(s, '(a*)*b$')"));
    }

    @Test
    void theDotTakesALineBreakOnlyWhenToldTo() {
        assertEquals(0, count("regexp_full_match(s, 'f.*second')"));
        assertEquals(1, count("regexp_full_match(s, '(?s)f.*second')"));
        assertEquals(0, count("regexp_matches(s, '^second')"));
    }

    @Test
    void aParameterIsAConstantPattern() {
        assertEquals(1, count("regexp_matches(s, ?)", "second$"));
        assertEquals(0, count("regexp_matches(s, NULL)"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'('", "'(a)\\1'", "'a(?=b)'", "s", "5"})
    void whatIsNoPatternOfRe2IsRefused(String pattern) {
        assertThrows(QueryException.class, () -> count("regexp_matches(s, " + pattern + ")"));
    }
}
