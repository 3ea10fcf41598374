package io.twinstream.cli;

/** How a report is written. */
enum ReportFormat {
  /** For people. */
  TEXT,
  /** For programs; stable. */
  JSON,
  /** As one page that needs nothing beside it. */
  HTML
}
