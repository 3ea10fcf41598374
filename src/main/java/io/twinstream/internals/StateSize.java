package io.twinstream.internals;

/**
 * How large the state of a run is.
 *
 * @param rows keys, or rows, of all operators
 * @param bytes that Spark's storage holds of it
 */
public record StateSize(long rows, long bytes) {}
