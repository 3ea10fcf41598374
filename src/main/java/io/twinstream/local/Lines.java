package io.twinstream.local;

import java.io.IOException;

/** Lines one after the other, as bytes without their end. Not thread-safe. */
public interface Lines extends AutoCloseable {
  /** Returns the next line; null if there is none. */
  byte[] next() throws IOException;

  @Override
  default void close() throws IOException {}
}
