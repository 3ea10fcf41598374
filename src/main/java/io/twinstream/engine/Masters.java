package io.twinstream.engine;

import io.twinstream.ends.Loopback;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of Spark masters, looked at before Spark is started with them. */
final class Masters {
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)(?:,.*)?])?");
  private static final Pattern KNOWN =
      Pattern.compile("local-cluster\\[.*]|spark://.+|yarn|k8s://.+|mesos://.+");
  private static final Pattern SERVER = Pattern.compile("(?:spark://)?(.+):(\\d{1,5})");
  private static final int WAIT_MILLIS = 3_000;

  private Masters() {}

  /** Returns how many cores a local master has; 0 for a cluster. */
  static int localCores(String master) {
    Matcher local = LOCAL.matcher(master);
    if (!local.matches()) {
      return 0;
    }
    String cores = local.group(1);
    if (cores == null) {
      return 1;
    }
    return cores.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(cores);
  }

  /**
   * Checks that Spark can take it, and that a standalone master is there: Spark itself tries for a
   * minute, and tells it in stack traces.
   *
   * @throws UserError if it is malformed, or nobody listens there
   */
  static void check(String master) {
    if (!LOCAL.matcher(master).matches() && !KNOWN.matcher(master).matches()) {
      throw UserError.usage(
          "master %s: write local[N], local[*], spark://HOST:PORT, yarn or k8s://HOST:PORT"
              .formatted(master));
    }
    if (master.startsWith("spark://") && !isThere(master)) {
      throw UserError.failed(
          "master %s: does not answer: check its address; 'bin/twinstream local cluster' starts one"
              .formatted(master));
    }
  }

  private static boolean isThere(String master) {
    for (String each : master.split(",")) {
      Matcher server = SERVER.matcher(each);
      if (!server.matches()) {
        throw UserError.usage("master %s: write spark://HOST:PORT".formatted(master));
      }
      try (Socket socket = new Socket()) {
        Loopback.connect(
            socket,
            new InetSocketAddress(server.group(1), Integer.parseInt(server.group(2))),
            WAIT_MILLIS);
        return true;
      } catch (IOException | IllegalArgumentException notThere) {
        // The next one may be.
      }
    }
    return false;
  }
}
