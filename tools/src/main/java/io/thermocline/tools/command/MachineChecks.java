package io.thermocline.tools.command;

import io.thermocline.tools.terminal.Quantity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code doctor} says of machine and disk. */
final class MachineChecks {
    /** Enough for a store of any size: mapped files are opened lazily, at most 8,192 at once. */
    private static final long FILES_WANTED = 16_384;

    private static final long MAPS_WANTED = 65_530;

    /** Below this, a seal or a promotion may fail for want of room. */
    private static final long LITTLE_SPACE = 2L << 30;

    private MachineChecks() {}

    static List<Finding> all(Path directory) throws IOException {
        List<Finding> findings = new ArrayList<>();
        findings.add(system());
        findings.add(processors());
        Path proc = Path.of("/proc");
        number(proc.resolve("self/smaps"), "KernelPageSize:\\s+([0-9]+) kB", findings, "page size");
        openFiles(proc.resolve("self/limits"), findings);
        maps(proc.resolve("sys/vm/max_map_count"), findings);
        findings.addAll(disk(directory));
        return findings;
    }

    private static Finding system() {
        String name = System.getProperty("os.name");
        String found =
                name
                        + " "
                        + System.getProperty("os.version")
                        + ", "
                        + System.getProperty("os.arch");
        boolean promised = name.equals("Linux");
        return promised
                ? Finding.good("system", found)
                : Finding.note(
                        "system",
                        found,
                        "power-loss safety is promised on Linux only; mind backups");
    }

    private static Finding processors() {
        int count = Runtime.getRuntime().availableProcessors();
        return count > 1
                ? Finding.good("processors", Integer.toString(count))
                : Finding.note(
                        "processors",
                        "1",
                        "writer, sealing and queries share it: expect longer tails of latency");
    }

    private static void number(Path file, String pattern, List<Finding> findings, String what) {
        String found = find(file, pattern);
        if (!found.isEmpty()) {
            findings.add(Finding.good(what, found + " kB"));
        }
    }

    private static void openFiles(Path limits, List<Finding> findings) {
        String found = find(limits, "Max open files\\s+([0-9]+)");
        if (!found.isEmpty()) {
            findings.add(
                    Long.parseLong(found) >= FILES_WANTED
                            ? Finding.good("open files", found)
                            : Finding.note(
                                    "open files",
                                    found,
                                    "stores with many segments want more: ulimit -n "
                                            + FILES_WANTED));
        }
    }

    private static void maps(Path file, List<Finding> findings) {
        String found = find(file, "([0-9]+)");
        if (!found.isEmpty()) {
            findings.add(
                    Long.parseLong(found) >= MAPS_WANTED
                            ? Finding.good("mapped regions", found)
                            : Finding.note(
                                    "mapped regions",
                                    found,
                                    "sysctl vm.max_map_count=" + MAPS_WANTED));
        }
    }

    /** Returns the first group of the first match; empty where the file says nothing. */
    private static String find(Path file, String pattern) {
        try (var in = Files.newInputStream(file)) {
            Matcher matcher =
                    Pattern.compile(pattern)
                            .matcher(new String(in.readNBytes(16_384), StandardCharsets.UTF_8));
            return matcher.find() ? matcher.group(1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static List<Finding> disk(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        Path existing = absolute;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        FileStore store = Files.getFileStore(existing);
        List<Finding> findings = new ArrayList<>();
        findings.add(fileSystem(absolute, store.type().toLowerCase(Locale.ROOT)));
        long free = store.getUsableSpace();
        String found =
                Quantity.bytes(free) + " of " + Quantity.bytes(store.getTotalSpace()) + " free";
        findings.add(
                free >= LITTLE_SPACE
                        ? Finding.good("disk space", found)
                        : Finding.note(
                                "disk space", found, "moves between tiers need room for a copy"));
        if (Files.exists(absolute) && !Files.isWritable(absolute)) {
            findings.add(Finding.note("directory", absolute + " is not writable", "only reading"));
        }
        return findings;
    }

    private static Finding fileSystem(Path directory, String type) {
        String found = type + " at " + directory;
        return switch (type) {
            case "tmpfs", "ramfs" ->
                    Finding.note(
                            "file system", found, "lies in memory: a restart loses everything");
            case "nfs", "nfs4", "cifs", "smbfs", "smb3", "fuse.sshfs", "9p" ->
                    Finding.note(
                            "file system",
                            found,
                            "a network: locks and mapped files need a local disk");
            default -> Finding.good("file system", found);
        };
    }
}
