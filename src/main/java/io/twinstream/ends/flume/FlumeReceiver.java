package io.twinstream.ends.flume;

import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.List;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import scala.Option;

/**
 * Listens for the Avro sink of a Flume agent, as the receiver of {@code FlumeUtils.createStream}
 * did, and answers OK when the whole batch is stored: the agent keeps its events until then.
 *
 * <p>On either engine: {@code context.receiverStream(FlumeReceiver.in(context, host, port))}, and
 * {@code HostedReceiver.of(() -> new FlumeReceiver(host, port))}. What is promised: flume.md.
 */
public final class FlumeReceiver extends EventReceiver {
  private static final long serialVersionUID = 1L;

  /** An agent waits longer for its answer. */
  private static final long MOST_WAIT_MILLIS = 10_000;

  private transient AvroServer server;

  /**
   * @param host a name or address of the machine where the receiver runs, or 0.0.0.0 for all
   * @param port 1 to 65535
   */
  public FlumeReceiver(String host, int port) {
    this(host, port, StorageLevel.MEMORY_AND_DISK_SER_2(), null);
  }

  /** The same of strings, for a receiver that is named by its class. */
  public FlumeReceiver(String host, String port) {
    this(host, Ports.of(port));
  }

  private FlumeReceiver(String host, int port, StorageLevel blocks, String checkpointDirectory) {
    super(host, port, blocks, checkpointDirectory);
  }

  /**
   * Returns the receiver for a classic context. With the write-ahead log it takes nothing before
   * the first checkpoint, from which on a new driver finds what was acknowledged.
   */
  public static FlumeReceiver in(JavaStreamingContext context, String host, int port) {
    return in(context, (blocks, folder) -> new FlumeReceiver(host, port, blocks, folder));
  }

  @Override
  public Option<String> preferredLocation() {
    return host().equals("0.0.0.0") ? Option.empty() : Option.apply(host());
  }

  @Override
  void open(String host, int port, long mostBytes) {
    try {
      server = AvroServer.start(host, port, new EventsResponder(this::take), mostBytes);
    } catch (IOException e) {
      throw UserError.failed(e.getMessage(), e);
    }
  }

  private boolean take(List<FlumeEvent> events) {
    return gate().await(MOST_WAIT_MILLIS) && keep(events);
  }

  @Override
  void stopTaking(long millis) {
    if (server != null) {
      server.stop(millis);
    }
  }
}
