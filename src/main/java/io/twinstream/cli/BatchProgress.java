package io.twinstream.cli;

import io.twinstream.api.Engine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Says every few seconds how many batches an engine has done. */
final class BatchProgress implements BiConsumer<Engine, Integer>, AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final int batches;
  private final Map<Engine, StatusLine> lines = new EnumMap<>(Engine.class);

  BatchProgress(int batches, PrintWriter err) {
    this.batches = batches;
    for (Engine engine : Engine.values()) {
      lines.put(engine, StatusLine.of(engine.label(), err, EVERY));
    }
  }

  @Override
  public synchronized void accept(Engine engine, Integer done) {
    lines.get(engine).status("batch %,d of %,d".formatted(done, batches));
  }

  @Override
  public synchronized void close() {
    lines.values().forEach(StatusLine::clear);
  }
}
