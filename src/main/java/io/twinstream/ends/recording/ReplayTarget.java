package io.twinstream.ends.recording;

import io.twinstream.error.UserError;

/** Where the records of a recording are sent again. Not thread-safe. */
public interface ReplayTarget extends AutoCloseable {
  /**
   * Takes the next record; what it takes may wait for {@link #flush}.
   *
   * @throws UserError if it cannot be sent as it was recorded
   */
  void send(Recorded record);

  /** Sends what waits. */
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
