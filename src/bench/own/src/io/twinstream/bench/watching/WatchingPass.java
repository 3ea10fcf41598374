package io.twinstream.bench.watching;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinstream.api.BatchRows;
import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.Sink;
import io.twinstream.bench.shared.BenchSession;
import io.twinstream.ends.recording.Recording;
import io.twinstream.ends.recording.RecordingSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.engine.Until;
import io.twinstream.internals.StateSize;
import io.twinstream.jobs.runningwordcount.RunningWordCountJob;
import io.twinstream.watch.RunInfo;
import io.twinstream.watch.Serving;
import io.twinstream.watch.Watch;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * A job that is watched, in this JVM. After each batch that is measured its page is asked as often
 * as a browser would in an interval, and its metrics once; what that takes of the processor is that
 * of the threads which answer.
 */
final class WatchingPass {
  static final int LINES = 5_000;
  static final int WARM_UP = 60;
  static final int MEASURED = 200;

  private static final int KEYS = 20_000;
  private static final long SEED = 42;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int LOOKS = 2;
  private static final double NANOS_IN_MICRO = 1_000;

  private final WatchingContestant contestant;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final LongAdder listenerNanos = new LongAdder();
  private final LongAdder stateNanos = new LongAdder();
  private final List<Long> millis = new ArrayList<>();
  private long pageNanos;
  private long metricsNanos;
  private long seen;

  WatchingPass(WatchingContestant contestant) {
    this.contestant = contestant;
  }

  WatchingCosts run() throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.create();
        Watch watch = Watch.open(info(), Optional.of(new Serving(0, Optional.empty())))) {
      String page = watch.url().orElseThrow();
      RecordingSource source = new RecordingSource(Recording.open(write(folder.path()), INTERVAL));
      try (SparkSession session = BenchSession.open(Map.of(), source)) {
        watch.running(session, source, 0);
        run(RunningWordCountJob.JOB, source, session, folder.path(), listener(watch, page));
        return costs(status(page).get("figures"));
      }
    }
  }

  private RunInfo info() {
    return new RunInfo(
        RunningWordCountJob.JOB.name(),
        contestant.engine().label(),
        "record",
        "recording",
        "none",
        Optional.empty(),
        INTERVAL);
  }

  private <R> void run(
      Job<R> job, RecordingSource source, SparkSession session, Path folder, RunListener listener) {
    RunSettings<R> settings =
        new RunSettings<>(
            source,
            new ReadsAll<>(),
            Optional.of(folder.resolve("checkpoint").toString()),
            INTERVAL,
            Until.END);
    StopRequest stop = new StopRequest();
    if (contestant.engine() == Engine.DSTREAM) {
      DStreamRunner.run(job.dstream(job.newOptions()), settings, session, listener, stop);
    } else {
      StructuredRunner.run(job.structured(job.newOptions()), settings, session, listener, stop);
    }
  }

  private WatchingCosts costs(JsonNode figures) {
    millis.sort(null);
    boolean isCorrect =
        figures.get("rows_in_total").asLong() == (long) LINES * (WARM_UP + MEASURED)
            && figures.get("rows_out_total").asLong() > 0
            && figures.get("state_rows").asLong() > 0;
    return new WatchingCosts(
        isCorrect,
        millis.get(millis.size() / 2),
        perBatch(listenerNanos.sum()),
        perBatch(pageNanos),
        perBatch(metricsNanos),
        perBatch(stateNanos.sum()));
  }

  private static double perBatch(long nanos) {
    return nanos / NANOS_IN_MICRO / MEASURED;
  }

  /** What the job reads: words that are drawn at random, as many in each batch. */
  private static Path write(Path folder) throws IOException {
    Path file = folder.resolve("words.recording");
    Random random = new Random(SEED);
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      for (int batch = 0; batch < WARM_UP + MEASURED; batch++) {
        for (int line = 0; line < LINES; line++) {
          out.write("%d\tword%d%n".formatted(batch * INTERVAL.toMillis(), random.nextInt(KEYS)));
        }
      }
    }
    return file;
  }

  /** Measures what the listener of the run takes, and looks at the page after each batch. */
  private RunListener listener(Watch watch, String page) {
    RunListener figures = watch.listener();
    return new RunListener() {
      @Override
      public void stateOf(Supplier<Optional<StateSize>> state) {
        figures.stateOf(
            () -> {
              long began = System.nanoTime();
              Optional<StateSize> size = state.get();
              if (isMeasured()) {
                stateNanos.add(System.nanoTime() - began);
              }
              return size;
            });
      }

      @Override
      public void started() {
        figures.started();
      }

      @Override
      public void batchCompleted(Batch batch) {
        long began = System.nanoTime();
        figures.batchCompleted(batch);
        seen++;
        if (isMeasured()) {
          listenerNanos.add(System.nanoTime() - began);
          millis.add(batch.processingMillis());
        }
        look(page);
      }
    };
  }

  private boolean isMeasured() {
    return seen > WARM_UP;
  }

  private void look(String page) {
    long before = answering();
    for (int look = 0; look < LOOKS; look++) {
      get(page + "status.json?after=" + (seen - 1));
    }
    long between = answering();
    get(page + "metrics");
    if (isMeasured()) {
      pageNanos += between - before;
      metricsNanos += answering() - between;
    }
  }

  /** Returns how long processors have worked for the threads of the page's server. */
  private long answering() {
    long nanos = 0;
    for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (each != null
          && (each.getThreadName().equals("twinstream-status")
              || each.getThreadName().startsWith("HTTP-Dispatcher"))) {
        nanos += Math.max(0, threads.getThreadCpuTime(each.getThreadId()));
      }
    }
    return nanos;
  }

  private JsonNode status(String page) throws IOException {
    return new ObjectMapper().readTree(get(page + "status.json?after=" + seen));
  }

  private String get(String url) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class ReadsAll<R> implements Sink<R> {
    private static final long serialVersionUID = 1L;

    @Override
    public void write(BatchRows<R> rows, long batch) {
      rows.map(
          (part, task) -> {
            part.forEachRemaining(row -> {});
            return task.partition();
          });
    }
  }
}
