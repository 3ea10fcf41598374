package io.twinstream.ends.flume;

import io.twinstream.api.Source;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.IntakeStop;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a receiver takes events: on the classic engine with the write-ahead log not before there is
 * a checkpoint, without which a new driver would not look at the log, and not after {@link
 * IntakeStop} was requested. Otherwise always.
 */
final class ClassicGate {
  private static final Logger LOG = LoggerFactory.getLogger(ClassicGate.class);
  private static final long LOOK_MILLIS = 200;

  private final String checkpointDirectory;
  private final Runnable stopTaking;

  // Guarded by this.
  private boolean isOpen;
  private boolean isClosed;

  /**
   * Begins to look.
   *
   * @param checkpointDirectory the context's; null if it has none
   * @param stopTaking returns when all that was taken is stored
   */
  ClassicGate(String checkpointDirectory, Runnable stopTaking) {
    this.checkpointDirectory = checkpointDirectory;
    this.stopTaking = stopTaking;
    SparkConf conf = SparkEnv.get().conf();
    if (checkpointDirectory != null && conf.getBoolean(Source.WRITE_AHEAD_LOG, false)) {
      Thread thread = new Thread(() -> look(conf.getAppId()), "flume, looks at the checkpoint");
      thread.setDaemon(true);
      thread.start();
    } else {
      isOpen = true;
    }
  }

  /** Waits for a while until it is open; tells whether it is. */
  synchronized boolean await(long millis) {
    long end = System.currentTimeMillis() + millis;
    try {
      for (long left = millis; !isOpen && !isClosed && left > 0; ) {
        wait(left);
        left = end - System.currentTimeMillis();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return isOpen && !isClosed;
  }

  /** Waits for a while, or until it is closed. */
  synchronized void awaitClosed(long millis) {
    try {
      if (!isClosed && millis > 0) {
        wait(millis);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized boolean isClosed() {
    return isClosed;
  }

  synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  private synchronized void open() {
    isOpen = true;
    notifyAll();
  }

  private void look(String application) {
    IntakeStop intake = new IntakeStop(checkpointDirectory);
    boolean isRecoverable = false;
    while (!isClosed()) {
      try {
        if (!isRecoverable && ClassicContext.isRecoverable(checkpointDirectory)) {
          isRecoverable = true;
          open();
        }
        if (intake.isRequested(application)) {
          close();
          stopTaking.run();
          intake.done();
          return;
        }
      } catch (Exception e) { // Spark's Scala declares nothing
        LOG.warn("cannot look into {}", checkpointDirectory, e);
      }
      awaitClosed(LOOK_MILLIS);
    }
  }
}
