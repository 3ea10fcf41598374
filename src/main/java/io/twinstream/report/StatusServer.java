package io.twinstream.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Shows to browsers and to Prometheus how something goes. It takes no orders, and answers only
 * those who ask for this machine by a name that is its own: else any page in a browser here could
 * read it under a name of its own (DNS rebinding).
 */
public final class StatusServer implements AutoCloseable {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+])(:\\d+)?");
  private static final int THREADS = 4;
  private static final String SCRIPT = ".js";

  private final HttpServer server;
  private final ExecutorService threads;
  private final String host;
  private final Set<String> names;
  private final Map<String, Content> contents;

  /**
   * What is at a path.
   *
   * @param text made for each request, of its query, which is empty if there is none
   */
  public record Content(String type, UnaryOperator<String> text) {
    /** Returns a page. */
    public static Content page(HtmlPage page) {
      String html = page.render();
      return new Content("text/html", query -> html);
    }

    /**
     * Returns a script.
     *
     * @param resource on the class path
     */
    public static Content script(String resource) {
      String script = HtmlPage.resource(resource);
      return new Content("text/javascript", query -> script);
    }

    /** Returns JSON. */
    public static Content json(UnaryOperator<String> text) {
      return new Content("application/json", text);
    }

    /** Returns numbers of {@link PrometheusText}. */
    public static Content metrics(Supplier<String> text) {
      return new Content(PrometheusText.TYPE, query -> text.get());
    }
  }

  private StatusServer(HttpServer server, String host, Map<String, Content> contents) {
    this.server = server;
    this.host = host;
    this.contents = contents;
    this.names = names(host, server.getAddress().getAddress());
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "twinstream-status");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * Listens.
   *
   * @param host the name or address of an interface of this machine
   * @param port 0 for any that is free
   * @param contents by path; {@code /live.js} and {@code /chart.js} are there too
   * @throws UserError if the port cannot be had
   */
  public static StatusServer start(String host, int port, Map<String, Content> contents) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      return new StatusServer(HttpServer.create(address, 0), host, contents);
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

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      String asked = exchange.getRequestHeaders().getFirst("Host");
      if (!isOurs(asked)) {
        send(exchange, 403, "text/plain", "ask for this machine by its address\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        send(exchange, 405, "text/plain", "there is nothing to do here but read\n");
      } else {
        Content content = content(exchange.getRequestURI().getPath());
        if (content == null) {
          send(exchange, 404, "text/plain", "there is %s\n".formatted(paths()));
        } else {
          String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
          send(exchange, 200, content.type, content.text.apply(query));
        }
      }
    }
  }

  private Content content(String path) {
    return switch (path) {
      case "/live.js" -> Content.script(HtmlPage.ROOM + "live.js");
      case "/chart.js" -> Content.script(HtmlPage.CHARTS);
      default -> contents.get(path);
    };
  }

  private String paths() {
    return contents.keySet().stream()
        .filter(path -> !path.endsWith(SCRIPT))
        .sorted()
        .collect(Collectors.joining(", "));
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

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
