package io.twinstream.ends.lines;

import java.io.IOException;
import java.util.List;

/** Lines one after the other. Not thread-safe. */
public interface Lines extends AutoCloseable {
  /** Returns the next line; null if there is none. */
  FeedLine next() throws IOException;

  /** Returns what each of the topics holds that the lines are for. */
  default List<String> topics() {
    return List.of("lines");
  }

  @Override
  default void close() throws IOException {}
}
