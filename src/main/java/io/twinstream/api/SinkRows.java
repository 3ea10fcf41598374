package io.twinstream.api;

/**
 * The rows that a sink is opened for.
 *
 * @param type the row's class
 * @param format the row's columns
 * @param runId distinguishes this run's output from that of other runs into the same place;
 *     unchanged by a restart from the run's checkpoint
 * @param isOfBatch whether a row belongs to its batch and is not a total
 */
public record SinkRows<R>(Class<R> type, RowFormat format, String runId, boolean isOfBatch) {}
