package io.twinstream.run;

import io.twinstream.sink.DeadLetters;
import io.twinstream.source.SourceRecord;
import java.sql.Timestamp;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;

/**
 * Puts {@link DeadLetters} between a source and a job.
 *
 * <p>The classic twin may use its input in several branches, each of which reads it anew, so the
 * letters of a batch are an output operation of their own, before that of the rows.
 */
final class Tee {
  private Tee() {}

  static <R> RecordTwin<R> of(DStreamTwin<R> twin, DeadLetters letters) {
    return new RecordTwin<>() {
      @Override
      public JavaDStream<R> topologyOfRecords(JavaDStream<SourceRecord> records) {
        records.foreachRDD(writing(letters));
        return twin instanceof RecordTwin<R> ofRecords
            ? ofRecords.topologyOfRecords(records)
            : twin.topology(
                records.filter(record -> record.value() != null).map(SourceRecord::value));
      }
    };
  }

  /** Not a lambda of the twin, which is not serializable. */
  private static VoidFunction2<JavaRDD<SourceRecord>, Time> writing(DeadLetters letters) {
    return (records, time) ->
        WriteGate.ofProcess().writeBeside(letters, records, time.milliseconds());
  }

  static <R> StructuredTwin<R> of(StructuredTwin<R> twin, DeadLetters letters) {
    return new Passing<>(twin, letters);
  }

  private record Passing<R>(StructuredTwin<R> twin, DeadLetters letters)
      implements StructuredTwin<R> {
    @Override
    public Scope scope() {
      return twin.scope();
    }

    @Override
    public Dataset<R> topology(Dataset<Row> lines) {
      DeadLetters to = letters;
      MapPartitionsFunction<Row, Row> passing = part -> to.passing(part, Passing::record);
      Dataset<Row> passed = lines.mapPartitions(passing, Encoders.row(lines.schema()));
      return twin.topology(twin.takesNulls() ? passed : passed.where("value IS NOT NULL"));
    }

    @Override
    public boolean takesNulls() {
      return true;
    }

    @Override
    public String outputMode() {
      return twin.outputMode();
    }

    private static SourceRecord record(Row row) {
      return new SourceRecord(
          row.getAs("topic"),
          row.<Integer>getAs("partition"),
          row.<Long>getAs("offset"),
          row.<Timestamp>getAs("arrivedAt").getTime(),
          row.getAs("value"));
    }
  }
}
