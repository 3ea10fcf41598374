package com.example.pages;

import org.apache.spark.SparkConf;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** A program that knows nothing of twinstream: its totals since the beginning, printed. */
public final class OldPageViews {
  private OldPageViews() {}

  public static void main(String[] args) throws InterruptedException {
    JavaStreamingContext context = new JavaStreamingContext(new SparkConf(), Durations.seconds(1));
    context.checkpoint(args[2]);
    counts(context.socketTextStream(args[0], Integer.parseInt(args[1]))).print();
    context.start();
    context.awaitTermination();
  }

  /** What the program computes, cut out of its main method: all that compare needs. */
  static JavaPairDStream<String, Long> counts(JavaDStream<String> lines) {
    return lines
        .mapToPair(line -> new Tuple2<>(line.split("\t")[0], 1L))
        .updateStateByKey(
            (added, total) ->
                org.apache.spark.api.java.Optional.of(total.or(0L) + (long) added.size()));
  }
}
