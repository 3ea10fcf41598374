package io.twinstream.engine;

import io.twinstream.api.ClassicInput;
import io.twinstream.api.InputRecord;
import io.twinstream.api.ReplayedRecords;
import io.twinstream.ends.kafka.DeadLetters;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.Time;
import org.apache.spark.streaming.api.java.JavaDStream;
import org.apache.spark.streaming.api.java.JavaPairDStream;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * The input of a run, read once however often the topology asks.
 *
 * <p>It has an output operation of its own that does nothing: Spark reports no batch without one,
 * and a window that slides has none in most batches. Dead letters are an output operation too,
 * before that of the rows: a topology may use its input in several branches, each of which reads it
 * anew.
 */
final class ClassicRunInput implements ClassicInput {
  private final RunSettings<?> settings;
  private final JavaStreamingContext context;
  private JavaDStream<InputRecord> records;
  private JavaDStream<String> lines;
  private boolean isStartTaken;

  ClassicRunInput(RunSettings<?> settings, JavaStreamingContext context) {
    this.settings = settings;
    this.context = context;
  }

  @Override
  public JavaDStream<String> lines() {
    if (lines == null) {
      if (records != null || settings.letters().isPresent()) {
        lines = records().filter(record -> record.value() != null).map(InputRecord::value);
      } else {
        lines = settings.source().dstream(context);
        lines.foreachRDD(batch -> {});
      }
    }
    return lines;
  }

  @Override
  public JavaDStream<InputRecord> records() {
    if (records == null) {
      if (lines != null) {
        throw new IllegalStateException("records() must be called before lines()");
      }
      records = settings.source().records(context);
      records.foreachRDD(batch -> {});
      settings.letters().ifPresent(letters -> records.foreachRDD(writing(letters)));
    }
    return records;
  }

  /** Not a lambda of this object, which is not serializable. */
  private static VoidFunction2<JavaRDD<InputRecord>, Time> writing(DeadLetters letters) {
    return (records, time) ->
        WriteGate.ofProcess().writeLetters(letters, records, time.milliseconds());
  }

  @Override
  public <S> Optional<JavaPairDStream<String, S>> state(Class<S> bean, String... fields) {
    return start()
        .state(fields)
        .map(
            saved ->
                FirstBatch.of(
                        streaming(), session -> saved.rows(session, Encoders.bean(bean)).javaRDD())
                    .mapToPair(each -> each));
  }

  @Override
  public Optional<JavaDStream<Row>> values(String field) {
    return start()
        .onlyState()
        .map(
            saved -> FirstBatch.of(streaming(), session -> saved.values(session, field).javaRDD()));
  }

  @Override
  public Optional<ReplayedRecords> replayed() {
    return start().replayed();
  }

  @Override
  public Optional<JavaDStream<InputRecord>> replayedStream() {
    return replayed()
        .map(
            all ->
                FirstBatch.of(
                    streaming(),
                    session ->
                        all.since(
                            JavaSparkContext.fromSparkContext(session.sparkContext()),
                            Long.MIN_VALUE)));
  }

  private SavepointStart start() {
    isStartTaken = true;
    return settings.start();
  }

  /** Tells whether the topology has asked for anything of what the run starts from. */
  boolean isStartTaken() {
    return isStartTaken;
  }

  private StreamingContext streaming() {
    return context.ssc();
  }
}
