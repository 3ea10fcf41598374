package io.twinstream.migration.inspect;

import java.util.regex.Pattern;

/**
 * Hides secrets, by the default of {@code spark.redaction.regex} (Spark's {@code
 * internal.config.SECRET_REDACTION_PATTERN}, 3.3 to 4.1), which as in Spark is asked of keys and of
 * values.
 */
final class Masking {
  static final String MASK = "*********(redacted)";
  private static final Pattern SECRET = Pattern.compile("(?i)secret|password|token|access[.]?key");

  private Masking() {}

  static String masked(String key, String value) {
    return SECRET.matcher(key).find() || SECRET.matcher(value).find() ? MASK : value;
  }
}
