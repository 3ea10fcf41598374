package io.twinstream.migration.compare;

import io.twinstream.api.Compared;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.api.RowFormat;
import io.twinstream.api.Sink;
import io.twinstream.api.StructuredTwin;
import io.twinstream.ends.recording.Recording;
import io.twinstream.ends.recording.RecordingSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.engine.Until;
import io.twinstream.error.UserError;
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
   * @param twins that are compared
   * @param session whose clock is virtual: opened for a source with virtual time
   * @param folder an existing folder that has neither {@code dstream.jsonl} nor {@code
   *     structured.jsonl}; both are made there
   * @param progress told the engine and how many batches it has done
   * @throws io.twinstream.error.UserError if a batch fails
   * @throws IOException if the temporary checkpoint of a classic job with state cannot be made or
   *     deleted
   */
  public static <R> Result run(
      Job<R> job,
      JobOptions jobOptions,
      Twins<R> twins,
      Recording recording,
      SparkSession session,
      Path folder,
      BiConsumer<Engine, Integer> progress)
      throws IOException {
    RowFormat format = job.format(jobOptions);
    Compared<R> compared = job.compared(jobOptions);
    if (compared.usesMachineClock()) {
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
            new Regrouping(compared.grain(), compared.settlingAt(recording.interval()), recording),
            progress);
    EngineRun dstream =
        pass.run(
            Engine.DSTREAM,
            pass.sink(Engine.DSTREAM),
            (settings, listener) ->
                DStreamRunner.run(twins.dstream(), settings, session, listener, new StopRequest()));
    Sink<R> plain = pass.sink(Engine.STRUCTURED);
    EngineRun structured =
        pass.run(
            Engine.STRUCTURED,
            compared
                .completion()
                .<Sink<R>>map(how -> new CompletingSink<>(plain, how, format))
                .orElse(plain),
            (settings, listener) ->
                StructuredRunner.run(
                    twins.structured(), settings, session, listener, new StopRequest()));
    return new Differ(recording, format, compared.grain(), dstream, structured)
        .result(job.name(), job.rejection(jobOptions));
  }

  /** The programs that are compared. */
  public record Twins<R>(DStreamTwin<R> dstream, StructuredTwin<R> structured) {
    /** Returns those of a job. */
    public static <R> Twins<R> of(Job<R> job, JobOptions options) {
      return new Twins<>(job.dstream(options), job.structured(options));
    }
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
    public void batchCompleted(RunListener.Batch batch) {
      millis.put(batch.batch(), batch.processingMillis());
      done.accept(millis.size());
    }
  }

  /**
   * The outcome of a comparison.
   *
   * @param job the job's name
   * @param recording what was replayed
   * @param format the columns of the rows
   * @param dstream what the classic engine made
   * @param structured what the port made
   * @param divergentBatches how many batches differ
   * @param first the first of them
   * @param lack why there was nothing to compare; empty if there was, or if there is a divergence
   */
  public record Result(
      String job,
      Recording recording,
      RowFormat format,
      EngineRun dstream,
      EngineRun structured,
      long divergentBatches,
      Optional<Divergence> first,
      Optional<String> lack) {
    /** Returns what was shown. */
    public Verdict verdict() {
      if (first.isPresent()) {
        return Verdict.DIFFERENT;
      }
      return lack.isPresent() ? Verdict.NOTHING_COMPARED : Verdict.EQUAL;
    }

    /** Tells whether rows were compared, and every batch has the same ones in both engines. */
    public boolean isEqual() {
      return verdict() == Verdict.EQUAL;
    }

    /** Returns the report for people. */
    public String text() {
      return Reports.text(this);
    }

    /** Returns the report for programs. */
    public String json() {
      return Reports.json(this);
    }

    /**
     * Returns the report as a page that needs nothing beside it.
     *
     * @param options of the job, as they were written
     */
    public String html(String options) {
      return HtmlReport.of(this, options);
    }
  }
}
