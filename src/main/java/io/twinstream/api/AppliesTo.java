package io.twinstream.api;

/** The part of the input that a Structured Streaming topology is applied to. */
public enum AppliesTo {
  /**
   * Each micro-batch by itself, as a batch Dataset, inside {@code foreachBatch}: aggregations and
   * joins mean "within this batch", as on a DStream.
   */
  MICRO_BATCH,
  /** The whole stream: aggregations and joins keep state and mean "since the beginning". */
  STREAM
}
