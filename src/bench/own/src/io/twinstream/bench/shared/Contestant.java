package io.twinstream.bench.shared;

/** Who is measured in a scenario: a constant of its enum. */
public interface Contestant {
  /** Whose program it is; its name in reports begins with it. */
  enum Maker {
    /** No engine: what can be reached at most. */
    LIMIT("limit "),
    /** A job of this project, with the options that {@code bin/twinstream run} gives it. */
    TWINSTREAM("twinstream "),
    /** Spark's own example, or a program as people write it. */
    SPARK("spark "),
    /** Another engine. */
    OTHER("");

    private final String prefix;

    Maker(String prefix) {
      this.prefix = prefix;
    }

    /** Returns the name in reports of a program of that maker. */
    public String label(String program) {
      return prefix + program;
    }
  }

  /** Returns the name of the constant, by which a JVM of its own is told who it is. */
  String name();

  /** Returns whose it is. */
  Maker maker();

  /** Returns the name in reports, and of {@code --only}. */
  String label();

  /** Tells whether the Spark on this class path has it. */
  default boolean isHere() {
    return true;
  }
}
