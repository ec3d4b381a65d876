package io.thermocline.tools.load;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.Shape;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which arrays of a file with several become columns: those asked for, otherwise all whose first
 * extent is the longest. What is left out is told.
 *
 * @param wanted {@code PATH} or {@code PATH=column}; empty for the longest
 * @param talk told in a line what is left out
 */
record ArrayChoice(List<String> wanted, Consumer<String> talk) {
    /** Names in a message. */
    private static final int MAX_NAMES = 12;

    /** An array of the file that could become a column. */
    record Candidate(String path, Shape shape) {
        long rows() {
            return shape.rank() == 0 ? 1 : shape.dimension(0);
        }

        @Override
        public String toString() {
            return path + " " + shape;
        }
    }

    /** An array and the name of its column. */
    record Chosen(String path, String column) {}

    List<Chosen> choose(Path file, List<Candidate> candidates) {
        if (candidates.isEmpty()) {
            throw new FormatException(file + ": expected arrays that make columns, found none");
        }
        List<Candidate> chosen = new ArrayList<>();
        List<Chosen> columns = new ArrayList<>();
        if (wanted.isEmpty()) {
            chosen.addAll(longest(candidates));
            List<Candidate> rest = new ArrayList<>(candidates);
            rest.removeAll(chosen);
            if (!rest.isEmpty()) {
                talk.accept("left out (other lengths): " + list(rest));
            }
            Map<String, String> names = names(chosen);
            for (Candidate candidate : chosen) {
                String name = Objects.requireNonNull(names.get(candidate.path()));
                columns.add(new Chosen(candidate.path(), name));
            }
        } else {
            for (String text : wanted) {
                Candidate candidate = find(file, candidates, text);
                chosen.add(candidate);
                boolean renamed = !matches(candidate.path(), text);
                columns.add(
                        new Chosen(
                                candidate.path(),
                                renamed
                                        ? text.substring(text.lastIndexOf('=') + 1)
                                        : last(candidate.path())));
            }
            requireOneLength(file, chosen);
        }
        return columns;
    }

    private static Candidate find(Path file, List<Candidate> candidates, String text) {
        int equals = text.lastIndexOf('=');
        String path = equals < 0 ? text : text.substring(0, equals);
        return candidates.stream()
                .filter(c -> matches(c.path(), text))
                .findFirst()
                .or(() -> candidates.stream().filter(c -> matches(c.path(), path)).findFirst())
                .orElseThrow(() ->
                        new FormatException(
                                "%s: expected one of the arrays %s, found '%s'"
                                        .formatted(file, list(candidates), path)));
    }

    private static boolean matches(String path, String wanted) {
        return stripped(path).equals(stripped(wanted));
    }

    private static String stripped(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private static List<Candidate> longest(List<Candidate> candidates) {
        long rows = candidates.stream().mapToLong(Candidate::rows).max().orElse(0);
        return candidates.stream().filter(c -> c.rows() == rows).toList();
    }

    /** Returns by path the last part of it where that is unique, otherwise the whole path. */
    private static Map<String, String> names(List<Candidate> chosen) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (Candidate candidate : chosen) {
            String name = last(candidate.path());
            if (!once.add(name)) {
                twice.add(name);
            }
        }
        Map<String, String> names = new TreeMap<>();
        for (Candidate candidate : chosen) {
            String name = last(candidate.path());
            boolean unique = !twice.contains(name);
            names.put(candidate.path(), unique ? name : stripped(candidate.path()));
        }
        return names;
    }

    private static String last(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty() ? "value" : name;
    }

    private static void requireOneLength(Path file, List<Candidate> chosen) {
        long rows = chosen.getFirst().rows();
        if (chosen.stream().anyMatch(c -> c.rows() != rows)) {
            throw new FormatException(
                    "%s: expected arrays of one length, found %s".formatted(file, list(chosen)));
        }
    }

    private static String list(List<Candidate> candidates) {
        String first =
                String.join(
                        ", ",
                        candidates.stream().limit(MAX_NAMES).map(Candidate::toString).toList());
        int more = candidates.size() - MAX_NAMES;
        return more <= 0 ? first : first + " and " + more + " more";
    }
}
