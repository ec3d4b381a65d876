/**
 * Background movement of sealed rows: hot segments become compressed warm ones, warm ones become
 * HDF5, old ones go.
 *
 * <p>Every move writes a new file, checks it, forces it, and commits one catalogue record that
 * exchanges the old files for the new one; a crash at any step leaves either the old files or the
 * new one in the catalogue, never both and never neither. Readers never notice: a pinned catalogue
 * state keeps the files that it names. Depends on {@code segment}, {@code catalog} and below.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.internal.tier;
