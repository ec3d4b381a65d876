package io.thermocline.tools.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

class PictureTest {
    @Test
    void transformingBackAndForthChangesNothingButTheScale() {
        long seed = 20150914;
        Random random = new Random(seed);
        double[] re = random.doubles(1024, -1, 1).toArray();
        double[] im = random.doubles(1024, -1, 1).toArray();
        double[] re2 = re.clone();
        double[] im2 = im.clone();
        Whitening.transform(re2, im2, -1);
        Whitening.transform(re2, im2, 1);
        for (int i = 0; i < re.length; i++) {
            assertEquals(re[i], re2[i] / 1024, 1e-12, "seed " + seed + ", " + i);
            assertEquals(im[i], im2[i] / 1024, 1e-12, "seed " + seed + ", " + i);
        }
    }

    @Test
    void aPureToneHasOneFrequency() {
        double[] re = new double[256];
        double[] im = new double[256];
        for (int i = 0; i < re.length; i++) {
            re[i] = Math.cos(2 * Math.PI * 9 * i / re.length);
        }
        Whitening.transform(re, im, -1);
        for (int bin = 0; bin < re.length; bin++) {
            boolean isTone = bin == 9 || bin == 256 - 9;
            assertEquals(isTone ? 128 : 0, Math.hypot(re[bin], im[bin]), 1e-9, "bin " + bin);
        }
    }

    @Test
    void aShortBurstUnderSlowDriftIsTheHighestPeak() {
        double[] strain = new double[1 << 15];
        Random random = new Random(7);
        for (int i = 0; i < strain.length; i++) {
            strain[i] = 1e-18 * Math.sin(i * 1e-3) + 1e-21 * random.nextGaussian();
        }
        for (int i = 20_000; i < 20_040; i++) {
            strain[i] += 5e-21 * Math.sin(2 * Math.PI * 120 * i / 4096);
        }
        double[] white = Whitening.of(strain, 4096);
        int peak = 0;
        for (int i = 0; i < white.length; i++) {
            peak = Math.abs(white[i]) > Math.abs(white[peak]) ? i : peak;
        }
        assertTrue(peak >= 19_990 && peak < 20_050, "peak at " + peak);
    }

    @Test
    void dotsBecomeBrailleOrAscii() {
        double[] ramp = {1, 1, -1, -1};
        DotCanvas braille = new DotCanvas(2, 1, true);
        braille.draw(ramp, 0, 4, 1);
        assertEquals(List.of("⠉⣇"), braille.lines());
        DotCanvas ascii = new DotCanvas(4, 2, false);
        ascii.draw(ramp, 0, 4, 1);
        assertEquals(List.of("'':", "  :."), ascii.lines());
    }

    @Test
    void turnedStatesKeepTheirLength() throws IOException {
        CircuitState circuit = CircuitState.load();
        double[] psi = new double[2 * CircuitState.AMPLITUDES];
        for (int step : new int[] {0, 1, 511, 1023, 1024}) {
            circuit.turned(step, psi);
            double norm = 0;
            for (double part : psi) {
                norm += part * part;
            }
            assertEquals(1, norm, 1e-12, "step " + step);
        }
        byte[] two = new byte[16 << (2 * CircuitState.QUBITS)];
        circuit.squared(MemorySegment.ofArray(two));
        double norm = 0;
        for (long i = 0; i < two.length; i += 8) {
            double part =
                    MemorySegment.ofArray(two)
                            .get(io.thermocline.formats.column.ColumnVector.DOUBLE, i);
            norm += part * part;
        }
        assertEquals(1, norm, 1e-12);
    }
}
