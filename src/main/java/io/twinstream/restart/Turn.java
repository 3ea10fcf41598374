package io.twinstream.restart;

import io.twinstream.error.UserError;
import io.twinstream.recovery.Epoch;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchSubmitted;

/**
 * A driver's turn at a generation. One that finds at a batch that another driver has taken over was
 * taken for dead, and stops.
 */
final class Turn implements StreamingListener {
  private final Generations generations;
  private final Path folder;
  private final Epoch epoch;
  private StreamingContext context;
  private boolean isOver;

  Turn(Generations generations, Path folder, Epoch epoch) {
    this.generations = generations;
    this.folder = folder;
    this.epoch = epoch;
  }

  static Turn begin(Generations generations, Path folder, Configuration hadoop) {
    return new Turn(generations, folder, Epoch.begin(folder.toString(), hadoop));
  }

  void watch(StreamingContext watched) {
    context = watched;
    watched.addStreamingListener(this);
  }

  @Override
  public void onBatchSubmitted(StreamingListenerBatchSubmitted submitted) {
    if (isOver) {
      return;
    }
    try {
      epoch.check();
      if (generations.isOver(folder)) {
        stop("another driver goes on in a later generation");
      }
    } catch (UserError e) {
      stop(e.getMessage());
    } catch (IOException e) {
      Restart.LOG.warn("checkpoint {}: cannot be looked at: {}", folder, e.getMessage());
    }
  }

  /** In a thread of its own: a stop waits for the listeners. */
  private void stop(String why) {
    isOver = true;
    Restart.LOG.error("checkpoint {}: this driver stops: {}", folder, why);
    new Thread(() -> context.stop(true, false), "stops a driver that was taken for dead").start();
  }
}
