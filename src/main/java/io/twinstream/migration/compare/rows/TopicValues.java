package io.twinstream.migration.compare.rows;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the values of a topic are. */
interface TopicValues {
  /** The column of a record's value, in bytes. */
  String VALUE = "value";

  /** An expression that says where a value is, for messages. */
  String WHERE =
      "concat('the value of partition ', `%s`, ', offset ', `%s`)"
          .formatted(EndRows.PARTITION, EndRows.OFFSET);

  /** The rest of a specification, and what it says of the values. */
  record Of(String spec, TopicValues values) {}

  /**
   * Returns records with the value's fields in the place of its bytes.
   *
   * @param records none without a value
   * @throws io.twinstream.error.UserError if a value cannot be read
   */
  Dataset<Row> parsed(SparkSession session, String spec, Dataset<Row> records);

  /** Tells whether the fields have types. */
  boolean areTyped();

  /**
   * Returns what a specification says behind its topics: CSV's columns, Avro's schema, or nothing,
   * which is JSON.
   */
  static Of parse(String spec) {
    int mark = spec.indexOf(AvroValues.MARK);
    if (mark >= 0) {
      return new Of(spec.substring(0, mark), AvroValues.parse(spec, mark));
    }
    GivenColumns given = GivenColumns.of(spec);
    return new Of(given.spec(), given.columns().<TopicValues>map(Csv::new).orElse(new Json()));
  }

  /** JSON objects, whose types are found by reading all of them. */
  record Json() implements TopicValues {
    @Override
    public Dataset<Row> parsed(SparkSession session, String spec, Dataset<Row> records) {
      return JsonValues.ofColumn(session, spec, texts(records), VALUE, WHERE);
    }

    @Override
    public boolean areTyped() {
      return true;
    }
  }

  /** CSV whose columns are given. */
  record Csv(List<String> columns) implements TopicValues {
    @Override
    public Dataset<Row> parsed(SparkSession session, String spec, Dataset<Row> records) {
      return texts(records)
          .withColumn(
              VALUE,
              from_csv(
                  col(VALUE),
                  lit(FolderEnd.csvSchema(columns).toDDL()),
                  Map.of("mode", "FAILFAST")));
    }

    @Override
    public boolean areTyped() {
      return false;
    }
  }

  private static Dataset<Row> texts(Dataset<Row> records) {
    return records.withColumn(VALUE, col(VALUE).cast("string"));
  }
}
