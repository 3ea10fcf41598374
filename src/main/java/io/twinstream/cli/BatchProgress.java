package io.twinstream.cli;

import io.twinstream.api.Engine;
import java.io.PrintWriter;
import java.util.function.BiConsumer;

/** Says every few seconds how many batches an engine has done. */
final class BatchProgress implements BiConsumer<Engine, Integer> {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final int batches;
  private final PrintWriter err;
  private long saidNanos = System.nanoTime();

  BatchProgress(int batches, PrintWriter err) {
    this.batches = batches;
    this.err = err;
  }

  @Override
  public synchronized void accept(Engine engine, Integer done) {
    if (System.nanoTime() - saidNanos >= EVERY_NANOS) {
      saidNanos = System.nanoTime();
      err.printf("%s: batch %,d of %,d%n", engine, done, batches);
      err.flush();
    }
  }
}
