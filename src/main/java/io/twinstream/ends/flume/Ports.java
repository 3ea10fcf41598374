package io.twinstream.ends.flume;

import io.twinstream.error.UserError;

/** Ports that were written down. */
final class Ports {
  private static final int MOST = 65_535;

  private Ports() {}

  /**
   * Returns the port.
   *
   * @throws UserError if it is none
   */
  static int of(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= MOST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw UserError.usage("port '%s': write a number of 1 to %d".formatted(text, MOST));
  }
}
