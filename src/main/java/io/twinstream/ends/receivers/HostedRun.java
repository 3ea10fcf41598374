package io.twinstream.ends.receivers;

import com.google.common.collect.Iterators;
import io.twinstream.api.KeepsPosition;
import io.twinstream.error.UserError;
import io.twinstream.internals.HostedSupervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.streaming.receiver.Receiver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a receiver, from its making to its end, on the driver or in a task. */
final class HostedRun implements HostedSupervisor.Storage {
  private static final Logger LOG = LoggerFactory.getLogger(HostedRun.class);
  private static final long STOP_MILLIS = 10_000;

  private final ReceiverSettings settings;
  private final String name;
  private final BlockWriter writer;
  private final ItemBuffer buffer;
  private final HostedSupervisor supervisor;

  /**
   * Makes the receiver.
   *
   * @throws NotStartedException why it cannot be made
   */
  HostedRun(ReceiverSettings settings, int number, BlockFolder folder) {
    SparkConf conf = SparkEnv.get().conf();
    Receiver<?> receiver = make(settings);
    this.settings = settings;
    this.name = "receiver %d (%s)".formatted(number, receiver.getClass().getName());
    this.writer = new BlockWriter(folder, number, settings.mostPending());
    this.buffer =
        new ItemBuffer(writer, name, conf.getTimeAsMs("spark.streaming.blockInterval", "200ms"));
    this.supervisor = HostedSupervisor.of(receiver, number, conf, this);
    if (receiver instanceof KeepsPosition keeper) {
      keepPosition(keeper, folder.beside("positions/" + number));
    }
  }

  private static void keepPosition(KeepsPosition keeper, String folder) {
    try {
      keeper.keepIn(folder);
    } catch (RuntimeException e) { // whatever it has against it
      throw new NotStartedException(e);
    }
  }

  private static Receiver<?> make(ReceiverSettings settings) {
    try {
      return settings.create();
    } catch (UserError e) {
      throw new NotStartedException(e);
    }
  }

  /**
   * Starts the receiver and returns when it has ended itself, or was ended.
   *
   * @throws NotStartedException if {@code onStart} fails
   * @throws InterruptedException if the thread is interrupted; the receiver is stopped then
   * @throws Exception why it ended itself
   */
  void run() throws Exception {
    try {
      start();
      if (!supervisor.hasStarted()) {
        throw new NotStartedException(supervisor.whyEnded());
      }
      supervisor.awaitTermination();
    } finally {
      stop();
    }
  }

  private void start() {
    try {
      supervisor.start();
    } catch (LinkageError e) { // a class that it needs is not there
      throw new NotStartedException(e);
    }
  }

  /** Stops the receiver; one whose {@code onStop} does not return is left alone after 10 s. */
  private void stop() {
    Thread stopping = new Thread(() -> supervisor.end("the query stops"), "stop of " + name);
    stopping.setDaemon(true);
    stopping.start();
    boolean wasInterrupted = Thread.interrupted();
    try {
      stopping.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      wasInterrupted = true;
    }
    if (stopping.isAlive()) {
      LOG.warn("{}: its onStop has not returned after {} ms and is left alone", name, STOP_MILLIS);
      buffer.close();
    }
    writer.close();
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void item(Object item) {
    byte[] bytes = bytes(item);
    try {
      buffer.add(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + " was interrupted: the record is not kept", e);
    }
  }

  @Override
  public void block(Iterator<?> items) {
    try {
      writer.write(Iterators.transform(items, this::bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": the block is not kept: " + e.getMessage(), e);
    }
  }

  private byte[] bytes(Object item) {
    try {
      return settings.format().bytes(item);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  @Override
  public long rate() {
    return settings.rate();
  }

  @Override
  public void error(String message, Throwable error) {
    LOG.warn("{}: {}", name, message, error);
  }

  @Override
  public void close() {
    buffer.close();
  }
}
