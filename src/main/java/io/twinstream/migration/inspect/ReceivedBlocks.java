package io.twinstream.migration.inspect;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What receivers have stored, as the driver's own log of it says.
 *
 * @param blocks those that are remembered, in the order in which they were stored
 * @param unread why the log was not read to its end; empty if it was
 */
public record ReceivedBlocks(List<Block> blocks, Optional<String> unread) {
  /**
   * Records that a receiver stored together.
   *
   * @param input the input stream
   * @param number its number within the input
   * @param records how many there are; empty where that was not counted
   * @param isLogged whether they are in the write-ahead log; else they are gone with the executor
   * @param batch the batch that they were given to; empty if none has them
   */
  public record Block(
      int input, long number, OptionalLong records, boolean isLogged, OptionalLong batch) {}

  /** Returns the blocks of an input that no batch has. */
  public List<Block> waiting(int input) {
    return after(input, Long.MAX_VALUE - 1);
  }

  /** Returns the blocks of an input that no batch up to this one has. */
  public List<Block> after(int input, long batch) {
    return blocks.stream()
        .filter(block -> block.input() == input && block.batch().orElse(Long.MAX_VALUE) > batch)
        .toList();
  }
}
