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
 * Word count per micro-batch on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines in the column {@code value}, see {@link WordCount}.
 *   <li>Output: one {@link CountedWord} per word of the micro-batch; order unspecified; none for an
 *       empty one.
 *   <li>State: none: the topology sees one micro-batch at a time ({@link AppliesTo#MICRO_BATCH}).
 *   <li>Time: not used.
 *   <li>Delivery: at least once; the sinks here replace a batch that is written again.
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
    System.exit(JobMain.execute("word-count", Engine.STRUCTURED, args));
  }
}
