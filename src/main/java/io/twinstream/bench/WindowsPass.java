package io.twinstream.bench;

import io.twinstream.jobs.windowedwordcount.WindowedWordCountJob;
import io.twinstream.jobs.windowedwordcount.WindowedWord;
import io.twinstream.api.Engine;
import io.twinstream.api.JobOptions;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;

/** One contestant of the scenario {@code windows} in this JVM. */
public final class WindowsPass {
  private WindowsPass() {}

  /**
   * Runs it; the times are those of the batches that are measured.
   *
   * @param options those of the contestant and of the window
   */
  public static BatchTimes run(WindowsContestant contestant, JobOptions options, int words)
      throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path file = folder.path().resolve("windows.recording");
      Map<String, Long> expected = new WindowsLoad(words).write(file);
      Replay replay =
          new Replay(
              file, WindowsLoad.SLIDE, folder.path().resolve("checkpoint"), contestant.conf());
      SortedMap<Long, Long> millis =
          contestant.engine() == Engine.DSTREAM
              ? replay.run(WindowedWordCountJob.JOB.dstream(options), new LastWindow())
              : replay.run(WindowedWordCountJob.JOB.structured(options), new LastWindow());
      return BatchTimes.of(millis, WindowsLoad::isMeasured, LastWindow.COUNTS.equals(expected));
    }
  }

  /** Keeps the newest count of each word in the last window, in this JVM, where all tasks run. */
  private static final class LastWindow implements Sink<WindowedWord> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Long> COUNTS = new ConcurrentHashMap<>();

    @Override
    public void write(BatchRows<WindowedWord> rows, long batch) {
      rows.map(
          (part, task) -> {
            part.forEachRemaining(
                row -> {
                  if (row.getWindowEnd() == WindowsLoad.end()) {
                    COUNTS.put(row.getWord(), row.getCount());
                  }
                });
            return task.partition();
          });
    }
  }
}
