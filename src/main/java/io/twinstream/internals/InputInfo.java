package io.twinstream.internals;

import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.scheduler.StreamInputInfo;
import scala.collection.immutable.Map$;

/**
 * Tells the classic engine how many records an input stream of our own serves, for listeners and
 * rate control.
 *
 * <p>Depends on {@code JobScheduler.inputInfoTracker}, where Spark's own input streams report.
 */
public final class InputInfo {
  private InputInfo() {}

  /** Reports the records of the batch of that time; once per batch and stream. */
  public static void report(InputDStream<?> stream, Time time, long records) {
    stream
        .context()
        .scheduler()
        .inputInfoTracker()
        .reportInfo(time, StreamInputInfo.apply(stream.id(), records, Map$.MODULE$.empty()));
  }
}
