package io.twinstream.migration.compare.follow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import io.twinstream.report.HtmlPage;
import io.twinstream.report.StatusServer;
import io.twinstream.report.StatusServer.Content;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** The live page: {@code /}, {@code /status.json} and {@code /metrics}. */
public final class FollowPage implements AutoCloseable {
  private static final String ROOM = "/io/twinstream/migration/compare/follow/";

  private final StatusServer server;
  private final long intervalMillis;
  private final int mostPoints;
  private final Deque<ObjectNode> history = new ArrayDeque<>();
  private volatile String json = "{}";
  private volatile String metrics = "";

  private FollowPage(String host, int port, Duration interval) {
    this.intervalMillis = interval.toMillis();
    this.mostPoints =
        (int) Math.max(2, Math.min(3_600, Duration.ofHours(1).toMillis() / intervalMillis));
    HtmlPage page =
        HtmlPage.of(ROOM + "follow.mustache", "twinstream: parallel run").explainedIn("follow.md");
    this.server =
        StatusServer.start(
            host,
            port,
            Map.of(
                "/",
                Content.page(page),
                "/follow.js",
                Content.script(ROOM + "follow.js"),
                "/status.json",
                Content.json(query -> json),
                "/metrics",
                Content.metrics(() -> metrics)));
  }

  /**
   * Listens.
   *
   * @param host the name or address of an interface of this machine
   * @param port 0 for any that is free
   * @param interval between two statuses
   * @throws UserError if the port cannot be had
   */
  public static FollowPage start(String host, int port, Duration interval) {
    return new FollowPage(host, port, interval);
  }

  /** Returns where the page is. */
  public String url() {
    return server.url();
  }

  /** Shows a status from now on. */
  public synchronized void show(FollowStatus status) {
    ObjectNode point = new ObjectMapper().createObjectNode();
    point.put("at", status.atMillis());
    point.put("matched", status.matched());
    point.put("open", status.open());
    point.put("different", status.different().all());
    point.put("oldestOpenMillis", status.oldestOpenMillis().orElse(0));
    point.put("leftRowsPerSecond", Math.round(status.left().rowsPerSecond()));
    point.put("rightRowsPerSecond", Math.round(status.right().rowsPerSecond()));
    FollowReports.put(point, "leftLag", status.left().lag());
    FollowReports.put(point, "rightLag", status.right().lag());
    history.add(point);
    if (history.size() > mostPoints) {
      history.remove();
    }
    ObjectNode node = FollowReports.object(status);
    node.put("intervalMillis", intervalMillis);
    ArrayNode points = node.putArray("history");
    history.forEach(points::add);
    json = node.toString();
    metrics = FollowReports.metrics(status);
  }

  @Override
  public void close() {
    server.close();
  }
}
