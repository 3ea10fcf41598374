package io.twinstream.cli;

import io.twinstream.engine.StopRequest;
import io.twinstream.error.ExitCode;
import io.twinstream.error.UserError;
import io.twinstream.internals.StopSignals;
import io.twinstream.migration.compare.follow.Follow;
import io.twinstream.migration.compare.follow.FollowPage;
import io.twinstream.migration.compare.follow.FollowReports;
import io.twinstream.migration.compare.follow.FollowRequest;
import io.twinstream.migration.compare.follow.FollowStatus;
import io.twinstream.migration.compare.rows.LiveRows;
import io.twinstream.migration.compare.rows.RowsComparison;
import io.twinstream.migration.compare.rows.RowsRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;

/** Follows two programs, says how it goes, and compares all at the end. */
final class FollowRun {
  private final CommandLine line;
  private final FollowOptions options;
  private final ComparisonOptions comparison;
  private FollowStatus last;
  private long saidAt;

  FollowRun(CommandLine line, FollowOptions options, ComparisonOptions comparison) {
    this.line = line;
    this.options = options;
    this.comparison = comparison;
  }

  /** Returns the exit code. */
  int run(RowsRequest rows) throws IOException {
    RowsComparison whole = RowsComparison.of(rows);
    LiveRows ends = LiveRows.of(rows);
    FollowRequest request = options.request(rows, ends);
    StopRequest stop = new StopRequest();
    try (FollowPage page = page(request);
        Follow follow = Follow.open(request, ends)) {
      StopSignals.onFirst(stop::request);
      say(
          "%s %s, every %d ms; Ctrl-C ends it"
              .formatted(
                  follow.isResumed() ? "going on with the state in" : "keeping its state in",
                  request.folder(),
                  request.interval().toMillis()));
      if (page != null) {
        say("page: " + page.url());
      }
      try (SparkSession session = comparison.session(whole.defaults())) {
        if (!session.sparkContext().isLocal()) {
          throw UserError.usage(
              "--follow: runs on this machine alone: leave out --master, or write --master local[2]");
        }
        boolean isSettled =
            follow.run(
                session,
                stop,
                status -> {
                  last = status;
                  sayOnceAn(request.interval(), status);
                  Optional.ofNullable(page).ifPresent(each -> each.show(status));
                },
                this::say);
        return isSettled ? comparison.print(line, whole.run(session)) : stopped();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.failed("interrupted", e);
    }
  }

  private FollowPage page(FollowRequest request) {
    return options
        .port()
        .map(port -> FollowPage.start(options.host(), port, request.reading()))
        .orElse(null);
  }

  private int stopped() {
    if (last == null) {
      return ExitCode.NOTHING_COMPARED.code();
    }
    PrintWriter out = line.getOut();
    out.print(comparison.isJson() ? FollowReports.json(last) + "\n" : FollowReports.text(last));
    out.flush();
    if (last.different().all() > 0) {
      return ExitCode.DIFFERENT.code();
    }
    return (last.matched() > 0 ? ExitCode.OK : ExitCode.NOTHING_COMPARED).code();
  }

  private void sayOnceAn(Duration interval, FollowStatus status) {
    boolean isEnd = status.state() == FollowStatus.State.SETTLED;
    if (isEnd || status.atMillis() - saidAt >= interval.toMillis()) {
      saidAt = status.atMillis();
      say(FollowReports.line(status));
    }
  }

  private void say(String what) {
    GlobalOptions.say(
        line,
        "follow: %s %s"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().substring(11), what));
  }
}
