package io.twinstream.internals;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.streaming.Checkpoint;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.receiver.Receiver;
import org.apache.spark.streaming.scheduler.RateController;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import scala.Option;
import scala.collection.immutable.Map$;

/**
 * What a classic context knows of its batches, its backpressure and its receivers, and keeps to
 * itself.
 */
public final class ClassicContext {
  private ClassicContext() {}

  /**
   * Returns how many batches were begun and are not done; a batch with a failed job is one. Can be
   * asked after a stop.
   *
   * <p>Depends on {@code JobScheduler.getPendingTimes}, which is also what a checkpoint keeps of
   * them.
   */
  public static int pendingBatches(JavaStreamingContext context) {
    return context.ssc().scheduler().getPendingTimes().size();
  }

  /**
   * Tells the engine how many records an input stream of our own serves in the batch of that time,
   * for listeners and rate control; once per batch and stream.
   *
   * <p>Depends on {@code JobScheduler.inputInfoTracker}, where Spark's own input streams report.
   */
  public static void reportInput(InputDStream<?> stream, Time time, long records) {
    stream
        .context()
        .scheduler()
        .inputInfoTracker()
        .reportInfo(time, StreamInputInfo.apply(stream.id(), records, Map$.MODULE$.empty()));
  }

  /**
   * Returns the records a second that backpressure lets in, over all input streams; empty while it
   * has come to none, or is off.
   *
   * <p>Depends on {@code DStreamGraph.getInputStreams} and {@code InputDStream.rateController} with
   * {@code RateController.getLatestRate}, which is 0 until there were batches to learn from.
   */
  public static OptionalLong ratePerSecond(JavaStreamingContext context) {
    long rate = 0;
    for (InputDStream<?> stream : context.ssc().graph().getInputStreams()) {
      Option<RateController> controller = stream.rateController();
      rate += controller.isDefined() ? controller.get().getLatestRate() : 0;
    }
    return rate > 0 ? OptionalLong.of(rate) : OptionalLong.empty();
  }

  /**
   * Returns the records a second that a started receiver may store now, for one that stores its own
   * blocks: the least of {@code spark.streaming.receiver.maxRate} and what backpressure has come
   * to; {@link Long#MAX_VALUE} for no limit.
   *
   * <p>Depends on {@code Receiver.supervisor} and {@code ReceiverSupervisor.getCurrentRateLimit}.
   */
  public static LongSupplier rate(Receiver<?> receiver) {
    return () -> receiver.supervisor().getCurrentRateLimit();
  }

  /**
   * Tells whether receivers have stored blocks that no batch has yet.
   *
   * <p>Depends on {@code ReceiverTracker.hasUnallocatedBlocks}.
   */
  public static boolean hasUnallocatedBlocks(JavaStreamingContext context) {
    return context.ssc().scheduler().receiverTracker().hasUnallocatedBlocks();
  }

  /**
   * Returns the context's checkpoint directory.
   *
   * <p>Depends on {@code StreamingContext.checkpointDir}.
   */
  public static Optional<String> checkpointDirectory(JavaStreamingContext context) {
    return Optional.ofNullable(context.ssc().checkpointDir());
  }

  /**
   * Tells whether a context could be recovered from that directory.
   *
   * <p>Depends on {@code Checkpoint.getCheckpointFiles}.
   */
  public static boolean isRecoverable(String checkpointDirectory) {
    return !Checkpoint.getCheckpointFiles(checkpointDirectory, Option.empty()).isEmpty();
  }

  /** Tells the same on a file system. */
  public static boolean isRecoverable(String checkpointDirectory, FileSystem files) {
    return !Checkpoint.getCheckpointFiles(checkpointDirectory, Option.apply(files)).isEmpty();
  }
}
