package io.twinstream.migration.compare.follow;

/** What is known of a key. */
enum Status {
  /** Neither side has it any more. */
  GONE,
  MATCHED,
  /** The sides differ, and one of them may still write what makes them alike. */
  OPEN,
  /** The sides differ, and the one that lacks something has come past it. */
  DIFFERENT,
  /** Of a window that is not complete on both sides. */
  LEFT_OUT
}
