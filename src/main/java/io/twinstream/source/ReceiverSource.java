package io.twinstream.source;

import io.twinstream.internals.ReceiverLimits;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Lines of a sender that speaks {@link LineProtocol}, such as {@code feed --ack}, and keeps each
 * line until it is acknowledged; or plain lines, without any promise.
 *
 * <p>The classic engine reads by {@link ReliableReceiver}: at least once, with the write-ahead log
 * and a checkpoint also over a killed driver. The port reads by {@link ReceiverStream}, which can
 * have a micro-batch sent again: exactly once into a sink that replaces a micro-batch.
 */
public final class ReceiverSource implements Source {
  private final String host;
  private final int port;
  private volatile ReceiverStream stream;

  public ReceiverSource(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public String spec() {
    return "receiver:" + host + ":" + port;
  }

  @Override
  public int receivers() {
    return 1;
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    String checkpoint = ReceiverLimits.checkpointDirectory(context).orElse(null);
    return context.receiverStream(new ReliableReceiver(host, port, checkpoint));
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    stream = new ReceiverStream(host, port, session.sparkContext().defaultParallelism());
    return DriverSourceProvider.load(session, stream);
  }

  @Override
  public boolean isEnd(String receiverError) {
    return receiverError.contains(ReliableReceiver.NO_MORE);
  }

  @Override
  public boolean hasEnded() {
    return stream != null && stream.hasEnded();
  }

  @Override
  public boolean stopIntake() {
    stream.stopIntake();
    return true;
  }
}
