package io.thermocline.engine.internal.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Which process this is, on which machine, since which boot.
 *
 * @param pid process id
 * @param host name of the machine
 * @param bootId boot of the operating system: what was written but never forced is still there
 *     exactly if this did not change
 */
public record HostProcess(long pid, String host, String bootId) {
    private static final Path LINUX_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path LINUX_HOST = Path.of("/proc/sys/kernel/hostname");

    /** Stands for this process when the operating system tells nothing about its boot. */
    private static final String UNKNOWN_BOOT = "unknown-" + UUID.randomUUID();

    /** Returns this process. */
    public static HostProcess current() {
        return new HostProcess(ProcessHandle.current().pid(), hostName(), currentBootId());
    }

    /**
     * Returns the boot id. Linux draws one at each boot. Elsewhere the start of the first process
     * stands for it; where that is not told either, the id never equals that of another process, so
     * that nothing is trusted that should not be.
     */
    private static String currentBootId() {
        String linux = firstLine(LINUX_BOOT_ID);
        if (!linux.isEmpty()) {
            return linux;
        }
        Optional<Instant> start = ProcessHandle.of(1).flatMap(p -> p.info().startInstant());
        return start.map(instant -> "start-" + instant.getEpochSecond()).orElse(UNKNOWN_BOOT);
    }

    /** Returns the name of the machine without asking the network. */
    private static String hostName() {
        String linux = firstLine(LINUX_HOST);
        if (!linux.isEmpty()) {
            return linux;
        }
        for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
            String value = System.getenv(variable);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return "unknown-" + System.getProperty("os.name", "host").toLowerCase(Locale.ROOT);
    }

    private static String firstLine(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
