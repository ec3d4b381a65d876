/**
 * The one description of a numeric array that all formats exchange: element type, shape and memory.
 *
 * <p>NumPy, HDF5, {@code .qms} and segment code meet here, so that none of them needs to know
 * another.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.array;
