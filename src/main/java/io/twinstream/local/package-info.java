/**
 * What stands in for the outside world on one machine: the feeder, its generators, the standalone
 * cluster, and the demonstrations.
 */
package io.twinstream.local;
