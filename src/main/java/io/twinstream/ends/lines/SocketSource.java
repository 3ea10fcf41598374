package io.twinstream.ends.lines;

import io.twinstream.api.Source;
import io.twinstream.ends.DriverSourceProvider;
import io.twinstream.ends.ReceivedBlocks;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Lines of a TCP server such as {@code nc -lk}. A socket cannot be read twice: what an engine had
 * received and not yet written when it was killed is gone.
 *
 * <p>The classic engine reads by Spark's own socket receiver, which waits two seconds before it
 * connects again. The port reads by {@link SocketStream}, as Spark's socket source neither connects
 * again nor restarts from a checkpoint.
 */
public final class SocketSource implements Source, Source.Receiver {
  /**
   * What Spark's SocketReceiver reports when the server closes (SocketInputDStream.scala, 3.5 and
   * 4.1).
   */
  private static final String NO_MORE = "Socket data stream had no more data";

  private final String host;
  private final int port;
  private volatile SocketStream stream;

  public SocketSource(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public String spec() {
    return "socket:" + host + ":" + port;
  }

  @Override
  public Optional<Receiver> receiver() {
    return Optional.of(this);
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    return context.socketTextStream(host, port, ReceivedBlocks.level(context.sparkContext()));
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    stream = new SocketStream(host, port, session.sparkContext().defaultParallelism());
    return DriverSourceProvider.load(session, stream);
  }

  @Override
  public boolean isEnd(String receiverError) {
    return receiverError.contains(NO_MORE);
  }

  @Override
  public boolean isReplayable(SparkConf conf) {
    return stream == null && Source.super.isReplayable(conf);
  }

  @Override
  public boolean hasEnded() {
    return stream != null && stream.wasClosedByServer();
  }

  @Override
  public boolean stopIntake() {
    stream.stopReading();
    return true;
  }
}
