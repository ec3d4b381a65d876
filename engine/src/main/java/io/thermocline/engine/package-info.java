/**
 * The front door: open a {@link io.thermocline.engine.Store}, create a {@link
 * io.thermocline.engine.Table}, append through an {@link io.thermocline.engine.Appender}, read
 * through a {@link io.thermocline.engine.Snapshot} or a query.
 *
 * <p>A store is a directory. One process may write it, through one {@code Store}; any number of
 * processes may read it at the same time, and see rows a moment after they were appended. Within
 * the process any number of threads may append, each with an appender of its own. All calls block;
 * none needs a JVM flag. Threads of the store are daemons and end with {@code close}.
 *
 * <p>Failures are {@link io.thermocline.engine.StoreException}s, or {@link
 * io.thermocline.formats.FormatException}s where stored bytes are damaged or foreign; arguments
 * that break a stated rule throw {@link IllegalArgumentException}.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine;
