/** Measures what the engines cost: each contestant on the same input, in a JVM of its own. */
package io.twinstream.bench;
