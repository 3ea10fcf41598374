package io.twinstream.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.Engine;
import io.twinstream.api.Job;
import io.twinstream.api.JobOptions;
import io.twinstream.api.RowFormat;
import io.twinstream.ends.recording.Recording;
import io.twinstream.engine.TemporaryFolder;
import io.twinstream.migration.compare.Comparison;
import io.twinstream.migration.compare.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the twins of a job over batches of lines. */
final class TwinRuns<R> {
  /** Smaller cases that are tried of one that fails; each is a run of both twins. */
  private static final int MOST_TRIALS = 60;

  private final Job<R> job;
  private final JobOptions options;
  private final Duration interval;

  TwinRuns(Job<R> job, JobOptions options) {
    this.job = job;
    this.options = options;
    this.interval = job.recordingInterval();
  }

  /** What a run has shown, and the rows that the classic twin wrote. */
  private record Outcome(Comparison.Result result, String report, List<JsonNode> rows) {
    private boolean isDifferent() {
      return result.verdict() == Verdict.DIFFERENT;
    }
  }

  void check(List<List<TopicLine>> batches, List<ExpectedRows> expected) {
    Outcome outcome = run(batches);
    boolean isNothingExpected = expected.stream().allMatch(each -> each.rows().isEmpty());
    if (outcome.isDifferent()
        || (outcome.result().verdict() == Verdict.NOTHING_COMPARED
            && !(isNothingExpected && !expected.isEmpty()))) {
      throw new AssertionError(outcome.report());
    }
    for (ExpectedRows each : expected) {
      check(each, outcome.rows());
    }
  }

  private void check(ExpectedRows expected, List<JsonNode> written) {
    RowFormat format = job.format(options);
    List<String> lacking = new ArrayList<>();
    expected.rows().forEach(row -> lacking.add(format.toNode(row).toString()));
    List<String> more = new ArrayList<>();
    for (JsonNode row : written) {
      long batch = row.required("batch").asLong() / interval.toMillis() - 1;
      if (batch >= expected.from() && batch < expected.until()) {
        String columns = ((ObjectNode) row.deepCopy()).without("batch").toString();
        if (!lacking.remove(columns)) {
          more.add(columns);
        }
      }
    }
    if (!lacking.isEmpty() || !more.isEmpty()) {
      throw new AssertionError(
          "%s: both twins agree, but not with the rows of batches %d to %d:%n  expected and not written: %s%n  written and not expected: %s"
              .formatted(job.name(), expected.from(), expected.until() - 1, lacking, more));
    }
  }

  void checkAgree(List<List<TopicLine>> batches, long seed) {
    Outcome outcome = run(batches);
    if (outcome.isDifferent()) {
      List<List<TopicLine>> smallest = new SmallerCases(MOST_TRIALS).of(batches, this::differs);
      throw new AssertionError(
          "%s: the twins differ, seed %d; smallest batches found: %s%n%s"
              .formatted(job.name(), seed, smallest, run(smallest).report()));
    }
  }

  private boolean differs(List<List<TopicLine>> batches) {
    return run(batches).isDifferent();
  }

  private Outcome run(List<List<TopicLine>> batches) {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path file = folder.path().resolve("input.recording");
      Files.writeString(file, recording(batches), StandardCharsets.UTF_8);
      Comparison.Result result =
          Comparison.run(
              job,
              options,
              Comparison.Twins.of(job, options),
              Recording.open(file, interval),
              TestSession.get(),
              folder.path(),
              (engine, done) -> {});
      Path rows = folder.path().resolve(Comparison.rowsFile(Engine.DSTREAM));
      return new Outcome(
          result, result.text(), Files.readAllLines(rows).stream().map(RowFormat::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end is named, so that batches that are empty at the end count. */
  private String recording(List<List<TopicLine>> batches) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < batches.size(); k++) {
      for (TopicLine each : batches.get(k)) {
        text.append(k * interval.toMillis())
            .append(Optional.of(each.topic()).filter(t -> !t.isEmpty()).map("@"::concat).orElse(""))
            .append('\t')
            .append(each.line())
            .append('\n');
      }
    }
    return text.append(batches.size() * interval.toMillis()).append(" end\n").toString();
  }
}
