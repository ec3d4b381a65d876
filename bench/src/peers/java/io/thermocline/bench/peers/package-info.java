/**
 * Other stores, asked the same questions in the same run, each with its documented best settings.
 */
@org.jspecify.annotations.NullMarked
package io.thermocline.bench.peers;
