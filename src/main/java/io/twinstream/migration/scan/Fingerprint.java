package io.twinstream.migration.scan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Gives findings and risks names that stay when lines move: of class, method and API, and which of
 * several such it is.
 */
final class Fingerprint {
  private static final int BYTES = 10;

  /** How often each was seen so far. */
  private final Map<String, Integer> seen = new HashMap<>();

  /**
   * Returns the name of the next one, in the order of the code.
   *
   * @param className dotted; what is numbered by a compiler in it does not count
   * @param what an API or the label of a risk
   */
  String next(String className, String method, String what) {
    String place = String.join("\t", named(className), method, what);
    int ordinal = seen.merge(place, 1, Integer::sum);
    return hash(place + "\t" + ordinal);
  }

  /** Returns the class that a person named: anonymous classes and closures have numbers. */
  private static String named(String className) {
    return className.replaceFirst("\\$(\\d|\\$?anonfun\\$).*", "");
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
