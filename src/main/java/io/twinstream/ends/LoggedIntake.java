package io.twinstream.ends;

import io.twinstream.api.Source;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.IntakeStop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a graceful stop with the write-ahead log: receivers of ours are asked to
 * take nothing more, and the context runs until what they have stored is in a batch. Without the
 * log Spark's own stop does it.
 */
public final class LoggedIntake {
  private static final Logger LOG = LoggerFactory.getLogger(LoggedIntake.class);
  private static final String STOP_LIMIT = "60s";
  private static final long STOP_POLL_MILLIS = 50;

  private LoggedIntake() {}

  /** A request that a driver has left which was killed in its stop would stop the new receiver. */
  public static void starting(JavaStreamingContext context) {
    try {
      Optional<IntakeStop> intake = intakeStop(context);
      if (intake.isPresent()) {
        intake.get().done();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns how the receivers are asked to stop; empty without the write-ahead log. */
  private static Optional<IntakeStop> intakeStop(JavaStreamingContext context) {
    boolean isLogged = context.sparkContext().getConf().getBoolean(Source.WRITE_AHEAD_LOG, false);
    return ClassicContext.checkpointDirectory(context).filter(any -> isLogged).map(IntakeStop::new);
  }

  /**
   * Returns when no block waits for its batch, or the limit of a graceful stop is over.
   *
   * @param spec of the source, for messages
   */
  public static void stop(JavaStreamingContext context, String spec) throws InterruptedException {
    SparkConf conf = context.sparkContext().getConf();
    Optional<IntakeStop> logged = intakeStop(context);
    if (logged.isEmpty()) {
      return;
    }
    IntakeStop intake = logged.get();
    long limit = conf.getTimeAsMs("spark.streaming.gracefulStopTimeout", STOP_LIMIT);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit);
    try {
      intake.request(conf.getAppId());
      while (!intake.isDone() || ClassicContext.hasUnallocatedBlocks(context)) {
        if (System.nanoTime() > end) {
          LOG.error(
              "{}: blocks are not in a batch after {} ms; they stay in the write-ahead log, and the next run counts them",
              spec,
              limit);
          intake.done();
          return;
        }
        Thread.sleep(STOP_POLL_MILLIS);
      }
    } catch (IOException e) {
      LOG.error("{}: the receiver could not be asked to stop: {}", spec, e.getMessage());
    }
  }
}
