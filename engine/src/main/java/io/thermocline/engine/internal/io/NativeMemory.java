package io.thermocline.engine.internal.io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The only class that calls native code, and only where the JVM was told that it may ({@code
 * --enable-native-access}) and the operating system is a 64-bit Linux. Everything here has a plain
 * way beside it, so that nothing depends on it but speed.
 *
 * <p>Thread rules: any thread.
 */
public final class NativeMemory {
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int EFAULT = 14;
    private static final int ENOSPC = 28;
    private static final int O_RDWR = 2;
    private static final int O_NOFOLLOW = 0x20000;
    private static final int O_CLOEXEC = 0x80000;

    /** Least page size anywhere; larger pages are touched more than once, which does no harm. */
    private static final long PAGE_BYTES = 4096;

    private NativeMemory() {}

    /** Returns whether native calls are made. */
    public static boolean isEnabled() {
        return NativeMemory.class.getModule().isNativeAccessEnabled() && Calls.LINKED != null;
    }

    /**
     * Faults every page of mapped memory in for writing, so that the first store into each does not
     * wait for the operating system. The content stays as it is.
     *
     * @param mapped writable memory that no other thread uses meanwhile
     * @throws IOException if a page cannot be had, for instance because the disk is full
     */
    public static void populate(MemorySegment mapped) throws IOException {
        if (mapped.byteSize() == 0 || (isEnabled() && populateNatively(mapped))) {
            return;
        }
        for (long offset = 0; offset < mapped.byteSize(); offset += PAGE_BYTES) {
            touch(mapped, offset);
        }
        touch(mapped, mapped.byteSize() - 1);
    }

    private static void touch(MemorySegment mapped, long offset) {
        mapped.set(ValueLayout.JAVA_BYTE, offset, mapped.get(ValueLayout.JAVA_BYTE, offset));
    }

    private static boolean populateNatively(MemorySegment mapped) throws IOException {
        Calls calls = Calls.LINKED;
        if (calls == null || !mapped.isNative()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            long start = mapped.address() & -PAGE_BYTES;
            long bytes = mapped.address() + mapped.byteSize() - start;
            int result = (int) calls.madvise.invokeExact(state, start, bytes, MADV_POPULATE_WRITE);
            if (result == 0) {
                return true;
            }
            int error = state.get(ValueLayout.JAVA_INT, Calls.ERRNO_OFFSET);
            if (error == EFAULT) {
                throw new IOException(
                        "mapped file: expected %d pages that can be written, found one that cannot (is the disk full?)"
                                .formatted((bytes + PAGE_BYTES - 1) / PAGE_BYTES));
            }
            // An older kernel does not know the advice.
            return false;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            Reference.reachabilityFence(mapped);
        }
    }

    /**
     * Reserves the space of a file by {@code posix_fallocate}.
     *
     * @return false if native calls are off or the file system cannot; nothing happened then
     * @throws IOException if the disk is full
     */
    static boolean allocate(Path file, long bytes) throws IOException {
        Calls calls = isEnabled() ? Calls.LINKED : null;
        if (calls == null) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(file.toString());
            int descriptor = (int) calls.open.invokeExact(name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
            if (descriptor < 0) {
                return false;
            }
            int error = (int) calls.fallocate.invokeExact(descriptor, 0L, bytes);
            int closed = (int) calls.close.invokeExact(descriptor);
            assert closed == 0 : closed;
            if (error == ENOSPC) {
                throw new IOException(
                        file + ": no space left on the device for " + bytes + " bytes");
            }
            return error == 0;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The functions, looked up when the first of them is wanted. */
    private static final class Calls {
        static final MemoryLayout STATE = Linker.Option.captureStateLayout();
        static final long ERRNO_OFFSET =
                STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

        /** Null where there is no such function. */
        static final @Nullable Calls LINKED = link();

        final MethodHandle madvise;
        final MethodHandle open;
        final MethodHandle fallocate;
        final MethodHandle close;

        @SuppressWarnings("restricted") // guarded by isNativeAccessEnabled: prints nothing
        private Calls(Linker linker) {
            SymbolLookup lookup = linker.defaultLookup();
            madvise =
                    linker.downcallHandle(
                            lookup.findOrThrow("madvise"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_INT),
                            Linker.Option.captureCallState("errno"));
            open =
                    linker.downcallHandle(
                            lookup.findOrThrow("open"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT),
                            Linker.Option.firstVariadicArg(2));
            fallocate =
                    linker.downcallHandle(
                            lookup.findOrThrow("posix_fallocate"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG));
            close =
                    linker.downcallHandle(
                            lookup.findOrThrow("close"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        }

        private static @Nullable Calls link() {
            String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
            String machine = System.getProperty("os.arch", "");
            boolean known = machine.equals("amd64") || machine.equals("aarch64");
            if (!system.equals("linux") || !known) {
                return null;
            }
            try {
                return new Calls(Linker.nativeLinker());
            } catch (RuntimeException | LinkageError e) {
                // Another C library, a JVM without linker: the plain ways remain.
                return null;
            }
        }
    }
}
