package io.twinstream.bench.receiver;

import io.twinstream.api.HostedReceiver;
import io.twinstream.api.Source;
import io.twinstream.bench.shared.Contestant.Maker;
import io.twinstream.engine.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.streaming.Durations;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** One contestant of the scenario {@code receiver} in this JVM: the time until all is counted. */
final class ReceiverPass {
  private static final long INTERVAL_MILLIS = 1_000;

  private final ReceiverContestant contestant;
  private final int lines;
  private final AtomicLong counted = new AtomicLong();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long ended;

  ReceiverPass(ReceiverContestant contestant, int lines) {
    this.contestant = contestant;
    this.lines = lines;
  }

  /** Returns the nanoseconds from the first line that is stored to the last that is counted. */
  long run() throws IOException, InterruptedException, TimeoutException {
    // Three cores for both: the classic engine's receiver has one of them.
    SparkConf conf =
        new SparkConf()
            .setAppName("twinstream bench")
            .setMaster("local[3]")
            .set("spark.ui.enabled", "false")
            .set(Source.WRITE_AHEAD_LOG, "true");
    SparkSession session = SparkSession.builder().config(conf).getOrCreate();
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path checkpoint = folder.path().resolve("checkpoint");
      if (contestant.maker() == Maker.SPARK) {
        classic(session, checkpoint);
      } else {
        hosted(session, checkpoint);
      }
    }
    if (counted.get() != lines) {
      throw new IllegalStateException("counted %d of %d".formatted(counted.get(), lines));
    }
    return ended - GeneratedLines.BEGAN.get();
  }

  private void count(long more) {
    if (counted.addAndGet(more) >= lines) {
      ended = System.nanoTime();
      done.countDown();
    }
  }

  private void classic(SparkSession session, Path checkpoint) throws InterruptedException {
    JavaStreamingContext context =
        new JavaStreamingContext(
            org.apache.spark.api.java.JavaSparkContext.fromSparkContext(session.sparkContext()),
            Durations.milliseconds(INTERVAL_MILLIS));
    context.checkpoint(checkpoint.toString());
    Counts.pass = this;
    context
        .receiverStream(new GeneratedLines(lines, contestant.isSingle()))
        .foreachRDD(rdd -> Counts.pass.count(rdd.count()));
    context.start();
    done.await();
    context.stop(false, false);
  }

  /** What a checkpointed graph reaches in this JVM. */
  private static final class Counts {
    private static ReceiverPass pass;
  }

  private void hosted(SparkSession session, Path checkpoint)
      throws InterruptedException, TimeoutException {
    int all = lines;
    boolean isSingle = contestant.isSingle();
    VoidFunction2<Dataset<String>, Long> counting = (batch, id) -> count(batch.count());
    StreamingQuery query =
        HostedReceiver.of(() -> new GeneratedLines(all, isSingle))
            .load(session, Encoders.STRING())
            .writeStream()
            .option("checkpointLocation", checkpoint.toString())
            .trigger(Trigger.ProcessingTime(INTERVAL_MILLIS))
            .foreachBatch(counting)
            .start();
    done.await();
    query.stop();
  }
}
