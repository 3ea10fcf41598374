package io.twinstream.migration.scan;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** A classic program whose port a test begins and fills in: no state, two outputs. */
public final class ErrorLines {
  private ErrorLines() {}

  /** Starts it. */
  public static void main(String[] args) throws InterruptedException {
    JavaStreamingContext context =
        new JavaStreamingContext("local[2]", "error lines", Durations.seconds(2));
    JavaDStream<String> lines = context.socketTextStream("localhost", 9999);
    List<JavaPairDStream<String, Long>> all = counts(lines);
    all.get(0).print();
    all.get(1).foreachRDD(batch -> batch.saveAsTextFile("/tmp/errors"));
    context.start();
    context.awaitTermination();
  }

  /** Returns how often each word is in a batch, and how many errors each host has. */
  public static List<JavaPairDStream<String, Long>> counts(JavaDStream<String> lines) {
    JavaPairDStream<String, Long> words =
        lines
            .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
            .mapToPair(word -> new Tuple2<>(word, 1L))
            .reduceByKey(Long::sum);
    JavaPairDStream<String, Long> errors =
        lines
            .filter(line -> line.contains("ERROR"))
            .mapToPair(line -> new Tuple2<>(line.split(" ")[0], 1L))
            .reduceByKey(Long::sum);
    return List.of(words, errors);
  }
}
