package io.thermocline.tools.command;

import java.util.ArrayList;
import java.util.List;

/** What {@code doctor} says of the JVM. */
final class RuntimeChecks {
    private static final int LEAST_FEATURE = 25;
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private RuntimeChecks() {}

    static List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(vectors());
        findings.add(nativeAccess());
        findings.add(zstd());
        findings.add(chronicle());
        findings.add(heap());
        return findings;
    }

    private static Finding java() {
        String found =
                Runtime.version()
                        + ", "
                        + System.getProperty("java.vm.name")
                        + ", "
                        + System.getProperty("java.vendor");
        return Runtime.version().feature() >= LEAST_FEATURE
                ? Finding.good("Java", found)
                : Finding.bad("Java", found, "Thermocline needs JDK " + LEAST_FEATURE);
    }

    private static Finding vectors() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
                ? Finding.good("SIMD kernels", "the vector module is there")
                : Finding.note(
                        "SIMD kernels",
                        "off: queries run on scalar kernels, 1.2 to 2.8 times slower",
                        "--add-modules " + VECTOR_MODULE);
    }

    private static Finding nativeAccess() {
        Module module = RuntimeChecks.class.getModule();
        return module.isNativeAccessEnabled()
                ? Finding.good("native access", "allowed")
                : Finding.note(
                        "native access",
                        "not allowed: no zstd, no preallocation, no page hints",
                        "--enable-native-access=ALL-UNNAMED");
    }

    private static Finding zstd() {
        try {
            Class<?> zstd = Class.forName("com.github.luben.zstd.Zstd", false, loader());
            if (!zstd.getModule().isNativeAccessEnabled()) {
                return Finding.note(
                        "zstd",
                        "there, but it is native: warm segments use deflate instead",
                        "--enable-native-access=ALL-UNNAMED");
            }
            Object level = zstd.getMethod("defaultCompressionLevel").invoke(null);
            return Finding.good("zstd", "loaded, default level " + level);
        } catch (ClassNotFoundException e) {
            return Finding.note(
                    "zstd",
                    "not on the class path: warm segments use deflate instead",
                    "add com.github.luben:zstd-jni");
        } catch (ReflectiveOperationException | LinkageError e) {
            return Finding.note(
                    "zstd",
                    "does not load here: " + e,
                    "look at the directory for temporary files, which it unpacks itself to");
        }
    }

    private static Finding chronicle() {
        try {
            Class.forName("net.openhft.chronicle.bytes.Bytes", false, loader());
            return Finding.good("CSV and JSON lines", "Chronicle Bytes is there");
        } catch (ClassNotFoundException e) {
            return Finding.note(
                    "CSV and JSON lines",
                    "CSV cannot be read or written",
                    "add net.openhft:chronicle-bytes");
        }
    }

    private static ClassLoader loader() {
        return RuntimeChecks.class.getClassLoader();
    }

    private static Finding heap() {
        long bytes = Runtime.getRuntime().maxMemory();
        return Finding.good(
                "heap",
                "at most "
                        + io.thermocline.tools.terminal.Quantity.bytes(bytes)
                        + "; rows live outside of it");
    }
}
