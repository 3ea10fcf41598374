package io.twinstream.migration.scan;

import java.util.Locale;

/** How much work it is to replace a call; each constant is harder than the one before. */
public enum Difficulty {
  /** Nothing takes its place and nothing is missed: delete the line. */
  DROP,
  /** The replacement means the same; a different spelling is all. */
  MECHANICAL,
  /** There is a replacement, but it means something else in some cases. */
  CARE,
  /** There is no one call to replace it with; this part must be thought anew. */
  REDESIGN,
  /** Nothing in Structured Streaming corresponds to it: it goes, with what it was for. */
  NONE;

  /** Returns the name as written in tables and reports, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the constant of a label. */
  static Difficulty ofLabel(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
