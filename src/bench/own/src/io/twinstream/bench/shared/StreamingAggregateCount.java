package io.twinstream.bench.shared;

import io.twinstream.api.AppliesTo;
import io.twinstream.api.PortInput;
import io.twinstream.api.StructuredTwin;
import io.twinstream.jobs.wordcount.CountedWord;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;

/** Running totals by {@code groupBy().count()}, as the guide of Structured Streaming begins. */
public final class StreamingAggregateCount implements StructuredTwin<CountedWord> {
  @Override
  public AppliesTo appliesTo() {
    return AppliesTo.STREAM;
  }

  @Override
  public Dataset<CountedWord> topology(PortInput in) {
    return in.lines()
        .select("value")
        .as(Encoders.STRING())
        .flatMap(
            (FlatMapFunction<String, String>) line -> List.of(line.split(" ")).iterator(),
            Encoders.STRING())
        .groupBy("value")
        .count()
        .toDF("word", "count")
        .as(Encoders.bean(CountedWord.class));
  }
}
