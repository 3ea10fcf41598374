package io.twinstream.migration.scan;

/**
 * A finding or a risk that was accepted.
 *
 * @param entry by which
 * @param fingerprint its own
 * @param className dotted
 * @param method as the source names it
 * @param line the source line; 0 if unknown
 * @param what the API or the label of the risk
 */
record Suppressed(
    Suppressions.Entry entry,
    String fingerprint,
    String className,
    String method,
    int line,
    String what) {
  /** Returns why. */
  String reason() {
    return entry.reason();
  }
}
