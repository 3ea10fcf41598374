package io.twinstream.migration.compare.rows;

/** Which of the two programs. */
public enum Side {
  LEFT,
  RIGHT;

  /** Returns the other one. */
  public Side other() {
    return this == LEFT ? RIGHT : LEFT;
  }

  /** As it is written in messages. */
  @Override
  public String toString() {
    return this == LEFT ? "left" : "right";
  }
}
