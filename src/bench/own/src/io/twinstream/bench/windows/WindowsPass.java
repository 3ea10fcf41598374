package io.twinstream.bench.windows;

import io.twinstream.api.BatchRows;
import io.twinstream.api.Engine;
import io.twinstream.api.JobOptions;
import io.twinstream.api.Sink;
import io.twinstream.bench.shared.BatchTimes;
import io.twinstream.bench.shared.TimedReplay;
import io.twinstream.cli.Commands;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.jobs.windowedwordcount.WindowedWord;
import io.twinstream.jobs.windowedwordcount.WindowedWordCountJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One contestant of the scenario {@code windows} in this JVM. */
final class WindowsPass {
  private WindowsPass() {}

  /** Runs it; the times are those of the batches that are measured. */
  static BatchTimes run(WindowsContestant contestant, int words) throws IOException {
    JobOptions options = options(contestant);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path file = folder.path().resolve("windows.recording");
      Map<String, Long> expected = new WindowsLoad(words).write(file);
      TimedReplay replay =
          new TimedReplay(
              file, WindowsLoad.SLIDE, folder.path().resolve("checkpoint"), contestant.conf());
      SortedMap<Long, Long> millis =
          contestant.engine() == Engine.DSTREAM
              ? replay.run(WindowedWordCountJob.JOB.dstream(options), new LastWindow())
              : replay.run(WindowedWordCountJob.JOB.structured(options), new LastWindow());
      return BatchTimes.of(millis, WindowsLoad::isMeasured, LastWindow.COUNTS.equals(expected));
    }
  }

  private static JobOptions options(WindowsContestant contestant) {
    JobOptions options = WindowedWordCountJob.JOB.newOptions();
    Commands.of(options)
        .parseArgs(
            Stream.concat(WindowsLoad.options().stream(), contestant.options().stream())
                .toArray(String[]::new));
    return options;
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
