package io.twinstream.cli;

import io.twinstream.api.EndSettings;
import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.api.Source;
import io.twinstream.ends.Sinks;
import io.twinstream.ends.kafka.DeadLetters;
import io.twinstream.ends.kafka.KafkaAddress;
import io.twinstream.ends.kafka.KafkaReading;
import io.twinstream.ends.kafka.KafkaSource;
import io.twinstream.ends.kafka.OffsetKeeper;
import io.twinstream.engine.Until;
import io.twinstream.error.UserError;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * What a run is asked for, checked against itself: nothing was read, made or written yet.
 *
 * @param settings of the source and the sink
 * @param letters the topic of dead letters
 * @param kafka how Kafka is read
 * @param stopFile stops the run when it is there
 * @param spark Spark's settings, over those of spark-submit
 * @param fixedOptions what a checkpoint is begun with and a restart cannot change
 */
record RunRequest<R>(
    Job<R> job,
    JobOptions jobOptions,
    Engine engine,
    Source source,
    String sink,
    EndSettings settings,
    Optional<String> checkpoint,
    Optional<String> fromSavepoint,
    OffsetKeeper.Place offsets,
    Optional<KafkaAddress> letters,
    KafkaReading kafka,
    Duration batchInterval,
    Until until,
    Optional<String> stopFile,
    Map<String, String> spark,
    Map<String, String> fixedOptions) {
  /**
   * @throws UserError if the parts do not go together
   */
  RunRequest {
    jobOptions.check(batchInterval);
    checkUntil(source, until);
    checkWriteAheadLog(source, engine, checkpoint, SparkOptions.conf(spark));
    if (offsets != OffsetKeeper.Place.CHECKPOINT) {
      checkOffsets(
          "--offsets " + offsets,
          engine,
          source,
          checkpoint.isPresent(),
          fromSavepoint.isPresent());
      if (offsets == OffsetKeeper.Place.TABLE && !sink.startsWith("jdbc:")) {
        throw UserError.usage(
            "--offsets table: offsets are kept in the database of the rows: add --sink jdbc:URL#TABLE");
      }
      if (job.isStateful() && !kafka.isFromEarliest()) {
        throw UserError.usage(
            "--offsets %s: %s rebuilds its state from the beginning of the topic: remove --starting-offsets"
                .formatted(offsets, job.name()));
      }
      OffsetKeeper.checkKeeps("--offsets " + offsets, job, jobOptions);
    }
  }

  /** Returns the name in messages. */
  String title() {
    return job.name() + " on " + engine;
  }

  /** Returns Spark's settings over those of spark-submit. */
  SparkConf conf() {
    return SparkOptions.conf(spark);
  }

  /** Returns how Hadoop's file systems are reached. */
  Configuration hadoop() {
    return settings.hadoop().configuration();
  }

  /**
   * Returns the sink; writes nothing yet.
   *
   * @param runId what tells the rows of this run from those of another
   */
  Sink<R> openSink(String runId) {
    return Sinks.open(
        sink,
        new SinkRows<>(job.rowType(), job.format(jobOptions), runId, !job.isStateful()),
        settings);
  }

  /** Returns where the records go that the job cannot read; empty if they are dropped. */
  Optional<DeadLetters> openLetters() {
    return letters.map(topic -> new DeadLetters(topic, kafka.client(), job.rejection(jobOptions)));
  }

  private static void checkUntil(Source source, Until until) {
    if (source.virtualTime().isPresent()
        && until.condition() != Until.Condition.NEVER
        && until != Until.END) {
      throw UserError.usage(
          "--until: a recording runs in virtual time, to its end: remove --until, or write --until end");
    }
  }

  private static void checkWriteAheadLog(
      Source source, Engine engine, Optional<String> checkpoint, SparkConf conf) {
    if (engine == Engine.DSTREAM
        && source.receiver().isPresent()
        && checkpoint.isEmpty()
        && conf.getBoolean(Source.WRITE_AHEAD_LOG, false)) {
      throw UserError.usage(
          "--source %s: %s=true needs a checkpoint directory for its log: add --checkpoint DIR, or turn the log off"
              .formatted(source.spec(), Source.WRITE_AHEAD_LOG));
    }
  }

  private static void checkOffsets(
      String option, Engine engine, Source source, boolean isChecked, boolean isFromSavepoint) {
    if (engine == Engine.STRUCTURED) {
      throw UserError.usage(
          option + ": only for dstream; structured keeps its offsets in --checkpoint DIR");
    }
    if (!(source instanceof KafkaSource)) {
      throw UserError.usage(
          option + ": only for kafka:HOST:PORT/TOPIC; the source is " + source.spec());
    }
    if (isChecked) {
      throw UserError.usage(option + ": a checkpoint keeps its own offsets: remove --checkpoint");
    }
    if (isFromSavepoint) {
      throw UserError.usage(
          option + ": a savepoint brings its own offsets: remove --from-savepoint");
    }
  }
}
