package io.thermocline.engine.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.engine.Store;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;

class DistinctFromTest {
    @TempDir Path directory;

    private boolean answer(String condition) {
        try (Store store = Store.open(directory.resolve("s"));
                Cursor result = store.query("SELECT " + condition)) {
            assertTrue(result.next());
            return result.getBool(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "NULL IS DISTINCT FROM NULL, false",
                "1 IS DISTINCT FROM NULL, true",
                "NULL IS NOT DISTINCT FROM 'a', false",
                "1 IS DISTINCT FROM 1.0, false",
                "'a' IS DISTINCT FROM 'b', true",
                "0.0 IS NOT DISTINCT FROM -0.0, true",
            })
    void nullIsAValueLikeAnyOther(String condition, boolean expected) {
        assertEquals(expected, answer(condition));
    }

    @Test
    void deepNestingTakesNoMoreTimeThanItsLength() {
        String deep = "(".repeat(90) + "TRUE" + " IS DISTINCT FROM FALSE)".repeat(90);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertTrue(answer(deep)));
    }
}
