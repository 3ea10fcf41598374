package io.twinstream.cli;

/** How a result is printed on standard output. */
enum Format {
  /** For people. */
  TEXT,
  /** For programs; stable. */
  JSON
}
