package io.twinstream.engine;

import io.twinstream.api.InputRecord;
import io.twinstream.ends.RecordColumns;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** The records that a port is given, with all the columns of {@link InputRecord}. */
final class PortRecords {
  private PortRecords() {}

  /**
   * Returns those of the run's source; dead letters are sent on the way.
   *
   * @param sent counts those, once more for each time that a task is tried again
   */
  static Dataset<Row> of(RunSettings<?> settings, SparkSession session, LongAccumulator sent) {
    Dataset<Row> records = RecordColumns.whole(settings.source().structured(session));
    return withLetters(settings, records, sent);
  }

  /** The records that the job cannot read are sent by the tasks that read them. */
  private static Dataset<Row> withLetters(
      RunSettings<?> settings, Dataset<Row> lines, LongAccumulator sent) {
    return settings
        .letters()
        .map(
            letters ->
                lines.mapPartitions(
                    (MapPartitionsFunction<Row, Row>)
                        part -> letters.passing(part, PortRecords::record, () -> sent.add(1)),
                    Encoders.row(lines.schema())))
        .orElse(lines);
  }

  private static InputRecord record(Row row) {
    return new InputRecord(
        row.getAs("topic"),
        row.<Integer>getAs("partition"),
        row.<Long>getAs("offset"),
        row.<Timestamp>getAs("arrivedAt").getTime(),
        row.getAs("key"),
        row.getAs("bytes"),
        headers(row));
  }

  private static List<InputRecord.Header> headers(Row row) {
    int column = row.fieldIndex("headers");
    return row.isNullAt(column)
        ? List.of()
        : row.<Row>getList(column).stream()
            .map(each -> new InputRecord.Header(each.getString(0), each.getAs(1)))
            .toList();
  }
}
