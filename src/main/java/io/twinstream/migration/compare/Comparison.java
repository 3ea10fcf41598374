package io.twinstream.migration.compare;

import io.twinstream.run.BatchStats;
import io.twinstream.run.DStreamRunner;
import io.twinstream.run.Engine;
import io.twinstream.run.Job;
import io.twinstream.run.RunListener;
import io.twinstream.run.RunSettings;
import io.twinstream.run.StopRequest;
import io.twinstream.run.StructuredRunner;
import io.twinstream.run.Until;
import io.twinstream.sink.RowFormat;
import io.twinstream.source.Recording;
import io.twinstream.source.RecordingSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.apache.spark.sql.SparkSession;

/** One recording through both twins of a job. */
public final class Comparison {
  private Comparison() {}

  /** The name of the file with the rows of an engine. */
  public static String rowsFile(Engine engine) {
    return engine.label() + ".jsonl";
  }

  /**
   * Runs both twins and compares their rows.
   *
   * @param jobOptions of {@link Job#newOptions}
   * @param session whose clock is virtual: opened for a source with virtual time
   * @param folder an existing folder that has neither {@code dstream.jsonl} nor {@code
   *     structured.jsonl}; both are made there
   * @param progress told the engine and how many batches it has done
   * @throws io.twinstream.error.UserError if a batch fails
   */
  public static <R> ComparisonResult run(
      Job<R> job,
      Object jobOptions,
      Recording recording,
      SparkSession session,
      Path folder,
      BiConsumer<Engine, Integer> progress) {
    RowFormat format = new RowFormat(job.keyColumns(), job.valueColumns());
    EngineRun dstream =
        run(
            Engine.DSTREAM,
            recording,
            folder,
            format,
            progress,
            (RunSettings<R> settings, RunListener listener) ->
                DStreamRunner.run(
                    job.dstream(jobOptions), settings, session, listener, new StopRequest()));
    EngineRun structured =
        run(
            Engine.STRUCTURED,
            recording,
            folder,
            format,
            progress,
            (RunSettings<R> settings, RunListener listener) ->
                StructuredRunner.run(
                    job.structured(jobOptions), settings, session, listener, new StopRequest()));
    return new Differ(recording, format, dstream, structured).result(job.name());
  }

  /** Runs one twin. */
  private interface Runner<R> {
    void run(RunSettings<R> settings, RunListener listener);
  }

  private static <R> EngineRun run(
      Engine engine,
      Recording recording,
      Path folder,
      RowFormat format,
      BiConsumer<Engine, Integer> progress,
      Runner<R> runner) {
    Path rows = folder.resolve(rowsFile(engine));
    RowLogSink<R> sink = new RowLogSink<>(rows, format);
    sink.check();
    Timings timings = new Timings(count -> progress.accept(engine, count));
    long start = System.nanoTime();
    runner.run(
        new RunSettings<>(
            new RecordingSource(recording),
            sink,
            Optional.empty(),
            recording.interval(),
            Until.END),
        timings);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new EngineRun(engine, rows, count(rows), timings.millis, took);
  }

  private static SortedMap<Long, Long> count(Path rows) {
    SortedMap<Long, Long> counts = new TreeMap<>();
    try (RowLog log = RowLog.open(rows)) {
      while (log.hasNext()) {
        counts.put(log.peek(), (long) log.next().size());
      }
    }
    return counts;
  }

  /** Keeps the processing time of each batch. */
  private static final class Timings implements RunListener {
    private final Map<Long, Long> millis = new ConcurrentHashMap<>();
    private final IntConsumer done;

    private Timings(IntConsumer done) {
      this.done = done;
    }

    @Override
    public void batchCompleted(BatchStats batch) {
      millis.put(batch.batch(), batch.processingMillis());
      done.accept(millis.size());
    }
  }
}
