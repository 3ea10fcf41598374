package io.twinstream.migration.compare.rows;

import io.twinstream.ends.kafka.KafkaClientSettings;
import io.twinstream.error.UserError;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Where the rows of a program are. */
interface End {
  /** The ways to write one, for messages. */
  String FORMS =
      "jdbc:URL#TABLE, kafka:HOST:PORT/TOPIC, json:DIR, csv:DIR, parquet:DIR, orc:DIR or delta:DIR";

  /** As it was written, without passwords. */
  String spec();

  /** Returns the settings of Spark that it needs. */
  default Map<String, String> settings() {
    return Map.of();
  }

  /**
   * Returns its rows; what is read later are the rows of now, as far as the end can tell them.
   *
   * @throws io.twinstream.error.UserError if there is nothing that can be read
   */
  EndRows read(SparkSession session);

  /**
   * Returns the end that a specification names.
   *
   * @throws io.twinstream.error.UserError if it names none
   */
  static End parse(String spec, KafkaClientSettings kafka, boolean isLog) {
    int colon = spec.indexOf(':');
    String kind = colon < 0 ? "" : spec.substring(0, colon).toLowerCase(Locale.ROOT);
    return switch (kind) {
      case "jdbc" -> JdbcEnd.parse(spec);
      case "kafka" -> KafkaEnd.parse(spec, kafka, isLog);
      case "json", "csv", "parquet", "orc", "delta" -> FolderEnd.parse(kind, spec);
      default -> throw UserError.usage("'%s': is not a known end: write %s".formatted(spec, FORMS));
    };
  }
}
