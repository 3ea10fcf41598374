package io.twinstream.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.StatusServer;
import io.twinstream.report.StatusServer.Content;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a run: {@code /}, {@code /status.json}, {@code /metrics} and, of the run beside it,
 * {@code /beside.json}.
 */
final class RunPage implements AutoCloseable {
  private static final String ROOM = "/io/twinstream/watch/";
  private static final Pattern AFTER = Pattern.compile("after=(\\d{1,18})");
  private static final Duration LEAST_POLL = Duration.ofMillis(100);
  private static final Duration MOST_POLL = Duration.ofSeconds(1);
  private static final Duration LAST_LOOK = Duration.ofMillis(2_500);

  private final RunInfo run;
  private final RunFigures figures;
  private final long runId;
  private final StatusServer server;
  private volatile long askedNanos = System.nanoTime() - LAST_LOOK.toNanos();
  private final CountDownLatch lastLook = new CountDownLatch(1);

  /**
   * Listens on this machine alone.
   *
   * @param runId tells this run from another one at the same port
   * @throws io.twinstream.error.UserError if the port cannot be had
   */
  RunPage(RunInfo run, RunFigures figures, Serving serving, long runId) {
    this.run = run;
    this.figures = figures;
    this.runId = runId;
    HtmlPage page =
        HtmlPage.of(ROOM + "watch.mustache", run.title())
            .explainedIn("watching.md")
            .put("beside", serving.beside().isPresent());
    Map<String, Content> contents = new HashMap<>();
    contents.put("/", Content.page(page));
    contents.put("/watch.js", Content.script(ROOM + "watch.js"));
    contents.put("/status.json", Content.json(this::status));
    contents.put("/metrics", Content.metrics(() -> RunReports.metrics(run, figures.status())));
    serving
        .beside()
        .map(Beside::new)
        .ifPresent(beside -> contents.put("/beside.json", Content.json(beside::status)));
    this.server = StatusServer.start("localhost", serving.port(), contents);
  }

  String url() {
    return server.url();
  }

  private String status(String query) {
    RunStatus status = figures.status();
    boolean isOver =
        status.phase() == RunStatus.Phase.DONE || status.phase() == RunStatus.Phase.FAILED;
    ObjectNode node =
        RunReports.json(run, status, figures.savepoints(), System.currentTimeMillis());
    node.put("run", runId);
    node.put("pollMillis", pollMillis());
    StringBuilder json = new StringBuilder(node.toString());
    json.setLength(json.length() - 1);
    json.append(',');
    Matcher after = AFTER.matcher(query);
    figures.write(after.find() ? Long.parseLong(after.group(1)) : 0, json);
    askedNanos = System.nanoTime();
    if (isOver) {
      lastLook.countDown();
    }
    return json.append('}').toString();
  }

  /** So often that a batch is shown before the next one ends. */
  private long pollMillis() {
    return Math.max(
        LEAST_POLL.toMillis(), Math.min(MOST_POLL.toMillis(), run.interval().toMillis() / 2));
  }

  /** Lets those who look at it see how the run has ended, and closes it. */
  @Override
  public void close() {
    if (System.nanoTime() - askedNanos < LAST_LOOK.toNanos()) {
      try {
        if (lastLook.await(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
          Thread.sleep(LEAST_POLL.toMillis()); // the answer is on its way
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    server.close();
  }
}
