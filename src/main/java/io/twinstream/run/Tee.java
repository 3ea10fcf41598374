package io.twinstream.run;

import io.twinstream.error.UserError;
import io.twinstream.sink.BatchRows;
import io.twinstream.sink.DeadLetters;
import io.twinstream.sink.Sink;
import io.twinstream.sink.SinkWriter;
import io.twinstream.source.SourceRecord;
import java.sql.Timestamp;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
  /** Whose letters were refused, in this driver. */
  private static final Set<String> REFUSED = ConcurrentHashMap.newKeySet();

  private Tee() {}

  static <R> RecordTwin<R> of(DStreamTwin<R> twin, DeadLetters letters) {
    return new Lettered<>(twin, letters, UUID.randomUUID().toString());
  }

  /**
   * Returns the sink of a classic twin that {@link #of} may have made: one that writes no rows when
   * letters before them were not sent, as Spark goes on with the next output operation after one
   * has failed, and what is written need not be read again.
   */
  static <R> Sink<R> sink(DStreamTwin<R> twin, Sink<R> sink) {
    return twin instanceof Lettered<R> lettered ? new BehindLetters<>(sink, lettered.id()) : sink;
  }

  private record Lettered<R>(DStreamTwin<R> twin, DeadLetters letters, String id)
      implements RecordTwin<R> {
    @Override
    public JavaDStream<R> topologyOfRecords(JavaDStream<SourceRecord> records) {
      records.foreachRDD(writing(letters, id));
      return twin instanceof RecordTwin<R> ofRecords
          ? ofRecords.topologyOfRecords(records)
          : twin.topology(
              records.filter(record -> record.value() != null).map(SourceRecord::value));
    }
  }

  /** Not a lambda of the twin, which is not serializable. */
  private static VoidFunction2<JavaRDD<SourceRecord>, Time> writing(
      DeadLetters letters, String id) {
    return (records, time) -> {
      try {
        SinkWriter.write(letters, records, time.milliseconds());
      } catch (RuntimeException refused) {
        REFUSED.add(id);
        throw refused;
      }
    };
  }

  private record BehindLetters<R>(Sink<R> sink, String id) implements Sink<R> {
    @Override
    public void check() {
      sink.check();
    }

    @Override
    public void write(BatchRows<R> rows, long batch) {
      if (REFUSED.contains(id)) {
        throw UserError.failed(
            "batch %d: its rows are not written, as dead letters before them were not sent; it is run again by the next start"
                .formatted(batch));
      }
      sink.write(rows, batch);
    }
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
