package io.twinstream.cli;

import io.twinstream.api.Job;
import io.twinstream.api.Jobs;
import io.twinstream.error.DurationText;
import io.twinstream.error.ExitCode;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.Comparison;
import io.twinstream.migration.compare.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** {@code compare --all}: the twins of every job over its own recording, one after the other. */
final class AllJobs {
  private final CommandLine line;
  private final ComparisonOptions comparison;

  AllJobs(CommandLine line, ComparisonOptions comparison) {
    this.line = line;
    this.comparison = comparison;
  }

  /**
   * How the comparison of a job ended.
   *
   * @param verdict empty if it failed
   * @param text the report, or why it failed
   */
  record Outcome(String job, Optional<Verdict> verdict, String text, Duration took) {
    private String word() {
      return verdict.map(each -> each.name().replace('_', ' ')).orElse("FAILED");
    }

    private String line() {
      return "%-16s %-22s %s"
          .formatted(word(), job, verdict.isPresent() ? DurationText.show(took) : text);
    }
  }

  /** Compares them, a line each; returns them. */
  List<Outcome> run() throws IOException {
    PrintWriter out = line.getOut();
    List<Outcome> outcomes = new ArrayList<>();
    for (Job<?> job : Jobs.all()) {
      Outcome outcome = outcome(job);
      outcomes.add(outcome);
      out.println(Verdicts.colored(outcome.line()));
      if (outcome.verdict().filter(verdict -> verdict != Verdict.EQUAL).isPresent()) {
        out.println(outcome.text().indent(2));
      }
      out.flush();
    }
    out.println(Plural.of(outcomes.size(), "job") + ", " + count(outcomes));
    out.flush();
    return outcomes;
  }

  /** Returns the exit code for all of them: the worst. */
  static ExitCode exitCode(List<Outcome> outcomes) {
    if (outcomes.stream().anyMatch(each -> each.verdict().isEmpty())) {
      return ExitCode.FAILED;
    }
    return ComparisonOptions.exitCode(outcomes.stream().map(each -> each.verdict().get()).toList());
  }

  private static String count(List<Outcome> outcomes) {
    long equal =
        outcomes.stream().filter(each -> each.verdict().equals(Optional.of(Verdict.EQUAL))).count();
    return equal == outcomes.size() ? "all equal" : "%,d equal".formatted(equal);
  }

  private <R> Outcome outcome(Job<R> job) throws IOException {
    long start = System.nanoTime();
    try {
      Comparison.Result result = comparison.result(line, job);
      return new Outcome(job.name(), Optional.of(result.verdict()), result.text(), since(start));
    } catch (UserError e) {
      return new Outcome(job.name(), Optional.empty(), e.getMessage(), since(start));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
