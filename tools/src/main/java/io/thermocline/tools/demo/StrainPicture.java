package io.thermocline.tools.demo;

import io.thermocline.engine.Store;
import io.thermocline.engine.query.Cursor;
import io.thermocline.tools.terminal.Terminal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the strain in the terminal, as a query reads it back from the store. */
final class StrainPicture {
    private static final int RAW_LINES = 6;
    private static final int WHITE_LINES = 10;
    private static final int WIDTH_MAX = 100;
    private static final int WIDTH_DEFAULT = 80;

    /** What is drawn around the event, in samples: 0.2 s before and 0.08 s behind its peak. */
    private static final int BEFORE = Recording.RATE / 5;

    private static final int BEHIND = Recording.RATE / 12;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Recording recording;
    private final int width;
    private final boolean braille;

    StrainPicture(Recording recording, Terminal terminal) {
        this.recording = recording;
        this.width = width(terminal);
        this.braille = hasBraille(terminal.environment());
    }

    private static int width(Terminal terminal) {
        int known = terminal.width();
        if (known == Integer.MAX_VALUE) {
            String declared = terminal.environment().getOrDefault("COLUMNS", "");
            known =
                    declared.matches("[1-9][0-9]{1,3}")
                            ? Integer.parseInt(declared)
                            : WIDTH_DEFAULT;
        }
        return Math.min(WIDTH_MAX, known);
    }

    /** The locale says whether the reader expects UTF-8; the kernel's console has no braille. */
    private static boolean hasBraille(Map<String, String> environment) {
        String locale = "";
        for (String name : List.of("LANG", "LC_CTYPE", "LC_ALL")) {
            String value = environment.getOrDefault(name, "");
            locale = value.isEmpty() ? locale : value;
        }
        String term = environment.getOrDefault("TERM", "");
        boolean isUtf8 = locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
        return isUtf8 && !term.equals("linux") && !term.equals("dumb");
    }

    /** Reads one repetition back and returns the picture's lines. */
    List<String> draw(Store store) {
        double[] strain = new double[Recording.SAMPLES];
        int samples = 0;
        String cql = "SELECT h FROM strain WHERE producer = 0 AND repetition = 0";
        try (Cursor cursor = store.query(cql)) {
            while (cursor.next()) {
                strain[samples++] = cursor.getDouble(0);
            }
        }
        List<String> lines = new ArrayList<>();
        double limit = Math.max(recording.max(), -recording.min());
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Raw strain, 32 s from %s UTC, ±%.1e: mostly slow drift",
                        TIME.format(recording.start()),
                        limit));
        lines.addAll(picture(strain, 0, samples, RAW_LINES, limit));
        double[] white = Whitening.of(strain, Recording.RATE);
        int peak = peak(white);
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Whitened, 35-350 Hz, %s to %s UTC, ±%.0f standard deviations. GW150914:"
                                + " the highest peak of all 32 s, at %s",
                        time(peak - BEFORE),
                        time(peak + BEHIND),
                        Math.abs(white[peak]),
                        time(peak)));
        lines.addAll(
                picture(white, peak - BEFORE, peak + BEHIND, WHITE_LINES, Math.abs(white[peak])));
        return lines;
    }

    /** Returns the sample of largest magnitude, away from the faded ends. */
    private static int peak(double[] white) {
        int peak = white.length / 2;
        for (int i = Recording.RATE; i < white.length - Recording.RATE; i++) {
            if (Math.abs(white[i]) > Math.abs(white[peak])) {
                peak = i;
            }
        }
        return peak;
    }

    private String time(int sample) {
        long nanos = recording.nanos(0, sample);
        return TIME.format(Instant.ofEpochSecond(0, nanos));
    }

    private List<String> picture(double[] samples, int from, int to, int lines, double limit) {
        DotCanvas canvas = new DotCanvas(width, lines, braille);
        canvas.draw(samples, from, to, limit);
        return canvas.lines();
    }
}
