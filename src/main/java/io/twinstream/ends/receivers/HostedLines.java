package io.twinstream.ends.receivers;

import io.twinstream.api.HostedReceiver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.streaming.receiver.Receiver;

/** What hosted receivers of a class store, as the records of a {@link io.twinstream.api.Source}. */
public final class HostedLines {
  private final Map<String, String> options = new HashMap<>();
  private final String id = UUID.randomUUID().toString();
  private volatile boolean isLoaded;

  /**
   * @param className of a receiver or of a factory
   * @param arguments of its constructor
   */
  public HostedLines(String className, List<String> arguments) {
    options.put(ReceiverSettings.CLASS, className);
    for (int i = 0; i < arguments.size(); i++) {
      options.put(ReceiverSettings.ARGUMENT + i, arguments.get(i));
    }
    options.put(ReceiverSettings.ID, id);
  }

  /**
   * Returns a new receiver.
   *
   * @throws io.twinstream.error.UserError if it cannot be made
   */
  Receiver<Object> create() {
    return ReceiverSettings.of(new CaseInsensitiveStringMap(options)).create();
  }

  /** Returns the records, with the columns that {@code Source.structured} has. */
  public Dataset<Row> load(SparkSession session) {
    isLoaded = true;
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

  /** Tells whether they were loaded: blocks are kept then until their micro-batch is done. */
  public boolean isLoaded() {
    return isLoaded;
  }

  /** Stops the receivers; what they have stored comes in the next micro-batches. */
  public void stopIntake() {
    HostedReceiverProvider.opened(id).ifPresent(HostedStream::stopIntake);
  }
}
