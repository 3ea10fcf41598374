package io.twinstream.jobs.wordcount;

import io.twinstream.jobs.Jobs;
import io.twinstream.run.Engine;
import io.twinstream.run.RunCommand;
import io.twinstream.run.Scope;
import io.twinstream.run.StructuredTwin;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Word count per micro-batch on Structured Streaming.
 *
 * <ul>
 *   <li>Input: lines in the column {@code value}, see {@link WordCount}.
 *   <li>Output: one {@link CountedWord} per word of the micro-batch; order unspecified; none for an
 *       empty one.
 *   <li>State: none: the topology sees one micro-batch at a time ({@link Scope#MICRO_BATCH}).
 *   <li>Time: not used.
 *   <li>Delivery: at least once; the sinks here replace a batch that is written again.
 *   <li>Twin: {@link DStreamWordCount}. Known differences: none.
 * </ul>
 */
public final class StructuredWordCount implements StructuredTwin<CountedWord> {
  @Override
  public Scope scope() {
    return Scope.MICRO_BATCH;
  }

  @Override
  public Dataset<CountedWord> topology(Dataset<Row> lines) {
    return lines
        .select("value")
        .as(Encoders.STRING())
        .flatMap(
            (FlatMapFunction<String, String>) line -> WordCount.words(line).iterator(),
            Encoders.STRING())
        .toDF("word")
        .groupBy("word")
        .count()
        .as(Encoders.bean(CountedWord.class));
  }

  public static void main(String[] args) {
    System.exit(RunCommand.execute(Jobs.WORD_COUNT, Engine.STRUCTURED, args));
  }
}
