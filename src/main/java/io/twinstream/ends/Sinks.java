package io.twinstream.ends;

import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.ends.console.ConsoleSink;
import io.twinstream.ends.files.JsonSink;
import io.twinstream.ends.files.TextSink;
import io.twinstream.ends.jdbc.Database;
import io.twinstream.ends.jdbc.JdbcSink;
import io.twinstream.ends.kafka.KafkaSink;
import io.twinstream.error.UserError;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaClientSettings;

/** Reads {@code --sink}. */
public final class Sinks {
  private Sinks() {}

  /**
   * Returns the sink of a specification.
   *
   * @param spec {@code console}, {@code json:DIR}, {@code text:DIR}, {@code jdbc:URL#TABLE} or
   *     {@code kafka:HOST:PORT/TOPIC}
   * @param rowType the row's class
   * @param isOfBatch whether a row is one of its batch, and not a total
   * @param client properties of Kafka's clients
   * @param hadoop settings of Hadoop's file systems
   * @throws UserError if it names no sink
   */
  public static <R> Sink<R> parse(
      String spec,
      RowFormat format,
      String runId,
      Class<R> rowType,
      boolean isOfBatch,
      KafkaClientSettings client,
      HadoopSettings hadoop) {
    if (spec.startsWith("jdbc:")) {
      return JdbcSink.parse(spec, format, rowType, isOfBatch, runId);
    }
    return spec.startsWith("kafka:")
        ? new KafkaSink<>(KafkaAddress.ofOneTopic(spec), client, format)
        : parse(spec, format, runId, hadoop);
  }

  /** Returns the same, with the file systems of this process. */
  public static <R> Sink<R> parse(
      String spec,
      RowFormat format,
      String runId,
      Class<R> rowType,
      boolean isOfBatch,
      KafkaClientSettings client) {
    return parse(spec, format, runId, rowType, isOfBatch, client, HadoopSettings.NONE);
  }

  /**
   * Returns the sink of a specification that needs no more than the row's columns.
   *
   * @param spec {@code console}, {@code json:DIR} or {@code text:DIR}
   * @param format the row's columns
   * @param runId what tells this run's output from that of another run into the same place; the
   *     same after a restart from the run's checkpoint
   * @throws UserError if it names no sink
   */
  public static <R> Sink<R> parse(String spec, RowFormat format, String runId) {
    return parse(spec, format, runId, HadoopSettings.NONE);
  }

  /** Returns a specification without the passwords in it, to be shown and kept. */
  public static String masked(String spec) {
    return Database.masked(spec);
  }

  private static <R> Sink<R> parse(
      String spec, RowFormat format, String runId, HadoopSettings hadoop) {
    if (spec.equals("console")) {
      return new ConsoleSink<>(format);
    }
    if (spec.startsWith("json:") && spec.length() > "json:".length()) {
      return new JsonSink<>(spec.substring("json:".length()), format, runId, hadoop);
    }
    if (spec.startsWith("text:") && spec.length() > "text:".length()) {
      return new TextSink<>(spec.substring("text:".length()), format, runId, hadoop);
    }
    throw UserError.usage(
        "unknown sink '%s': known are console, json:DIR, text:DIR, jdbc:URL#TABLE, kafka:HOST:PORT/TOPIC"
            .formatted(spec));
  }
}
