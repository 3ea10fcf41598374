package io.twinstream.ends.flume;

import io.twinstream.ends.ReceivedBlocks;
import io.twinstream.internals.ClassicContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;

/** Takes batches of events, and tells Flume of a batch that it has it when all of it is stored. */
abstract class EventReceiver extends Receiver<FlumeEvent> {
  private static final long serialVersionUID = 1L;

  /** A setting of Spark: bytes of one message of Flume. */
  static final String MOST_BYTES = "spark.twinstream.flume.maxRequestBytes";

  private static final String DEFAULT_MOST_BYTES = "64m";

  /** Under the 10 s after which a hosted receiver's {@code onStop} is left alone. */
  private static final long STOP_MILLIS = 8_000;

  /** Under the 20 s after which an agent gives up, {@code request-timeout}. */
  private static final long MOST_HELD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final double NANOS = 1e9;

  private final String host;
  private final int port;
  private final String checkpointDirectory;
  private transient ClassicGate gate;
  private transient long dueNanos;

  /**
   * @param checkpointDirectory the classic context's; null if it has none
   */
  EventReceiver(String host, int port, StorageLevel blocks, String checkpointDirectory) {
    super(blocks);
    this.host = host;
    this.port = port;
    this.checkpointDirectory = checkpointDirectory;
  }

  /** Makes a receiver for a context, which may have a checkpoint and the write-ahead log. */
  interface Maker<R> {
    R make(StorageLevel blocks, String checkpointDirectory);
  }

  static <R> R in(JavaStreamingContext context, Maker<R> maker) {
    return maker.make(
        ReceivedBlocks.level(context.sparkContext()),
        ClassicContext.checkpointDirectory(context).orElse(null));
  }

  /** Begins to take events from what is at this address, or at it. */
  abstract void open(String host, int port, long mostBytes);

  /** Takes no more; returns when what was taken is answered, or the time is over. */
  abstract void stopTaking(long millis);

  @Override
  public final void onStart() {
    gate = new ClassicGate(checkpointDirectory, () -> stopTaking(STOP_MILLIS));
    open(host, port, SparkEnv.get().conf().getSizeAsBytes(MOST_BYTES, DEFAULT_MOST_BYTES));
  }

  @Override
  public final void onStop() {
    gate.close();
    stopTaking(STOP_MILLIS);
  }

  final String host() {
    return host;
  }

  final ClassicGate gate() {
    return gate;
  }

  /** Tells whether the events are stored; if they are not, they must be sent again. */
  final boolean keep(List<FlumeEvent> events) {
    if (events.isEmpty()) {
      return true;
    }
    try {
      long rate = ClassicContext.rate(this).getAsLong();
      long begin = System.nanoTime();
      store(events.iterator());
      hold(events.size(), rate, begin);
      return true;
    } catch (Exception e) { // whatever the block manager, the log and the driver throw
      reportError(
          "%d events could not be stored (%s): Flume sends them again"
              .formatted(events.size(), e.getMessage()),
          e);
      return false;
    }
  }

  /** Answers so late that no more come than the rate allows. */
  private void hold(int events, long rate, long begin) {
    if (rate <= 0 || rate == Long.MAX_VALUE) {
      return;
    }
    long nanos;
    synchronized (this) {
      dueNanos = Math.max(dueNanos, begin) + (long) (events * NANOS / rate);
      nanos = Math.min(dueNanos - System.nanoTime(), MOST_HELD_NANOS);
    }
    gate.awaitClosed(TimeUnit.NANOSECONDS.toMillis(nanos));
  }
}
