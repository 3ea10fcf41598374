package io.twinstream.ends.recording;

import io.twinstream.error.UserError;

/** Records as they arrive at a source, for a recording. Not thread-safe. */
public interface Traffic extends AutoCloseable {
  /** What takes records. */
  interface Taker {
    /** Takes a record; tells whether it did: if not, it takes no more. */
    boolean take(Recorded record);
  }

  /**
   * Returns what is known before the first record; later, when a topic gets partitions, the same
   * with their number, before the first record of them.
   */
  RecordingHead head();

  /**
   * Hands on what came since the last call, arrivals ascending; waits for it for a moment.
   *
   * @return whether more can come
   * @throws UserError if the source cannot be read
   */
  boolean poll(Taker taker);

  /**
   * Returns the time before which all that arrived was handed on, in ms from the beginning; when
   * nothing more can come, the time up to which that is so.
   */
  long completeMillis();

  /** Tells whether {@link #isOnDisk} is waited for. */
  default boolean isAcknowledging() {
    return false;
  }

  /** Learns that all that was handed on is on the disk. */
  default void isOnDisk() {}

  @Override
  void close();
}
