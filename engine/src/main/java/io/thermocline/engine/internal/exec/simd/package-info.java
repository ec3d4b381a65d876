/**
 * Kernels on the Vector API, which is an incubator module: the only package that may name it.
 *
 * <p>Loaded by name from {@link io.thermocline.engine.internal.exec.kernel.KernelProvider} where
 * the module is present; nothing links here.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.simd;
