/**
 * HDF5: writing containers and cold segments as streams, reading them back strictly, and reading
 * the files of others.
 *
 * <p>Three doors. {@link io.thermocline.formats.hdf5.Hdf5Writer} builds any container: jhdf writes
 * its superblock, groups and links, and our own code, hooked into jhdf, writes every dataset.
 * {@link io.thermocline.formats.hdf5.ColdSegmentWriter} and {@link
 * io.thermocline.formats.hdf5.ColdSegmentReader} keep table rows in such a container; the reader
 * parses it by itself and believes nothing that a checksum does not cover. {@link
 * io.thermocline.formats.hdf5.Hdf5Datasets} lists and reads foreign files: jhdf parses their
 * metadata from a bounded storage, our own code finds and decodes the data.
 *
 * <p>Names tell the side: {@code Sealed…} parses what we wrote, {@code Foreign…} what others wrote,
 * {@code Cold…} knows tables, and what ends in {@code …Writer} or {@code …Index} writes. The bytes
 * of cold segments are specified in {@code formats/docs/cold-format.md}. Everything that touches
 * jhdf stays in this package, since jhdf's own packages may change.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.hdf5;
