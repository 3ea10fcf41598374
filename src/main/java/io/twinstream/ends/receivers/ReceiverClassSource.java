package io.twinstream.ends.receivers;

import io.twinstream.api.HostedReceiver;
import io.twinstream.api.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * What a receiver of someone else stores, as lines: by {@code receiverStream} on the classic
 * engine, hosted in the query of the port.
 */
final class ReceiverClassSource implements Source, Source.Receiver {
  private final String spec;
  private final Map<String, String> options = new HashMap<>();
  private final String id = UUID.randomUUID().toString();
  private volatile boolean isHosted;

  /**
   * @param arguments of the constructor
   */
  ReceiverClassSource(String spec, String className, List<String> arguments) {
    this.spec = spec;
    options.put(ReceiverSettings.CLASS, className);
    for (int i = 0; i < arguments.size(); i++) {
      options.put(ReceiverSettings.ARGUMENT + i, arguments.get(i));
    }
    options.put(ReceiverSettings.ID, id);
  }

  @Override
  public String spec() {
    return spec;
  }

  @Override
  public void check() {
    settings().create();
  }

  private ReceiverSettings settings() {
    return ReceiverSettings.of(new CaseInsensitiveStringMap(options));
  }

  @Override
  public JavaDStream<String> dstream(JavaStreamingContext context) {
    return context.receiverStream(settings().create()).map(new Text());
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
    isHosted = true;
    return session
        .readStream()
        .format(HostedReceiver.FORMAT)
        .options(options)
        .load()
        .selectExpr(
            "value",
            "receivedAt AS arrivedAt",
            "'' AS topic",
            "0 AS partition",
            "-1L AS offset",
            "CAST(NULL AS BINARY) AS key",
            "CAST(value AS BINARY) AS bytes",
            "CAST(NULL AS ARRAY<STRUCT<key: STRING, value: BINARY>>) AS headers");
  }

  @Override
  public Optional<Source.Receiver> receiver() {
    return Optional.of(this);
  }

  /** A hosted receiver's blocks are kept until their micro-batch is done. */
  @Override
  public boolean isReplayable(SparkConf conf) {
    return isHosted || Source.super.isReplayable(conf);
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
    HostedReceiverProvider.opened(id).ifPresent(HostedStream::stopIntake);
    return true;
  }
}
