/** How fast and how evenly rows go in, and how soon they can be read. */
@org.jspecify.annotations.NullMarked
package io.thermocline.bench.append;
