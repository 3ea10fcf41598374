package io.twinstream.ends.recording;

import io.twinstream.error.UserError;

/** Where the records of a recording are sent again. Not thread-safe. */
public interface ReplayTarget extends AutoCloseable {
  /** Waits for a moment, or until somebody is there who takes records; tells whether one is. */
  default boolean isReady() {
    return true;
  }

  /**
   * Takes the next record if somebody is there for it; what it takes may wait for {@link #flush}.
   *
   * @return whether it took it
   * @throws UserError if it cannot be sent as it was recorded
   */
  boolean send(Recorded record);

  /** Sends what waits; called again and again while no record is due. */
  void flush();

  /**
   * Waits until all that was taken has arrived.
   *
   * @throws UserError if something has not
   */
  void finish();

  @Override
  void close();
}
