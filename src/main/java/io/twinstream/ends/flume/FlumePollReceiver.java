package io.twinstream.ends.flume;

import java.io.IOException;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Polls {@code org.apache.spark.streaming.flume.sink.SparkSink} in a Flume agent, as the receiver
 * of {@code FlumeUtils.createPollingStream} did, and acknowledges a batch when all of it is stored:
 * the sink keeps its transaction open until then.
 *
 * <p>On either engine: {@code context.receiverStream(FlumePollReceiver.in(context, host, port))},
 * and {@code HostedReceiver.of(() -> new FlumePollReceiver(host, port))}. What is promised:
 * flume.md.
 */
public final class FlumePollReceiver extends EventReceiver {
  private static final long serialVersionUID = 1L;
  private static final int MOST_EVENTS = 1_000; // as FlumeUtils
  private static final long RETRY_MILLIS = 1_000;
  private static final long EMPTY_MILLIS = 200; // where a sink answers without events

  private transient Thread thread;

  /** The client whose sink has not answered; null while its answer is dealt with. */
  private transient volatile SinkClient waiting;

  /**
   * @param host where the sink listens
   * @param port 1 to 65535
   */
  public FlumePollReceiver(String host, int port) {
    this(host, port, StorageLevel.MEMORY_AND_DISK_SER_2(), null);
  }

  /** The same of strings, for a receiver that is named by its class. */
  public FlumePollReceiver(String host, String port) {
    this(host, Ports.of(port));
  }

  private FlumePollReceiver(
      String host, int port, StorageLevel blocks, String checkpointDirectory) {
    super(host, port, blocks, checkpointDirectory);
  }

  /**
   * Returns the receiver for a classic context. With the write-ahead log it takes nothing before
   * the first checkpoint, from which on a new driver finds what was acknowledged.
   */
  public static FlumePollReceiver in(JavaStreamingContext context, String host, int port) {
    return in(context, (blocks, folder) -> new FlumePollReceiver(host, port, blocks, folder));
  }

  @Override
  void open(String host, int port, long mostBytes) {
    ClassicGate gate = gate();
    thread = new Thread(() -> poll(gate, host, port, mostBytes), "flume " + host + ":" + port);
    thread.setDaemon(true);
    thread.start();
  }

  private void poll(ClassicGate gate, String host, int port, long mostBytes) {
    String told = "";
    while (!gate.isClosed()) {
      if (gate.await(RETRY_MILLIS)) {
        try (SinkClient sink = SinkClient.connect(host, port, mostBytes)) {
          poll(gate, sink);
          told = "";
        } catch (IOException | RuntimeException e) {
          String why =
              "%s:%d: cannot be polled (%s): is a SparkSink of a running agent there? It is tried again"
                  .formatted(host, port, e.getMessage());
          if (!gate.isClosed() && !why.equals(told)) {
            told = why; // once, not every second
            reportError(why, e);
          }
          gate.awaitClosed(RETRY_MILLIS);
        }
      }
    }
  }

  private void poll(ClassicGate gate, SinkClient sink) throws IOException {
    while (!gate.isClosed()) {
      waiting = sink;
      SinkClient.Batch batch = sink.next(MOST_EVENTS);
      if (!isTaken(gate)) {
        return; // the sink takes it back
      }
      if (batch.events().isEmpty()) {
        gate.awaitClosed(EMPTY_MILLIS);
      } else if (keep(batch.events())) {
        sink.ack(batch);
      } else {
        sink.nack(batch);
        gate.awaitClosed(RETRY_MILLIS);
      }
    }
  }

  /** Tells whether what the sink gave is kept, which a stop waits for; not after the stop. */
  private synchronized boolean isTaken(ClassicGate gate) {
    waiting = null;
    return !gate.isClosed();
  }

  @Override
  void stopTaking(long millis) {
    synchronized (this) {
      if (waiting != null) { // for as long as the agent has no events
        waiting.close();
      }
    }
    boolean wasInterrupted = Thread.interrupted();
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      wasInterrupted = true;
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
