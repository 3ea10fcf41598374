package io.twinstream.bench.shared;

import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Sink;
import io.twinstream.api.StructuredTwin;
import io.twinstream.ends.recording.Recording;
import io.twinstream.ends.recording.RecordingSource;
import io.twinstream.engine.DStreamRunner;
import io.twinstream.engine.RunListener;
import io.twinstream.engine.RunSettings;
import io.twinstream.engine.StopRequest;
import io.twinstream.engine.StructuredRunner;
import io.twinstream.engine.Until;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import org.apache.spark.sql.SparkSession;

/**
 * Runs a job over a recording in this JVM, and times its batches.
 *
 * @param recording the file
 * @param interval of its batches
 * @param checkpoint the folder for it
 * @param conf settings of Spark
 */
public record TimedReplay(
    Path recording, Duration interval, Path checkpoint, Map<String, String> conf) {
  private static final long MEBI = 1L << 20;

  /** Runs the classic program; returns the time of each batch in milliseconds, by its end. */
  public <R> SortedMap<Long, Long> run(DStreamTwin<R> twin, Sink<R> sink) throws IOException {
    return timed(
        sink,
        (settings, run) ->
            DStreamRunner.run(twin, settings, run.session, run.timings, new StopRequest()));
  }

  /** Runs the port; returns the time of each micro-batch in milliseconds, by its end. */
  public <R> SortedMap<Long, Long> run(StructuredTwin<R> twin, Sink<R> sink) throws IOException {
    return timed(
        sink,
        (settings, run) ->
            StructuredRunner.run(twin, settings, run.session, run.timings, new StopRequest()));
  }

  private <R> SortedMap<Long, Long> timed(Sink<R> sink, BiConsumer<RunSettings<R>, Run> runner)
      throws IOException {
    RecordingSource source = new RecordingSource(Recording.open(recording, interval));
    RunSettings<R> settings =
        new RunSettings<>(source, sink, Optional.of(checkpoint.toString()), interval, Until.END);
    Timings timings = new Timings();
    try (SparkSession session = BenchSession.open(conf, source)) {
      runner.accept(settings, new Run(session, timings));
    }
    return timings.millis;
  }

  private record Run(SparkSession session, Timings timings) {}

  private static final class Timings implements RunListener {
    private final SortedMap<Long, Long> millis = new ConcurrentSkipListMap<>();

    @Override
    public void batchCompleted(RunListener.Batch batch) {
      millis.put(batch.batch(), batch.processingMillis());
    }
  }

  /** Returns the most that the heap of this JVM has held, garbage included. */
  static long peakHeapMebibytes() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / MEBI;
  }
}
