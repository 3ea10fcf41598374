package io.twinstream.jobs.samplestats;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_millis;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.engine.StructuredInput;
import io.twinstream.jobs.engine.StructuredWindows;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/**
 * Statistics of samples per minute on Structured Streaming.
 *
 * <ul>
 *   <li>Input: records, see {@link SampleStats}.
 *   <li>Output: one {@link MinuteStats} per minute that the batch changed (mode update).
 *   <li>State: the end of a minute to its sums, until the watermark has passed it.
 *   <li>Time: the sample's own.
 *   <li>Delivery: exact where the source can be read again; a row that is written again replaces
 *       itself.
 *   <li>Twin: {@link DStreamSampleStats}. Known differences: none.
 * </ul>
 */
public final class StructuredSampleStats implements StructuredTwin<MinuteStats> {
  private final SampleStats rule;

  public StructuredSampleStats(SampleOptions options) {
    rule = options.rule();
  }

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<MinuteStats> topology(PortInput in) {
    // Minutes that end later may change by a late sample, and are read again from their beginning.
    long writtenMillis = in.windows(0).writtenMillis(rule.lateness());
    return StructuredInput.records(in, rule::samples, MinuteSamples.class)
        .withWatermark("windowEnd", StructuredWindows.interval(rule.delay()))
        .groupBy("windowEnd")
        .agg(
            sum("samples").as("samples"),
            sum("sum").as("sum"),
            min("min").as("min"),
            max("max").as("max"))
        .filter(unix_millis(col("windowEnd")).gt(writtenMillis))
        .as(Encoders.bean(MinuteSamples.class))
        .map(
            (MapFunction<MinuteSamples, MinuteStats>) MinuteSamples::stats,
            Encoders.bean(MinuteStats.class));
  }

  public static void main(String[] args) {
    JobMain.main("sample-stats", Engine.STRUCTURED, args);
  }
}
