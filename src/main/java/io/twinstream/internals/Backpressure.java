package io.twinstream.internals;

import java.util.OptionalLong;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.dstream.InputDStream;
import org.apache.spark.streaming.scheduler.RateController;
import scala.Option;

/**
 * What the classic engine's backpressure has come to.
 *
 * <p>Depends on {@code DStreamGraph.getInputStreams} and {@code InputDStream.rateController} with
 * {@code RateController.getLatestRate}, which is 0 until there were batches to learn from.
 */
public final class Backpressure {
  private Backpressure() {}

  /**
   * Returns the records a second that it lets in, over all input streams; empty while it has come
   * to none, or is off.
   */
  public static OptionalLong ratePerSecond(JavaStreamingContext context) {
    long rate = 0;
    for (InputDStream<?> stream : context.ssc().graph().getInputStreams()) {
      Option<RateController> controller = stream.rateController();
      rate += controller.isDefined() ? controller.get().getLatestRate() : 0;
    }
    return rate > 0 ? OptionalLong.of(rate) : OptionalLong.empty();
  }
}
