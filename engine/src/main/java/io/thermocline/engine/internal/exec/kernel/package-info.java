/**
 * Loops over the values of one block: comparing with constants, masks, sums.
 *
 * <p>{@link io.thermocline.engine.internal.exec.kernel.Kernels} has two providers with the same
 * results to the last bit: {@link io.thermocline.engine.internal.exec.kernel.ScalarKernels}, and
 * one on the Vector API that {@link io.thermocline.engine.internal.exec.kernel.KernelProvider}
 * loads by name where its module is present. Nothing here knows queries or files.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.kernel;
