/**
 * What whoever runs a store wants to know beyond its rows.
 *
 * <p>Tools and applications call it; it stands on the front door only.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.engine.admin;
