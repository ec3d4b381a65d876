/**
 * Query results as text for people and programs, and as files.
 *
 * <p>Every writer takes column vectors batch by batch and keeps no more than one batch, so that
 * results of any size stream through. Stands on {@code formats} alone.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.tools.output;
