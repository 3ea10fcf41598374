package io.twinstream.internals;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.streaming.Checkpoint;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;
import scala.Option;

/**
 * What a receiver that stores its own blocks must ask for, and Spark's block generator knows by
 * itself.
 *
 * <p>Depends on {@code Receiver.supervisor}, {@code ReceiverSupervisor.getCurrentRateLimit}, {@code
 * StreamingContext.checkpointDir} and {@code Checkpoint.getCheckpointFiles}.
 */
public final class ReceiverLimits {
  private ReceiverLimits() {}

  /**
   * Returns the records a second that a started receiver may store now: the least of {@code
   * spark.streaming.receiver.maxRate} and what backpressure has come to; {@link Long#MAX_VALUE} for
   * no limit.
   */
  public static LongSupplier rate(Receiver<?> receiver) {
    return () -> receiver.supervisor().getCurrentRateLimit();
  }

  /** Returns the context's checkpoint directory. */
  public static Optional<String> checkpointDirectory(JavaStreamingContext context) {
    return Optional.ofNullable(context.ssc().checkpointDir());
  }

  /** Tells whether a context could be recovered from that directory. */
  public static boolean isRecoverable(String checkpointDirectory) {
    return !Checkpoint.getCheckpointFiles(checkpointDirectory, Option.empty()).isEmpty();
  }

  /** Tells the same on a file system. */
  public static boolean isRecoverable(String checkpointDirectory, FileSystem files) {
    return !Checkpoint.getCheckpointFiles(checkpointDirectory, Option.apply(files)).isEmpty();
  }
}
