package io.twinstream.migration.compare;

import io.twinstream.error.UserError;
import io.twinstream.run.BatchStats;
import io.twinstream.run.DStreamRunner;
import io.twinstream.run.Engine;
import io.twinstream.run.Job;
import io.twinstream.run.JobOptions;
import io.twinstream.run.RunListener;
import io.twinstream.run.RunSettings;
import io.twinstream.run.StopRequest;
import io.twinstream.run.StructuredRunner;
import io.twinstream.run.StructuredTwin;
import io.twinstream.run.TemporaryFolder;
import io.twinstream.run.Until;
import io.twinstream.sink.RowFormat;
import io.twinstream.sink.Sink;
import io.twinstream.source.Recording;
import io.twinstream.source.RecordingSource;
import java.io.IOException;
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
   * @throws IOException if the temporary checkpoint of a classic job with state cannot be made or
   *     deleted
   */
  public static <R> ComparisonResult run(
      Job<R> job,
      JobOptions jobOptions,
      Recording recording,
      SparkSession session,
      Path folder,
      BiConsumer<Engine, Integer> progress)
      throws IOException {
    RowFormat format = job.format(jobOptions);
    StructuredTwin<R> port = job.structured(jobOptions);
    if (port.usesMachineClock()) {
      throw UserError.usage(
          "compare %s: with these options the port goes by the machine's clock, which does not move with the recording: let it go by the time of the records"
              .formatted(job.name()));
    }
    Pass<R> pass =
        new Pass<>(
            job,
            recording,
            folder,
            format,
            new Regrouping(port.grain(), port.settling(recording.interval()), recording),
            progress);
    EngineRun dstream =
        pass.run(
            Engine.DSTREAM,
            pass.sink(Engine.DSTREAM),
            (settings, listener) ->
                DStreamRunner.run(
                    job.dstream(jobOptions), settings, session, listener, new StopRequest()));
    Sink<R> plain = pass.sink(Engine.STRUCTURED);
    EngineRun structured =
        pass.run(
            Engine.STRUCTURED,
            port.completion()
                .<Sink<R>>map(how -> new CompletingSink<>(plain, how, format))
                .orElse(plain),
            (settings, listener) ->
                StructuredRunner.run(port, settings, session, listener, new StopRequest()));
    return new Differ(recording, format, port.grain(), dstream, structured)
        .result(job.name(), job.rejection(jobOptions));
  }

  /** Runs one twin. */
  private interface Runner<R> {
    void run(RunSettings<R> settings, RunListener listener);
  }

  /** What the passes of both twins have in common. */
  private record Pass<R>(
      Job<R> job,
      Recording recording,
      Path folder,
      RowFormat format,
      Regrouping regrouping,
      BiConsumer<Engine, Integer> progress) {
    private Sink<R> sink(Engine engine) {
      return new RowLogSink<>(folder.resolve(rowsFile(engine)), format);
    }

    private EngineRun run(Engine engine, Sink<R> sink, Runner<R> runner) throws IOException {
      sink.check();
      Path rows = folder.resolve(rowsFile(engine));
      Timings timings = new Timings(count -> progress.accept(engine, count));
      long start = System.nanoTime();
      boolean needsCheckpoint = job.isStateful() && engine == Engine.DSTREAM;
      try (TemporaryFolder checkpoint = TemporaryFolder.create()) {
        runner.run(
            new RunSettings<>(
                new RecordingSource(recording),
                sink,
                Optional.of(checkpoint.path().toString()).filter(any -> needsCheckpoint),
                recording.interval(),
                Until.END),
            timings);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      long leftOut = regrouping.apply(rows, engine, format);
      return new EngineRun(engine, rows, count(rows), timings.millis, took, leftOut);
    }
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
