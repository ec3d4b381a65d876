package io.thermocline.engine.internal.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EngineClockTest {
    @Test
    void theSystemClockNeverGoesBack() {
        EngineClock clock = EngineClock.system();
        long before = clock.nanos();
        for (int i = 0; i < 100_000; i++) {
            long now = clock.nanos();
            assertTrue(now >= before);
            before = now;
        }
        long wall = System.currentTimeMillis() * 1_000_000;
        assertTrue(Math.abs(wall - before) < 60_000_000_000L, wall + " " + before);
    }

    @Test
    void timesArePrintedInUtc() {
        assertEquals("1970-01-01T00:00:00.000000001Z", EngineClock.format(1));
        assertEquals("1969-12-31T23:59:59.999999999Z", EngineClock.format(-1));
    }

    @Test
    void theFakeClockMovesWhenTold() {
        FakeClock clock = new FakeClock(5);
        clock.advance(7);
        assertEquals(12, clock.nanos());
    }

    @Test
    void thisProcessKnowsItself() {
        HostProcess process = HostProcess.current();
        assertEquals(ProcessHandle.current().pid(), process.pid());
        assertTrue(!process.host().isBlank() && !process.bootId().isBlank());
        assertEquals(process, HostProcess.current());
    }
}
