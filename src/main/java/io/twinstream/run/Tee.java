package io.twinstream.run;

import io.twinstream.sink.DeadLetters;
import io.twinstream.source.SourceRecord;
import java.sql.Timestamp;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.api.java.JavaDStream;

/** Puts {@link DeadLetters} between a source and a job. */
final class Tee {
  private Tee() {}

  static <R> RecordTwin<R> of(DStreamTwin<R> twin, DeadLetters letters) {
    return new RecordTwin<>() {
      @Override
      public JavaDStream<R> topologyOfRecords(JavaDStream<SourceRecord> records) {
        JavaDStream<SourceRecord> passed = records.mapPartitions(passing(letters));
        return twin instanceof RecordTwin<R> ofRecords
            ? ofRecords.topologyOfRecords(passed)
            : twin.topology(
                passed.filter(record -> record.value() != null).map(SourceRecord::value));
      }
    };
  }

  /** Not a lambda of the twin, which is not serializable. */
  private static FlatMapFunction<Iterator<SourceRecord>, SourceRecord> passing(
      DeadLetters letters) {
    return part -> letters.passing(part, record -> record);
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
