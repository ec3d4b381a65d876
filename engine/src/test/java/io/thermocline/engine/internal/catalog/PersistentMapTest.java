package io.thermocline.engine.internal.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

class PersistentMapTest {
    @Test
    void itBehavesAsASortedMapAndEveryOlderVersionStays() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            PersistentMap<Integer, String> map = PersistentMap.empty();
            TreeMap<Integer, String> model = new TreeMap<>();
            List<PersistentMap<Integer, String>> versions = new ArrayList<>();
            List<TreeMap<Integer, String>> models = new ArrayList<>();
            for (int step = 0; step < 500; step++) {
                int key = random.nextInt(100);
                if (random.nextInt(3) == 0) {
                    map = map.without(key);
                    model.remove(key);
                } else {
                    map = map.with(key, "v" + step);
                    model.put(key, "v" + step);
                }
                if (step % 50 == 0) {
                    versions.add(map);
                    models.add(new TreeMap<>(model));
                }
                assertEquals(model.get(key), map.get(key), "seed " + seed);
                assertEquals(model.size(), map.size(), "seed " + seed);
            }
            versions.add(map);
            models.add(model);
            for (int i = 0; i < versions.size(); i++) {
                assertEquals(
                        new ArrayList<>(models.get(i).values()),
                        versions.get(i).values(),
                        "seed " + seed);
            }
        }
    }

    @Test
    void keysOfOneHashCodeAreNoTrouble() {
        PersistentMap<String, Integer> map = PersistentMap.empty();
        for (int i = 0; i < 1 << 14; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 14; bit++) {
                key.append((i >>> bit & 1) == 0 ? "Aa" : "BB");
            }
            map = map.with(key.toString(), i);
        }
        assertEquals(1 << 14, map.size());
        assertEquals(0, map.get("Aa".repeat(14)));
    }

    @Test
    void removingWhatIsNotThereChangesNothing() {
        PersistentMap<Integer, String> map = PersistentMap.<Integer, String>empty().with(1, "a");
        assertSame(map, map.without(2));
        assertNull(map.without(1).get(1));
        assertEquals(List.of(), map.without(1).values());
    }
}
