/**
 * Foreign files as rows of a table.
 *
 * <p>A {@link io.thermocline.tools.load.RowSource} hands out column vectors batch by batch in
 * bounded memory; {@link io.thermocline.tools.load.RowMapping} fits them to the table; {@link
 * io.thermocline.tools.load.TableImport} appends them. Stands on {@code formats} and on the
 * engine's front door.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.tools.load;
