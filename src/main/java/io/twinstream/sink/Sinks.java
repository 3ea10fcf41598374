package io.twinstream.sink;

import io.twinstream.error.UserError;

/** Reads {@code --sink}. */
public final class Sinks {
  private Sinks() {}

  /**
   * Returns the sink of a specification.
   *
   * @param spec {@code console} or {@code json:DIR}
   * @param format the row's columns
   * @param runId what tells this run's output from that of another run into the same place; the
   *     same after a restart from the run's checkpoint
   * @throws UserError if it names no sink
   */
  public static <R> Sink<R> parse(String spec, RowFormat format, String runId) {
    if (spec.equals("console")) {
      return new ConsoleSink<>(format);
    }
    if (spec.startsWith("json:") && spec.length() > "json:".length()) {
      return new JsonSink<>(spec.substring("json:".length()), format, runId);
    }
    throw UserError.usage("unknown sink '%s': known are console, json:DIR".formatted(spec));
  }
}
