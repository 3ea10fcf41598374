package com.example.assistant;

import java.util.Arrays;
import org.apache.spark.api.java.Optional;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import scala.Tuple2;

/** The three topologies that most classic programs have. */
public final class OldJobs {
  private OldJobs() {}

  /** How often each word is in the batch. */
  static JavaPairDStream<String, Long> wordCount(JavaDStream<String> lines) {
    return ones(lines).reduceByKey(Long::sum);
  }

  /** How often each word was there since the beginning. */
  static JavaPairDStream<String, Long> totals(JavaDStream<String> lines) {
    return ones(lines)
        .updateStateByKey(
            (added, total) ->
                Optional.of(total.or(0L) + added.stream().mapToLong(Long::longValue).sum()));
  }

  /** How often each word was there in the last four seconds, every two seconds. */
  static JavaPairDStream<String, Long> windowed(JavaDStream<String> lines) {
    return ones(lines).reduceByKeyAndWindow(Long::sum, Durations.seconds(4), Durations.seconds(2));
  }

  private static JavaPairDStream<String, Long> ones(JavaDStream<String> lines) {
    return lines
        .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
        .mapToPair(word -> new Tuple2<>(word, 1L));
  }
}
