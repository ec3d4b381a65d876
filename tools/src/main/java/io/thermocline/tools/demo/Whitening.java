package io.thermocline.tools.demo;

/**
 * Makes an event visible in raw strain, which low-frequency drift dominates: divides each frequency
 * by the noise around it and keeps 35 to 350 Hz, as the published analyses of GW150914 do.
 */
final class Whitening {
    private static final double LEAST_HERTZ = 35;
    private static final double MOST_HERTZ = 350;

    /** Bins on either side over which the noise is averaged: 2 Hz of a recording of 32 s. */
    private static final int NOISE_BINS = 64;

    /** Share of the recording that fades in, and out: a jump at the ends would be in all bins. */
    private static final int FADED_PARTS = 16;

    private Whitening() {}

    /**
     * Whitens a recording.
     *
     * @param strain a power of two of samples
     * @param rate samples a second
     * @return as many samples in units of their own standard deviation
     */
    static double[] of(double[] strain, double rate) {
        int n = strain.length;
        double[] re = faded(strain);
        double[] im = new double[n];
        transform(re, im, -1);
        double[] noise = noise(re, im);
        for (int bin = 0; bin < n; bin++) {
            double hertz = Math.min(bin, n - bin) * rate / n;
            boolean isKept = hertz >= LEAST_HERTZ && hertz <= MOST_HERTZ;
            double factor = isKept ? 1 / Math.sqrt(noise[Math.min(bin, n - bin)]) : 0;
            re[bin] *= factor;
            im[bin] *= factor;
        }
        transform(re, im, 1);
        double squares = 0;
        for (double value : re) {
            squares += value * value;
        }
        double deviation = Math.sqrt(squares / n);
        for (int i = 0; i < n; i++) {
            re[i] /= deviation;
        }
        return re;
    }

    private static double[] faded(double[] strain) {
        double[] result = strain.clone();
        int faded = strain.length / FADED_PARTS;
        for (int i = 0; i < faded; i++) {
            double factor = 0.5 * (1 - Math.cos(Math.PI * i / faded));
            result[i] *= factor;
            result[strain.length - 1 - i] *= factor;
        }
        return result;
    }

    /** Returns the mean power around each bin from 0 to half the rate. */
    private static double[] noise(double[] re, double[] im) {
        int half = re.length / 2 + 1;
        double[] sums = new double[half + 1];
        for (int bin = 0; bin < half; bin++) {
            sums[bin + 1] = sums[bin] + re[bin] * re[bin] + im[bin] * im[bin];
        }
        double[] noise = new double[half];
        for (int bin = 0; bin < half; bin++) {
            int from = Math.max(0, bin - NOISE_BINS);
            int to = Math.min(half, bin + NOISE_BINS + 1);
            noise[bin] = (sums[to] - sums[from]) / (to - from);
        }
        return noise;
    }

    /**
     * The fast Fourier transform of Cooley and Tukey, in place and without scaling.
     *
     * @param sign −1 forward, 1 back
     */
    static void transform(double[] re, double[] im, int sign) {
        int n = re.length;
        int bits = Integer.numberOfTrailingZeros(n);
        for (int i = 0; i < n; i++) {
            int j = Integer.reverse(i) >>> (Integer.SIZE - bits);
            if (i < j) {
                swap(re, i, j);
                swap(im, i, j);
            }
        }
        for (int half = 1; half < n; half *= 2) {
            for (int k = 0; k < half; k++) {
                double angle = sign * Math.PI * k / half;
                double cosine = Math.cos(angle);
                double sine = Math.sin(angle);
                for (int a = k; a < n; a += 2 * half) {
                    int b = a + half;
                    double x = re[b] * cosine - im[b] * sine;
                    double y = re[b] * sine + im[b] * cosine;
                    re[b] = re[a] - x;
                    im[b] = im[a] - y;
                    re[a] += x;
                    im[a] += y;
                }
            }
        }
    }

    private static void swap(double[] values, int i, int j) {
        double kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }
}
