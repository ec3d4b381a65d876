/**
 * Ordering rows: {@link io.thermocline.engine.internal.exec.sort.SortBuffer} keeps rows on the Java
 * heap, column by column, and gives them back in order; with a limit it keeps only a few times as
 * many as are wanted. Depends on {@code exec.group} for byte heaps, on {@code exec.block} and
 * below.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.exec.sort;
