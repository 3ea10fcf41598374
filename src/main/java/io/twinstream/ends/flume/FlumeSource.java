package io.twinstream.ends.flume;

import io.twinstream.api.Engine;
import io.twinstream.api.Source;
import io.twinstream.ends.HostPort;
import io.twinstream.ends.LoggedIntake;
import io.twinstream.ends.OnePartitionPerCore;
import io.twinstream.ends.receivers.HostedLines;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * The bodies of Flume's events as lines, at least once: from an agent's Avro sink by {@link
 * FlumeReceiver}, or from Spark's old sink by {@link FlumePollReceiver}; in a query they are
 * hosted.
 */
final class FlumeSource implements Source, Source.Receiver {
  private final String spec;
  private final boolean isPolling;
  private final HostPort at;
  private final HostedLines hosted;

  FlumeSource(String spec, boolean isPolling) {
    this.spec = spec;
    this.isPolling = isPolling;
    this.at = HostPort.of(spec);
    Class<?> receiver = isPolling ? FlumePollReceiver.class : FlumeReceiver.class;
    this.hosted =
        new HostedLines(receiver.getName(), List.of(at.host(), Integer.toString(at.port())));
  }

  @Override
  public String spec() {
    return spec;
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    EventReceiver receiver =
        isPolling
            ? FlumePollReceiver.in(context, at.host(), at.port())
            : FlumeReceiver.in(context, at.host(), at.port());
    return context.receiverStream(receiver).transform(new OnePartitionPerCore<>()).map(new Text());
  }

  private static final class Text implements Function<FlumeEvent, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(FlumeEvent event) {
      return event.toString();
    }
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    checkPort(session.sparkContext());
    return hosted.load(session);
  }

  /** Where the receiver runs here, the port must be free; said before it is tried for ever. */
  private void checkPort(SparkContext spark) {
    if (isPolling || !spark.isLocal()) {
      return;
    }
    try {
      AvroServer.listen(at.host(), at.port()).close();
    } catch (IOException e) {
      throw UserError.failed("source '%s': %s".formatted(spec, e.getMessage()), e);
    }
  }

  @Override
  public void starting(JavaStreamingContext context) {
    checkPort(context.sparkContext().sc());
    LoggedIntake.starting(context);
  }

  @Override
  public void stop(JavaStreamingContext context) throws InterruptedException {
    LoggedIntake.stop(context, spec);
  }

  @Override
  public Optional<Source.Receiver> receiver() {
    return Optional.of(this);
  }

  /** A hosted receiver's blocks are kept until their micro-batch is done. */
  @Override
  public boolean isReplayable(SparkConf conf) {
    return hosted.isLoaded() || Source.super.isReplayable(conf);
  }

  @Override
  public boolean isEnd(String receiverError) {
    return false;
  }

  @Override
  public boolean hasEnded() {
    return false;
  }

  @Override
  public String countedAs(Engine engine) {
    return "event";
  }

  @Override
  public boolean stopIntake() {
    hosted.stopIntake();
    return true;
  }
}
