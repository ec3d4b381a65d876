/**
 * What a person runs: the command {@code thermocline}.
 *
 * <p>{@link io.thermocline.tools.Main} parses and dispatches; each verb is a class of {@code
 * command}. Data go to standard output, talk to standard error. Looking never writes, not even a
 * lock.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.tools;
