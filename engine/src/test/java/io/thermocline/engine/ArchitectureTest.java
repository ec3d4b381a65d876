package io.thermocline.engine;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of the rooms, as {@code engine/docs/architecture.md} draws it, and what nobody may do.
 */
@AnalyzeClasses(packages = "io.thermocline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ENGINE = "io.thermocline.engine";
    private static final String FORMATS = "io.thermocline.formats";
    private static final String NATIVE_MEMORY = ENGINE + ".internal.io.NativeMemory";

    /** What a domain room sees of the engine: the front door, and the rooms its signatures name. */
    private static final List<String> PUBLIC_ROOMS =
            List.of("formats", "schema", "query", "front door");

    /**
     * Every room, lowest floor first. A room may use all floors below its own, and a neighbour on
     * its floor only where the floor says so.
     */
    private static final List<Floor> HOUSE =
            List.of(
                    Floor.closed(new Room("formats", FORMATS + "..")),
                    Floor.closed(publicRoom("schema")),
                    Floor.closed(internalRoom("io")),
                    Floor.open(
                            internalRoom("segment"),
                            internalRoom("index"),
                            internalRoom("security")),
                    Floor.closed(internalRoom("catalog")),
                    Floor.closed(
                            internalRoom("pipeline"), internalRoom("tier"), internalRoom("exec")),
                    Floor.closed(publicRoom("query")),
                    Floor.closed(new Room("front door", ENGINE)));

    private static final Floor DOMAINS =
            Floor.open(
                    publicRoom("quantum"),
                    publicRoom("universe"),
                    publicRoom("record"),
                    publicRoom("graph"),
                    publicRoom("temporal"),
                    publicRoom("admin"));

    @ArchTest static final ArchRule ROOMS_KEEP_THEIR_ORDER = orderOfRooms();

    @ArchTest
    static final ArchRule ROOMS_FORM_NO_CYCLES =
            slices().assignedFrom(new ByRoom())
                    .should()
                    .beFreeOfCycles()
                    .ignoreDependency(alwaysTrue(), exceptionsOfTheFrontDoor())
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule FORMATS_FORM_NO_CYCLES =
            slices().matching(FORMATS + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule EVERY_CLASS_HAS_A_ROOM =
            classes()
                    .that()
                    .resideInAPackage(ENGINE + "..")
                    .should()
                    .resideInAnyPackage(packagesOfAllRooms())
                    .because("a package without a room escapes the other rules: add it to HOUSE")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule FORMATS_KNOW_NO_ENGINE =
            noClasses()
                    .that()
                    .resideInAPackage(FORMATS + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ENGINE + "..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule DOMAIN_ROOMS_TOUCH_NOTHING_INTERNAL =
            noClasses()
                    .that()
                    .resideInAnyPackage(packagesOf(DOMAINS.rooms))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(ENGINE + ".internal..")
                    .because("they prove that the public API is enough")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NOBODY_TOUCHES_UNSAFE =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("sun.misc.Unsafe")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("jdk.internal.misc.Unsafe")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule ONE_CLASS_REINTERPRETS_MEMORY =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(NATIVE_MEMORY)
                    .should()
                    .callMethodWhere(reinterpretsMemory())
                    .because("a wrong length kills the JVM: one reviewed home, " + NATIVE_MEMORY)
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES =
            noClasses()
                    .should()
                    .haveNameMatching(".*(Impl|Manager|Util|Utils|Helper)")
                    .because("such a name fits any class")
                    .allowEmptyShould(true);

    /** Empty rules pass, so an import that finds nothing has to fail here. */
    @ArchTest
    static void classesWereFoundWhereSourcesExist(JavaClasses imported) throws IOException {
        for (String module : List.of("formats", "engine")) {
            String prefix = "io.thermocline." + module;
            boolean found = imported.stream().anyMatch(c -> c.getPackageName().startsWith(prefix));
            assertTrue(
                    found || !hasSources(module),
                    "no class of " + module + " was imported: every rule above would pass unseen");
        }
    }

    private static boolean hasSources(String module) throws IOException {
        Path sources = Path.of(module, "src", "main", "java");
        if (!Files.isDirectory(sources)) {
            return false;
        }
        try (var files = Files.walk(sources)) {
            return files.anyMatch(f -> f.toString().endsWith(".java"));
        }
    }

    private static ArchRule orderOfRooms() {
        LayeredArchitecture order =
                layeredArchitecture()
                        .consideringOnlyDependenciesInLayers()
                        .withOptionalLayers(true)
                        .ignoreDependency(alwaysTrue(), exceptionsOfTheFrontDoor());
        for (Floor floor : allFloors()) {
            for (Room room : floor.rooms) {
                order = order.layer(room.name).definedBy(room.packages);
            }
        }
        List<String> below = new ArrayList<>();
        for (Floor floor : HOUSE) {
            order = floor.restrict(order, below);
            floor.rooms.forEach(room -> below.add(room.name));
        }
        return DOMAINS.restrict(order, PUBLIC_ROOMS).allowEmptyShould(true);
    }

    /** Exceptions live at the front door, yet the room that finds the fault throws them. */
    private static DescribedPredicate<JavaClass> exceptionsOfTheFrontDoor() {
        return resideInAPackage(ENGINE)
                .and(assignableTo(Throwable.class))
                .as("exceptions of the front door");
    }

    private static DescribedPredicate<JavaCall<?>> reinterpretsMemory() {
        return DescribedPredicate.describe(
                "MemorySegment.reinterpret is called",
                call ->
                        call.getTarget() instanceof MethodCallTarget method
                                && method.getName().equals("reinterpret")
                                && method.getOwner().isAssignableTo(MemorySegment.class));
    }

    private static List<Floor> allFloors() {
        List<Floor> floors = new ArrayList<>(HOUSE);
        floors.add(DOMAINS);
        return floors;
    }

    private static String[] packagesOfAllRooms() {
        return packagesOf(allFloors().stream().flatMap(floor -> floor.rooms.stream()).toList());
    }

    private static String[] packagesOf(List<Room> rooms) {
        return rooms.stream().map(Room::packages).toArray(String[]::new);
    }

    private static Room publicRoom(String name) {
        return new Room(name, ENGINE + "." + name + "..");
    }

    private static Room internalRoom(String name) {
        return new Room(name, ENGINE + ".internal." + name + "..");
    }

    /** One room; {@code packages} is an ArchUnit package pattern. */
    private record Room(String name, String packages) {
        boolean contains(JavaClass candidate) {
            return resideInAPackage(packages).test(candidate);
        }
    }

    /** Rooms of one height; neighbours of an open floor may use each other, without cycles. */
    private record Floor(List<Room> rooms, boolean isOpen) {
        static Floor open(Room... rooms) {
            return new Floor(List.of(rooms), true);
        }

        static Floor closed(Room... rooms) {
            return new Floor(List.of(rooms), false);
        }

        LayeredArchitecture restrict(LayeredArchitecture order, List<String> below) {
            LayeredArchitecture restricted = order;
            for (Room room : rooms) {
                List<String> allowed = new ArrayList<>(below);
                if (isOpen) {
                    rooms.forEach(neighbour -> allowed.add(neighbour.name));
                }
                var layer = restricted.whereLayer(room.name);
                restricted =
                        allowed.isEmpty()
                                ? layer.mayNotAccessAnyLayer()
                                : layer.mayOnlyAccessLayers(allowed.toArray(String[]::new));
            }
            return restricted;
        }
    }

    /** Cuts the engine into its rooms. */
    private static final class ByRoom implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass candidate) {
            return allFloors().stream()
                    .flatMap(floor -> floor.rooms.stream())
                    .filter(room -> room.contains(candidate))
                    .findFirst()
                    .map(room -> SliceIdentifier.of(room.name))
                    .orElseGet(SliceIdentifier::ignore);
        }

        @Override
        public String getDescription() {
            return "rooms of the engine";
        }
    }
}
