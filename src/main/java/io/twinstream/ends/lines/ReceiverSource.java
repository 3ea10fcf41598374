package io.twinstream.ends.lines;

import io.twinstream.api.Source;
import io.twinstream.ends.DriverSourceProvider;
import io.twinstream.ends.LoggedIntake;
import io.twinstream.ends.OnePartitionPerCore;
import io.twinstream.ends.ReceivedBlocks;
import io.twinstream.internals.ClassicContext;
import io.twinstream.internals.CountedBlocks;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.FlatMapFunction;
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
public final class ReceiverSource implements Source, Source.Receiver {
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
  public Optional<Receiver> receiver() {
    return Optional.of(this);
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    String checkpoint = ClassicContext.checkpointDirectory(context).orElse(null);
    return CountedBlocks.of(
            context,
            new ReliableReceiver(
                host, port, checkpoint, ReceivedBlocks.level(context.sparkContext())),
            byte[].class)
        .transform(new OnePartitionPerCore<>())
        .flatMap(new Lines());
  }

  /** The lines of a {@link LineBlock}'s array. */
  private static final class Lines implements FlatMapFunction<byte[], String> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<String> call(byte[] array) {
      return LineBlock.lines(array);
    }
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
  public boolean isReplayable(SparkConf conf) {
    return stream == null ? Source.super.isReplayable(conf) : stream.isWhole();
  }

  @Override
  public void starting(JavaStreamingContext context) {
    LoggedIntake.starting(context);
  }

  @Override
  public boolean hasEnded() {
    return stream != null && stream.hasEnded();
  }

  @Override
  public void stop(JavaStreamingContext context) throws InterruptedException {
    LoggedIntake.stop(context, spec());
  }

  @Override
  public boolean stopIntake() {
    stream.stopIntake();
    return true;
  }
}
