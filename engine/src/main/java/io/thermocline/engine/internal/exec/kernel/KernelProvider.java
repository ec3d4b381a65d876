package io.thermocline.engine.internal.exec.kernel;

/**
 * Chooses the kernels once, at the first query: SIMD where the Vector API is in the boot layer and
 * an optimising compiler is there to make instructions of it, otherwise scalar. Nothing links to
 * the incubator module: the class on it is loaded by name.
 */
public final class KernelProvider {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final String VECTOR_CLASS =
            "io.thermocline.engine.internal.exec.simd.VectorKernels";

    private static final Kernels SCALAR = new ScalarKernels();

    private KernelProvider() {}

    /** Loaded at the first use of {@link #best}. */
    private static final class Best {
        static final Kernels KERNELS = load();
    }

    /** Returns the fastest kernels that this JVM has. */
    public static Kernels best() {
        return Best.KERNELS;
    }

    /** Returns the scalar kernels, which every JVM has. */
    public static Kernels scalar() {
        return SCALAR;
    }

    /** Returns which kernels are on and, if they are not SIMD, what to add. */
    public static String state() {
        if (best() != SCALAR) {
            return best().name();
        }
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            return "scalar (SIMD: start java with --add-modules " + VECTOR_MODULE + ")";
        }
        return "scalar (SIMD needs HotSpot's C2 compiler and vectors of 256 bits or more)";
    }

    private static Kernels load() {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty() || !hasOptimisingCompiler()) {
            return SCALAR;
        }
        try {
            return Class.forName(VECTOR_CLASS)
                    .asSubclass(Kernels.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            return SCALAR;
        }
    }

    /** Without C2 each vector operation is a call that makes garbage. */
    private static boolean hasOptimisingCompiler() {
        String vm = System.getProperty("java.vm.info", "");
        return vm.contains("mixed mode") && !vm.contains("emulated-client");
    }
}
