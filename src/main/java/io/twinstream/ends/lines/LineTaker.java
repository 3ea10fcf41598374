package io.twinstream.ends.lines;

import java.io.IOException;

/** What a {@link LineClient} gives its lines to. Called by the client's thread alone. */
interface LineTaker {
  /** Returns the number up to which it has the lines of that stream; 0 for none. */
  long have(String stream);

  /** Returns how many lines it takes now; 0 while the sender must wait. */
  int room();

  /** Takes a line as it came; its number is 0 if the sender does not number them. */
  void take(long number, byte[] line);

  /** Learns of a line that was over the limit; its number is 0 if the sender does not number. */
  void skip(long number);

  /** Learns that the sender has no more lines. */
  void end();

  /**
   * Does what is due, such as storing a block.
   *
   * @return milliseconds until it is to be called again, at least 1
   * @throws IOException if lines could not be kept: they are to be asked for again
   */
  long work() throws IOException;

  /**
   * Does what is due at the end of a connection, so that {@link #have} says all that was taken.
   *
   * @throws IOException if lines could not be kept: they are to be asked for again
   */
  void disconnected() throws IOException;

  /** Returns the number up to which lines of the stream that it asked for are safe; 0 for none. */
  long safe(String stream);
}
