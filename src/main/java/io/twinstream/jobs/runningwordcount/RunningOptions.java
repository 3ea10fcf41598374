package io.twinstream.jobs.runningwordcount;

import io.twinstream.api.Engine;
import io.twinstream.api.JobOptions;
import io.twinstream.api.StructuredTwin;
import io.twinstream.error.UserError;
import io.twinstream.jobs.StateApi;
import io.twinstream.jobs.wordcount.CountedWord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of both twins. */
final class RunningOptions implements JobOptions {
  /** Which totals the classic job writes with each batch. */
  public enum Rows {
    /** All of them. */
    ALL,
    /** Those of the words that the batch holds. */
    CHANGED
  }

  @Option(
      names = "--grain",
      paramLabel = "all|changed",
      description =
          "all: every total with every batch; changed: those that the batch changed; default: changed.")
  Rows grain = Rows.CHANGED;

  @Option(
      names = "--initial",
      paramLabel = "FILE",
      description = "Totals to begin from: word<TAB>count lines.")
  Path initial;

  @Option(
      names = "--state-api",
      paramLabel = "groups|transform",
      description = StateApi.DESCRIPTION)
  StateApi stateApi = StateApi.GROUPS;

  @Override
  public void check(Duration batchInterval) {
    initialTotals();
  }

  @Override
  public void checkSavepoint(Engine engine) {
    if (initial != null) {
      throw UserError.usage(
          "--initial %s: the savepoint brings the totals: remove one of them".formatted(initial));
    }
  }

  /** Tells whether all totals are written with each batch. */
  boolean isAll() {
    return grain == Rows.ALL;
  }

  /** Returns the totals to begin from. */
  Map<String, Long> initialTotals() {
    return initial == null ? Map.of() : RunningWordCount.readTotals(initial);
  }

  /** Returns the port. */
  StructuredTwin<CountedWord> port() {
    return stateApi == StateApi.GROUPS
        ? new StructuredRunningWordCount(this)
        : StateApi.transform(
            "io.twinstream.jobs.runningwordcount.TransformRunningWordCount",
            RunningOptions.class,
            this);
  }
}
