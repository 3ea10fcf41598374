package io.twinstream.bench;

import io.twinstream.jobs.Jobs;
import io.twinstream.jobs.wordcount.CountedWord;
import io.twinstream.run.BatchStats;
import io.twinstream.run.DStreamRunner;
import io.twinstream.run.DStreamTwin;
import io.twinstream.run.Engine;
import io.twinstream.run.RunListener;
import io.twinstream.run.RunSettings;
import io.twinstream.run.StopRequest;
import io.twinstream.run.StructuredRunner;
import io.twinstream.run.TemporaryFolder;
import io.twinstream.run.Until;
import io.twinstream.sink.Sink;
import io.twinstream.source.Recording;
import io.twinstream.source.RecordingSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/** One contestant of the scenario {@code state} in this JVM. */
public final class StatePass {
  private static final long MEBI = 1L << 20;

  private StatePass() {}

  /**
   * What was measured.
   *
   * @param batchMillis the time of each measured batch, in order
   * @param isCorrect whether the totals that were written last are the known ones
   * @param peakHeapMebibytes the most that the heap held, garbage included
   */
  public record Result(
      SortedMap<Long, Long> batchMillis, boolean isCorrect, long peakHeapMebibytes) {}

  /** Runs it; the folder is for the input and the checkpoint. */
  public static Result run(StateContestant contestant, int keys) throws IOException {
    StateLoad load = new StateLoad(keys);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path file = folder.path().resolve("state.recording");
      Map<String, Long> expected = load.write(file);
      RecordingSource source = new RecordingSource(Recording.open(file, StateLoad.INTERVAL));
      Timings timings = new Timings(load);
      LastRows last = new LastRows();
      RunSettings<CountedWord> settings =
          new RunSettings<>(
              source,
              last,
              Optional.of(folder.path().resolve("checkpoint").toString()),
              StateLoad.INTERVAL,
              Until.END);
      try (SparkSession session = BenchSession.open(contestant.conf(), source)) {
        if (contestant.engine() == Engine.DSTREAM) {
          DStreamRunner.run(classic(contestant), settings, session, timings, new StopRequest());
        } else {
          StructuredRunner.run(
              Jobs.RUNNING_WORD_COUNT.structured(StateContestant.options()),
              settings,
              session,
              timings,
              new StopRequest());
        }
      }
      return new Result(timings.millis, last.totals.equals(expected), peakHeap());
    }
  }

  private static DStreamTwin<CountedWord> classic(StateContestant contestant) {
    return contestant == StateContestant.MAP_WITH_STATE
        ? new MapWithStateCount()
        : Jobs.RUNNING_WORD_COUNT.dstream(StateContestant.options());
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / MEBI;
  }

  /** Keeps the times of the measured batches. */
  private static final class Timings implements RunListener {
    private final StateLoad load;
    private final SortedMap<Long, Long> millis = new ConcurrentSkipListMap<>();

    private Timings(StateLoad load) {
      this.load = load;
    }

    @Override
    public void batchCompleted(BatchStats batch) {
      if (load.isMeasured(batch.batch())) {
        millis.put(batch.batch(), batch.processingMillis());
      }
    }
  }

  /** Keeps the rows of the newest batch. */
  private static final class LastRows implements Sink<CountedWord> {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Long> totals = new HashMap<>();

    @Override
    public void write(JavaRDD<CountedWord> rows, long batch) {
      totals.clear();
      rows.collect().forEach(row -> totals.put(row.getWord(), row.getCount()));
    }
  }
}
