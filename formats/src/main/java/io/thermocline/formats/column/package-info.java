/**
 * The column model that every stored form of a table shares: types, columns, schemas, and views of
 * column values.
 *
 * <p>A hot segment, a warm segment, a cold HDF5 file and the live tail all describe themselves with
 * a {@link io.thermocline.formats.column.Schema} and hand out {@link
 * io.thermocline.formats.column.ColumnVector}s, so that a query, a compressor or a promoter needs
 * to know none of them.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.formats.column;
