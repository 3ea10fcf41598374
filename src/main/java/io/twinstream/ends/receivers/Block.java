package io.twinstream.ends.receivers;

import java.io.Serializable;

/**
 * A stored block.
 *
 * @param name of its file, {@code RECEIVER-RUN-NUMBER}
 * @param bytes of its file
 */
public record Block(String name, long bytes) implements Serializable {
  /** Returns the name of a block. */
  static String name(int receiver, String run, long number) {
    return "%s%s-%08d".formatted(prefix(receiver), run, number);
  }

  /** Returns what the names of a receiver's blocks begin with. */
  static String prefix(int receiver) {
    return receiver + "-";
  }

  /** Returns the number of the receiver that stored it. */
  int receiver() {
    return Integer.parseInt(name.substring(0, name.indexOf('-')));
  }
}
