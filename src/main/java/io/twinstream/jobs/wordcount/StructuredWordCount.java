package io.twinstream.jobs.wordcount;

import static org.apache.spark.sql.functions.sum;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.Engine;
import io.twinstream.api.JobMain;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;

/**
 * Word count per batch on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines, see {@link WordCount}.
 *   <li>Output: one {@link CountedWord} per word of the batch; none for an empty batch.
 *   <li>State: none: the topology is applied to each micro-batch, {@link AppliesTo#MICRO_BATCH}.
 *   <li>Time: not used.
 *   <li>Delivery: as the source gives; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamWordCount}. Known differences: none.
 * </ul>
 */
public final class StructuredWordCount implements StructuredTwin<CountedWord> {
  private static final Encoder<CountedWord> COUNTED = Encoders.bean(CountedWord.class);

  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.MICRO_BATCH;
  }

  @Override
  public Dataset<CountedWord> topology(PortInput in) {
    return in.lines()
        .select("value")
        .as(Encoders.STRING())
        .mapPartitions(
            (MapPartitionsFunction<String, CountedWord>)
                partition -> WordTally.of(partition).iterator(),
            COUNTED)
        .groupBy("word")
        .agg(sum("count").as("count"))
        .as(COUNTED);
  }

  public static void main(String[] args) {
    JobMain.main("word-count", Engine.STRUCTURED, args);
  }
}
