package io.twinstream.migration.scan;

/**
 * Something that is wrong today or goes wrong in a move, seen in several calls together.
 *
 * @param type which
 * @param location the class file
 * @param className dotted name of the class
 * @param method the method as its source names it
 * @param line the source line; 0 if the class file has none
 * @param detail what was seen there
 * @param fingerprint what tells it from others, however lines move
 * @param source the source file below the root of the sources; null if unknown
 */
record Risk(
    RiskType type,
    String location,
    String className,
    String method,
    int line,
    String detail,
    String fingerprint,
    String source) {
  Risk named(String newFingerprint) {
    return new Risk(type, location, className, method, line, detail, newFingerprint, source);
  }

  /** Returns why it matters. */
  String why() {
    return type.why();
  }

  /** Returns what to do. */
  String advice() {
    return type.advice();
  }
}
