/**
 * Measurements: one class per question, each beside a naive way and a ceiling, peers in the same
 * run.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.bench;
