package io.twinstream.cli;

/** How rows are printed. */
enum RowsFormat {
  /** For people: columns side by side. */
  TEXT,
  /** A line of names, then one for each row (RFC 4180). */
  CSV,
  /** An object in a line for each row. */
  JSON
}
