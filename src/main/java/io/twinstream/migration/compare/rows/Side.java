package io.twinstream.migration.compare.rows;

/** Which of the two programs. */
enum Side {
  LEFT,
  RIGHT;

  Side other() {
    return this == LEFT ? RIGHT : LEFT;
  }

  /** As it is written in messages. */
  @Override
  public String toString() {
    return this == LEFT ? "left" : "right";
  }
}
