package io.twinstream.migration.scan;

import java.nio.charset.StandardCharsets;

/**
 * Looks in a constant for the texts without which a class cannot be of interest: the package of
 * Spark Streaming, one of its settings, or a setting of the Kafka consumer.
 */
final class Mentions {
  private static final byte[][] TEXTS =
      Settings.known().markers().stream()
          .map(text -> text.getBytes(StandardCharsets.UTF_8))
          .toArray(byte[][]::new);

  private Mentions() {}

  static boolean isIn(byte[] bytes, int from, int length) {
    for (byte[] text : TEXTS) {
      for (int start = from; start <= from + length - text.length; start++) {
        if (bytes[start] == text[0] && startsWith(bytes, start, text)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] bytes, int start, byte[] text) {
    for (int i = 1; i < text.length; i++) {
      if (bytes[start + i] != text[i]) {
        return false;
      }
    }
    return true;
  }
}
