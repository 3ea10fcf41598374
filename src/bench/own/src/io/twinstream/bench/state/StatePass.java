package io.twinstream.bench.state;

import io.twinstream.api.BatchRows;
import io.twinstream.api.DStreamTwin;
import io.twinstream.api.Engine;
import io.twinstream.api.Sink;
import io.twinstream.api.StructuredTwin;
import io.twinstream.bench.shared.BatchTimes;
import io.twinstream.bench.shared.TimedReplay;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.jobs.runningwordcount.RunningWordCountJob;
import io.twinstream.jobs.wordcount.CountedWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** One contestant of the scenario {@code state} in this JVM. */
public final class StatePass {
  private StatePass() {}

  /** Runs it; the times are those of the batches that are measured. */
  static BatchTimes run(StateContestant contestant, int keys) throws IOException {
    StateLoad load = new StateLoad(keys);
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path file = folder.path().resolve("state.recording");
      Map<String, Long> expected = load.write(file);
      LastRows last = new LastRows();
      TimedReplay replay =
          new TimedReplay(
              file, StateLoad.INTERVAL, folder.path().resolve("checkpoint"), contestant.conf());
      SortedMap<Long, Long> millis = run(contestant, replay, last);
      return BatchTimes.of(millis, load::isMeasured, last.totals.equals(expected));
    }
  }

  /** Runs the job that keeps the contestant's state. */
  public static SortedMap<Long, Long> run(
      StateContestant contestant, TimedReplay replay, Sink<CountedWord> sink) throws IOException {
    return contestant.engine() == Engine.DSTREAM
        ? replay.run(classic(contestant), sink)
        : replay.run(port(), sink);
  }

  private static StructuredTwin<CountedWord> port() {
    return RunningWordCountJob.JOB.structured(StateContestant.options());
  }

  private static DStreamTwin<CountedWord> classic(StateContestant contestant) {
    return contestant == StateContestant.UPDATE_STATE_BY_KEY
        ? RunningWordCountJob.JOB.dstream(StateContestant.options())
        : new MapWithStateCount();
  }

  /** Keeps the rows of the newest batch. */
  private static final class LastRows implements Sink<CountedWord> {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Long> totals = new HashMap<>();

    @Override
    public void write(BatchRows<CountedWord> rows, long batch) {
      totals.clear();
      rows.collect().forEach(row -> totals.put(row.getWord(), row.getCount()));
    }
  }
}
