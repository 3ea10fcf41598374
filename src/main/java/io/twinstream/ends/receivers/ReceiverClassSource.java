package io.twinstream.ends.receivers;

import io.twinstream.api.Source;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * What a receiver of someone else stores, as lines: by {@code receiverStream} on the classic
 * engine, hosted in the query of the port.
 */
public final class ReceiverClassSource implements Source, Source.Receiver {
  private final String spec;
  private final HostedLines lines;

  /**
   * @param arguments of the constructor
   */
  public ReceiverClassSource(String spec, String className, List<String> arguments) {
    this.spec = spec;
    this.lines = new HostedLines(className, arguments);
  }

  @Override
  public String spec() {
    return spec;
  }

  @Override
  public void check() {
    lines.create();
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    return context.receiverStream(lines.create()).map(new Text());
  }

  /** The text that the port has. */
  private static final class Text implements Function<Object, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String call(Object item) {
      return ItemFormat.STRING.column(ItemFormat.STRING.bytes(item)).toString();
    }
  }

  @Override
  public Dataset<Row> structured(SparkSession session) {
    return lines.load(session);
  }

  @Override
  public Optional<Source.Receiver> receiver() {
    return Optional.of(this);
  }

  /** A hosted receiver's blocks are kept until their micro-batch is done. */
  @Override
  public boolean isReplayable(SparkConf conf) {
    return lines.isLoaded() || Source.super.isReplayable(conf);
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
  public boolean stopIntake() {
    lines.stopIntake();
    return true;
  }
}
