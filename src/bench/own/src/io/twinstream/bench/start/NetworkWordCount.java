package io.twinstream.bench.start;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Tuple2;

/** The words of a socket as Spark's two guides begin: a program for spark-submit. */
public final class NetworkWordCount {
  private NetworkWordCount() {}

  /**
   * Counts until it is killed.
   *
   * @param args {@code dstream} or {@code structured}, host, port
   */
  public static void main(String[] args)
      throws InterruptedException, IOException, StreamingQueryException, TimeoutException {
    int port = Integer.parseInt(args[2]);
    if (args[0].equals("dstream")) {
      dstream(args[1], port);
    } else {
      structured(args[1], port);
    }
  }

  private static void dstream(String host, int port) throws InterruptedException {
    SparkConf conf = new SparkConf().setAppName("NetworkWordCount");
    try (JavaStreamingContext context = new JavaStreamingContext(conf, Durations.seconds(1))) {
      context
          .socketTextStream(host, port)
          .flatMap(line -> List.of(line.split(" ")).iterator())
          .mapToPair(word -> new Tuple2<>(word, 1))
          .reduceByKey(Integer::sum)
          .print();
      context.start();
      context.awaitTermination();
    }
  }

  private static void structured(String host, int port)
      throws IOException, StreamingQueryException, TimeoutException {
    try (SparkSession session =
        SparkSession.builder().appName("StructuredNetworkWordCount").getOrCreate()) {
      Dataset<String> lines =
          session
              .readStream()
              .format("socket")
              .option("host", host)
              .option("port", port)
              .load()
              .as(Encoders.STRING());
      lines
          .flatMap(
              (FlatMapFunction<String, String>) line -> List.of(line.split(" ")).iterator(),
              Encoders.STRING())
          .groupBy("value")
          .count()
          .writeStream()
          .outputMode("complete")
          .format("console")
          .trigger(Trigger.ProcessingTime(0))
          .start()
          .awaitTermination();
    }
  }
}
