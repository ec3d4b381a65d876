package io.thermocline.engine.internal.catalog;

import static io.thermocline.engine.internal.catalog.Records.hot;
import static io.thermocline.engine.internal.catalog.Records.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.thermocline.formats.journal.SegmentEntry;
import io.thermocline.formats.journal.SegmentFormat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class SegmentListTest {
    private static SegmentList of(int count) {
        SegmentList list = SegmentList.EMPTY;
        for (int i = 0; i < count; i++) {
            list = add(list, hot(i + 1, 10L * i, 10));
        }
        return list;
    }

    private static SegmentList add(SegmentList list, SegmentEntry... added) {
        List<SegmentEntry> entries = List.of(added);
        return list.replace(
                List.of(),
                entries,
                entries.getFirst().baseRow(),
                entries.getLast().endRow(),
                new ArrayList<>());
    }

    @Test
    void segmentsStayInRowOrderHoweverTheyCome() {
        for (int count : new int[] {0, 1, 255, 256, 257, 511, 512, 513, 1000}) {
            SegmentList list = of(count);
            assertEquals(count, list.size());
            assertEquals(10L * count, list.endRow());
            int i = 0;
            for (SegmentEntry entry : list) {
                assertEquals(list.get(i), entry);
                assertEquals(10L * i++, entry.baseRow());
            }
            assertEquals(count, i);
        }
        SegmentList list = add(SegmentList.EMPTY, hot(1, 100, 10));
        list = add(list, hot(2, 50, 10));
        list = add(list, hot(3, 60, 40));
        assertEquals(List.of(2L, 3L, 1L), list.stream().map(SegmentEntry::id).toList());
    }

    @Test
    void theSegmentOfARowIsFound() {
        SegmentList list = add(add(of(600), hot(601, 7000, 5)), hot(602, 8000, 5));
        for (int row = 0; row < 6000; row++) {
            assertEquals(row / 10, list.indexAtOrAfter(row));
        }
        assertEquals(600, list.indexAtOrAfter(6000));
        assertEquals(600, list.indexAtOrAfter(7004));
        assertEquals(601, list.indexAtOrAfter(7005));
        assertEquals(602, list.indexAtOrAfter(8005));
        assertEquals(0, SegmentList.EMPTY.indexAtOrAfter(0));
    }

    @Test
    void overlapsAreRefusedOnEitherSide() {
        SegmentList list = of(300);
        assertThrows(IllegalArgumentException.class, () -> add(list, hot(999, 2999, 1)));
        assertThrows(IllegalArgumentException.class, () -> add(list, hot(999, 5, 1)));
        SegmentList gap = add(of(256), hot(400, 2570, 10));
        assertEquals(258, add(gap, hot(999, 2560, 10)).size());
        assertThrows(IllegalArgumentException.class, () -> add(gap, hot(999, 2559, 5)));
        assertThrows(IllegalArgumentException.class, () -> add(gap, hot(999, 2560, 11)));
    }

    @Test
    void removingWhatIsNotThereIsRefused() {
        SegmentList list = of(300);
        assertThrows(
                IllegalArgumentException.class,
                () -> list.replace(List.of(301L), List.of(), 0, 3000, new ArrayList<>()));
        assertThrows(
                IllegalArgumentException.class,
                () -> list.replace(List.of(1L, 1L), List.of(), 0, 3000, new ArrayList<>()));
    }

    @Test
    void randomMovesMatchAPlainList() {
        for (long seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SegmentList list = SegmentList.EMPTY;
            List<SegmentEntry> model = new ArrayList<>();
            long nextId = 1;
            for (int step = 0; step < 400; step++) {
                if (model.size() < 10 || random.nextInt(3) > 0) {
                    SegmentEntry added =
                            hot(nextId++, list.endRow() + random.nextInt(3), random.nextInt(1, 9));
                    list = add(list, added);
                    model.add(added);
                } else {
                    int from = random.nextInt(model.size());
                    int to = Math.min(model.size(), from + random.nextInt(1, 400));
                    List<SegmentEntry> old = List.copyOf(model.subList(from, to));
                    long rows = old.getLast().endRow() - old.getFirst().baseRow();
                    SegmentEntry merged =
                            segment(
                                    nextId++,
                                    SegmentFormat.SEGZ,
                                    old.getFirst().baseRow(),
                                    (int) rows);
                    boolean retire = random.nextInt(5) == 0;
                    List<SegmentEntry> dropped = new ArrayList<>();
                    list =
                            list.replace(
                                    old.stream().map(SegmentEntry::id).toList(),
                                    retire ? List.of() : List.of(merged),
                                    old.getFirst().baseRow(),
                                    old.getLast().endRow(),
                                    dropped);
                    assertEquals(old, dropped, "seed " + seed);
                    model.subList(from, to).clear();
                    if (!retire) {
                        model.add(from, merged);
                    }
                }
                assertEquals(model, list, "seed " + seed);
            }
        }
    }
}
