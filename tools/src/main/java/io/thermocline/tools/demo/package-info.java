/**
 * The demo: a real recording and a real quantum state through hot, warm and cold, every value
 * proved bit for bit.
 *
 * <p>Uses the engine's public classes only, as any application would. Called by the command line.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.tools.demo;
