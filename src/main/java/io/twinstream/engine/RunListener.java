package io.twinstream.engine;

/** Told of a run's progress; called from the engine's threads. */
public interface RunListener {
  /** A listener that does nothing. */
  RunListener NONE = new RunListener() {};

  /** The run reads from its source now. */
  default void started() {}

  /** A batch is done and its rows are written. */
  default void batchCompleted(BatchStats batch) {}

  /** The source cannot be read for the moment; it is tried again. */
  default void interrupted(String source, String why) {}

  /** The run was asked to stop, or has reached its end, and finishes what it received. */
  default void stopping(String reason) {}
}
