package io.twinstream.cli;

import io.twinstream.error.UserError;
import io.twinstream.watch.Serving;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a run's page. */
final class ServeOptions {
  private static final int MOST_PORT = 65_535;

  @Option(
      names = "--serve",
      paramLabel = "PORT",
      description =
          "Show the run live at http://localhost:PORT, with /metrics for Prometheus; 0: a free port.")
  private Integer port;

  @Option(
      names = "--beside",
      paramLabel = "URL",
      description =
          "Show another run on the same page: the address of its --serve, such as http://localhost:8081.")
  private String beside;

  /**
   * Returns where the page is; empty for none.
   *
   * @throws UserError if an option is wrong
   */
  Optional<Serving> serving() {
    if (port == null && beside != null) {
      throw UserError.usage("--beside %s: is of --serve PORT".formatted(beside));
    }
    return Optional.ofNullable(port)
        .map(
            at -> new Serving(checked("--serve", at), Optional.ofNullable(beside).map(this::page)));
  }

  /** Returns a port, or 0 for any. */
  static int checked(String option, int port) {
    if (port < 0 || port > MOST_PORT) {
      throw UserError.usage("%s %d: write 0 to %d".formatted(option, port, MOST_PORT));
    }
    return port;
  }

  private URI page(String url) {
    try {
      URI page = URI.create(url.endsWith("/") ? url : url + "/");
      if ("http".equals(page.getScheme()) && page.getHost() != null && "/".equals(page.getPath())) {
        return page;
      }
    } catch (IllegalArgumentException notOne) {
      // Said below, as of any other that is none.
    }
    throw UserError.usage(
        "--beside %s: write the address of the other run's page, such as http://localhost:8081"
            .formatted(url));
  }
}
