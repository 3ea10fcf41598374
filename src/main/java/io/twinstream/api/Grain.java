package io.twinstream.api;

import java.util.List;

/** Which rows of the two twins are compared with each other, and how often a twin may write one. */
public enum Grain {
  /** The rows of one batch, each key once. */
  BATCH(List.of()),
  /**
   * The rows of one window, by the column {@code windowEnd}. Both engines write a window once: a
   * second row of a key is a duplicate. Windows that end after the input does, or within {@link
   * Compared#settlingAt} before, are skipped, as an engine never writes them.
   */
  WINDOW_END(List.of("windowStart", "windowEnd")),
  /**
   * The same for a port that writes a window again with every micro-batch that changes it, each key
   * once: the newest micro-batch of a key counts. The classic engine writes a window once.
   */
  WINDOW_UPDATES(List.of("windowStart", "windowEnd")),
  /**
   * The rows of the sessions that ended in one batch, by the column {@code sessionEnd}: the engines
   * notice a silence in different batches, and each writes the session once. Sessions that end
   * within {@link Compared#settlingAt} before the input does are skipped, as an engine may not have
   * written them yet.
   */
  SESSION_END(List.of("sessionStart", "sessionEnd"));

  private final List<String> timeColumns;

  Grain(List<String> timeColumns) {
    this.timeColumns = timeColumns;
  }

  /** Returns the columns that say when a row's window or session was; none for batches. */
  public List<String> timeColumns() {
    return timeColumns;
  }

  /** Returns whether this engine may write a key again, and then its newest batch counts. */
  public boolean isUpdatedBy(Engine engine) {
    return this == WINDOW_UPDATES && engine == Engine.STRUCTURED;
  }
}
