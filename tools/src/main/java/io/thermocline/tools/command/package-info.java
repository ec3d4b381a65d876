/**
 * The verbs of the command line, one class each.
 *
 * <p>{@link io.thermocline.tools.command.Root} lists them and owns the options that all share;
 * {@link io.thermocline.tools.command.Verb} is what they have in common; {@link
 * io.thermocline.tools.command.Failures} turns exceptions into one line and an exit code.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.tools.command;
