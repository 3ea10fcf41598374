package io.twinstream.api;

import java.util.Locale;

/** The two engines of Spark that run a job. */
public enum Engine {
  /** Classic Spark Streaming. */
  DSTREAM,
  /** Structured Streaming. */
  STRUCTURED;

  /** Returns the name used on command lines and in files: {@code dstream} or {@code structured}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return label();
  }
}
