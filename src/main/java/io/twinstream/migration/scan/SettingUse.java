package io.twinstream.migration.scan;

/**
 * A configuration key that the code names.
 *
 * @param setting what becomes of it
 * @param key the key
 * @param value the constant that is put under it; null if it is none
 * @param className dotted name of the class
 * @param method the method as its source names it
 * @param line the source line; 0 if the class file has none
 */
record SettingUse(
    Setting setting, String key, Object value, String className, String method, int line) {
  /** Returns the value in words. */
  String shownValue() {
    return value == null ? "not a constant" : value.toString();
  }
}
