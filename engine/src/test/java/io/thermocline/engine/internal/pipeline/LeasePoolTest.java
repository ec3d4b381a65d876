package io.thermocline.engine.internal.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

class LeasePoolTest {
    private static final int PAGES = 4;

    @Test
    void leasesNeverOverlapWhateverTheirSizes() {
        long seed = 7;
        Random random = new Random(seed);
        LeasePool pool = new LeasePool(640, PAGES);
        Map<Long, Integer> held = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            if (held.size() > 50 || (random.nextBoolean() && !held.isEmpty())) {
                long lease = held.keySet().iterator().next();
                held.remove(lease);
                pool.release(lease);
            } else {
                int bytes = 1 + random.nextInt(1 << (4 + random.nextInt(17)));
                long lease = pool.tryLease(bytes);
                if (lease >= 0) {
                    assertFree(held, lease, bytes, "seed " + seed + ", step " + i);
                    held.put(lease, bytes);
                }
            }
        }
    }

    private static void assertFree(Map<Long, Integer> held, long lease, int bytes, String where) {
        assertTrue(
                lease >= 640 && lease + bytes <= 640 + (long) PAGES * LeasePool.PAGE_BYTES, where);
        held.forEach((other, length) ->
                assertTrue(lease + bytes <= other || other + length <= lease, where));
    }

    @Test
    void smallLeasesCannotStarveLargeOnes() {
        LeasePool pool = new LeasePool(0, PAGES);
        List<Long> held = new ArrayList<>();
        for (long lease = pool.tryLease(1); lease >= 0; lease = pool.tryLease(1)) {
            held.add(lease);
        }
        held.forEach(pool::release);
        assertTrue(
                pool.tryLease(LeasePool.PAGE_BYTES) >= 0, "a whole page after all were given back");
    }

    @Test
    void aFullPoolSaysSoAndRecovers() {
        LeasePool pool = new LeasePool(0, PAGES);
        long[] pages = new long[PAGES];
        for (int i = 0; i < PAGES; i++) {
            pages[i] = pool.tryLease(LeasePool.PAGE_BYTES);
        }
        assertEquals(-1, pool.tryLease(1));
        pool.release(pages[2]);
        assertTrue(pool.tryLease(1) >= 0);
    }

    @Test
    void lengthsOutsideThePageAreRefused() {
        LeasePool pool = new LeasePool(0, PAGES);
        assertThrows(IllegalArgumentException.class, () -> pool.tryLease(0));
        assertThrows(
                IllegalArgumentException.class, () -> pool.tryLease(LeasePool.PAGE_BYTES + 1L));
    }

    @Test
    void twoThreadsNeverHoldTheSameBlock() throws InterruptedException {
        LeasePool pool = new LeasePool(0, PAGES);
        Map<Long, Thread> held = new ConcurrentHashMap<>();
        List<String> faults = new ArrayList<>();
        Runnable work =
                () -> {
                    for (int i = 0; i < 200_000; i++) {
                        long lease = pool.tryLease(5_000);
                        if (lease >= 0) {
                            if (held.put(lease, Thread.currentThread()) != null) {
                                synchronized (faults) {
                                    faults.add("block " + lease + " leased twice");
                                }
                            }
                            held.remove(lease);
                            pool.release(lease);
                        }
                    }
                };
        Thread one = new Thread(work);
        Thread two = new Thread(work);
        one.start();
        two.start();
        one.join();
        two.join();
        assertEquals(List.of(), faults);
    }
}
