package io.twinstream.migration.move;

import io.twinstream.savepoint.StateCopy;

/** Something other than a checkpoint that has state. */
public interface StateOrigin {
  /** Says for people what it is. */
  String describe();

  /**
   * Writes the state into the folder of a savepoint.
   *
   * @throws io.twinstream.error.UserError if it cannot be read, or does not fit
   */
  StateCopy write(String savepoint);
}
