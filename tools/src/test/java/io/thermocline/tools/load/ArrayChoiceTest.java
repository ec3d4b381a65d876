package io.thermocline.tools.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.thermocline.formats.FormatException;
import io.thermocline.formats.array.Shape;
import io.thermocline.tools.load.ArrayChoice.Candidate;
import io.thermocline.tools.load.ArrayChoice.Chosen;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ArrayChoiceTest {
    private static final List<Candidate> LIGO =
            List.of(
                    new Candidate("/meta/Duration", Shape.of()),
                    new Candidate("/quality/simple/DQmask", Shape.of(32)),
                    new Candidate("/strain/Strain", Shape.of(131072)));

    private final List<String> talk = new ArrayList<>();

    private List<Chosen> choose(List<Candidate> candidates, String... wanted) {
        return new ArrayChoice(List.of(wanted), talk::add).choose(Path.of("f.h5"), candidates);
    }

    @Test
    void theLongestArraysAreTakenAndTheOthersNamed() {
        assertEquals(List.of(new Chosen("/strain/Strain", "Strain")), choose(LIGO));
        assertEquals(
                List.of(
                        "left out (other lengths): /meta/Duration (), /quality/simple/DQmask"
                                + " (32,)"),
                talk);
    }

    @Test
    void arraysOfTheSameLastNameKeepTheirPaths() {
        List<Candidate> same =
                List.of(
                        new Candidate("/a/x", Shape.of(5)),
                        new Candidate("/b/x", Shape.of(5)),
                        new Candidate("/b/y", Shape.of(5, 3)));
        assertEquals(
                List.of(
                        new Chosen("/a/x", "a/x"),
                        new Chosen("/b/x", "b/x"),
                        new Chosen("/b/y", "y")),
                choose(same));
        assertEquals(List.of(), talk);
    }

    @Test
    void askedForArraysMayBeRenamed() {
        assertEquals(
                List.of(new Chosen("/quality/simple/DQmask", "mask")),
                choose(LIGO, "quality/simple/DQmask=mask"));
        assertEquals(
                List.of(new Chosen("/quality/simple/DQmask", "DQmask")),
                choose(LIGO, "/quality/simple/DQmask"));
        assertEquals(List.of(), talk);
    }

    @Test
    void anEqualsSignMayBelongToTheName() {
        List<Candidate> odd = List.of(new Candidate("a=b", Shape.of(2)));
        assertEquals(List.of(new Chosen("a=b", "a=b")), choose(odd, "a=b"));
        assertEquals(List.of(new Chosen("a=b", "c")), choose(odd, "a=b=c"));
    }

    @Test
    void unknownArraysAndUnequalLengthsAreRefused() {
        FormatException unknown =
                assertThrows(FormatException.class, () -> choose(LIGO, "strain/strain"));
        assertTrue(
                String.valueOf(unknown.getMessage()).contains("found 'strain/strain'"),
                unknown.getMessage());
        FormatException unequal =
                assertThrows(
                        FormatException.class,
                        () -> choose(LIGO, "strain/Strain", "quality/simple/DQmask"));
        assertTrue(
                String.valueOf(unequal.getMessage()).contains("arrays of one length"),
                unequal.getMessage());
    }
}
