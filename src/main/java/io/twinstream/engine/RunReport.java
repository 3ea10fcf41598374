package io.twinstream.engine;

import java.time.Duration;

/**
 * A finished run.
 *
 * @param batches batches completed
 * @param records records read, see {@link RunListener.Batch#records}
 * @param took from the first batch to the last
 * @param pending batches that were begun and are not done
 * @param limit how long the stop waited for those at most
 */
public record RunReport(long batches, long records, Duration took, int pending, Duration limit) {
  /** The setting of Spark that says the limit of a graceful stop. */
  public static final String LIMIT_SETTING = "spark.streaming.gracefulStopTimeout";
}
