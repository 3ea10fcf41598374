package io.twinstream.cli;

/** How the report of a scan is written. */
enum ScanFormat {
  /** For people. */
  TEXT,
  /** For programs; stable. */
  JSON,
  /** As one page that needs nothing beside it. */
  HTML,
  /** For what shows results of analyses beside code: SARIF 2.1.0. */
  SARIF
}
