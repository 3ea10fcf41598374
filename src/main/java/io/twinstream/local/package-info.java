/**
 * What stands in for the outside world on one machine: the feeder, its generators, and the
 * demonstrations.
 */
package io.twinstream.local;
