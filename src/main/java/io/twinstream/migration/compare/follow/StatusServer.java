package io.twinstream.migration.compare.follow;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinstream.error.UserError;
import io.twinstream.report.HtmlPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Shows a status to browsers and to Prometheus: {@code /}, {@code /status.json} and {@code
 * /metrics}. It takes no orders, and answers only those who ask for this machine by a name that is
 * its own: else any page in a browser here could read it under a name of its own (DNS rebinding).
 */
public final class StatusServer implements AutoCloseable {
  private static final String ROOM = "/io/twinstream/migration/compare/follow/";
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+])(:\\d+)?");
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads;
  private final String host;
  private final Set<String> names;
  private final long intervalMillis;
  private final int mostPoints;
  private final Deque<ObjectNode> history = new ArrayDeque<>();
  private volatile String json = "{}";
  private volatile String metrics = "";

  private StatusServer(HttpServer server, String host, Duration interval) {
    this.server = server;
    this.host = host;
    this.names = names(host, server.getAddress().getAddress());
    this.intervalMillis = interval.toMillis();
    this.mostPoints =
        (int) Math.max(2, Math.min(3_600, Duration.ofHours(1).toMillis() / intervalMillis));
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "twinstream-status");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    String page = page();
    server.createContext("/", exchange -> answer(exchange, page));
    server.start();
  }

  /**
   * Listens.
   *
   * @param host the name or address of an interface of this machine
   * @param port 0 for any that is free
   * @param interval between two statuses
   * @throws UserError if the port cannot be had
   */
  public static StatusServer start(String host, int port, Duration interval) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      return new StatusServer(HttpServer.create(address, 0), host, interval);
    } catch (IOException e) {
      throw UserError.usage(
          "page at %s:%d: cannot listen there (%s): choose another port, or stop what uses it"
              .formatted(host, port, e.getMessage()),
          e);
    }
  }

  /** Returns where the page is. */
  public String url() {
    return "http://%s:%d/"
        .formatted(host.contains(":") ? "[" + host + "]" : host, server.getAddress().getPort());
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

  private void answer(HttpExchange exchange, String page) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String asked = exchange.getRequestHeaders().getFirst("Host");
      if (!isOurs(asked)) {
        send(exchange, 403, "text/plain", "ask for this machine by its address\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        send(exchange, 405, "text/plain", "there is nothing to do here but read\n");
      } else {
        switch (exchange.getRequestURI().getPath()) {
          case "/" -> send(exchange, 200, "text/html", page);
          case "/follow.js" -> send(exchange, 200, "text/javascript", resource("follow.js"));
          case "/status.json" -> send(exchange, 200, "application/json", json);
          case "/metrics" -> send(exchange, 200, "text/plain; version=0.0.4", metrics);
          default -> send(exchange, 404, "text/plain", "there is /, /status.json and /metrics\n");
        }
      }
    }
  }

  /** Tells whether a name is this machine's: an address, which no stranger can give, or ours. */
  private boolean isOurs(String asked) {
    if (asked == null) {
      return false;
    }
    String name = asked.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    return ADDRESS.matcher(asked).matches() || names.contains(name);
  }

  private static Set<String> names(String host, InetAddress address) {
    Set<String> names = new HashSet<>(List.of("localhost", host.toLowerCase(Locale.ROOT)));
    if (!address.isLoopbackAddress()) {
      try {
        InetAddress machine = InetAddress.getLocalHost();
        names.add(machine.getHostName().toLowerCase(Locale.ROOT));
        names.add(machine.getCanonicalHostName().toLowerCase(Locale.ROOT));
      } catch (UnknownHostException unnamed) {
        // It is asked for by its address then.
      }
    }
    return names;
  }

  private static void send(HttpExchange exchange, int code, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type.contains(";") ? type : type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(code, isHead ? -1 : bytes.length);
    if (!isHead) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    }
  }

  private static String page() {
    return HtmlPage.of(ROOM + "follow.mustache", "twinstream: parallel run")
        .explainedIn("follow.md")
        .render();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = StatusServer.class.getResourceAsStream(ROOM + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
