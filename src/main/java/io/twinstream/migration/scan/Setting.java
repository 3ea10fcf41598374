package io.twinstream.migration.scan;

/**
 * One row of {@code settings.tsv}.
 *
 * @param key the configuration key; ends in {@code *} for all that begin so
 * @param meaning what it does to a DStream application
 * @param advice what becomes of it
 */
record Setting(String key, String meaning, String advice) {
  boolean matches(String text) {
    return key.endsWith("*")
        ? text.startsWith(key.substring(0, key.length() - 1))
        : text.equals(key);
  }
}
