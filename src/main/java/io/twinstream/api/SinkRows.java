package io.twinstream.api;

/**
 * The rows that a sink is opened for.
 *
 * @param type the row's class
 * @param format the row's columns
 * @param runId what tells this run's output from that of another run into the same place; the same
 *     after a restart from the run's checkpoint
 * @param isOfBatch whether a row is one of its batch, and not a total
 */
public record SinkRows<R>(Class<R> type, RowFormat format, String runId, boolean isOfBatch) {}
