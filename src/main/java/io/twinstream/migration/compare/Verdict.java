package io.twinstream.migration.compare;

/** What a comparison has shown. */
public enum Verdict {
  /** Both sides have the same rows, and there are rows. */
  EQUAL,
  /** A row is on one side only, or has other values there. */
  DIFFERENT,
  /** No difference and no proof, as there was no row to compare. */
  NOTHING_COMPARED;

  /** As it is printed. */
  @Override
  public String toString() {
    return name().replace('_', ' ');
  }
}
