package io.twinstream.engine;

import java.util.OptionalLong;

/**
 * One finished batch.
 *
 * @param batch the batch time in epoch milliseconds, or the micro-batch's number where the source
 *     has no virtual time
 * @param records records read from the source; for files on the classic engine the number of files,
 *     as it counts no records there
 * @param processingMillis from the start of its processing to its end
 * @param schedulingDelayMillis how long it waited for its turn; 0 on Structured Streaming, which
 *     queues no batches
 * @param queued how many batches wait or run behind it; 0 on Structured Streaming
 * @param dropped rows that came behind the watermark and were dropped; 0 on the classic engine,
 *     which has none
 * @param ratePerSecond the records a second that backpressure lets in; empty where there is none
 */
public record BatchStats(
    long batch,
    long records,
    long processingMillis,
    long schedulingDelayMillis,
    int queued,
    long dropped,
    OptionalLong ratePerSecond) {}
