package io.twinstream.run;

/** Which rows of the two twins belong together when they are compared. */
public enum Grain {
  /** The rows of one batch. */
  BATCH,
  /**
   * The rows of one window, by the column {@code windowEnd}: the classic engine writes a window
   * once, at its end; the port writes it again with every micro-batch that changes it, and the last
   * row of a key counts. Windows that end after the input does, or within {@link
   * StructuredTwin#settling} before, are left out, as an engine never comes to write them.
   */
  WINDOW_END,
  /**
   * The rows of the sessions that ended in one batch, by the column {@code sessionEnd}: each engine
   * notices an end by silence in a batch of its own. Sessions that end within {@link
   * StructuredTwin#settling} before the input does are left out, as an engine may not have come to
   * write them.
   */
  SESSION_END
}
