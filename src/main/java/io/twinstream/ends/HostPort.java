package io.twinstream.ends;

import io.twinstream.error.UserError;

/** Where a server listens. */
public record HostPort(String host, int port) {
  private static final int MOST = 65_535;

  /**
   * Returns that of a specification {@code KIND:HOST:PORT}.
   *
   * @throws UserError if it has not that form
   */
  public static HostPort of(String spec) {
    String rest = spec.substring(spec.indexOf(':') + 1);
    int colon = rest.lastIndexOf(':');
    try {
      int port = Integer.parseInt(rest.substring(colon + 1));
      if (colon > 0 && port >= 1 && port <= MOST) {
        return new HostPort(rest.substring(0, colon), port);
      }
    } catch (NumberFormatException notAPort) {
      // said below
    }
    throw UserError.usage(
        "source '%s': write %s:HOST:PORT with a port of 1 to 65535"
            .formatted(spec, spec.substring(0, spec.indexOf(':'))));
  }
}
