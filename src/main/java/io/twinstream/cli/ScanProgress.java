package io.twinstream.cli;

import io.twinstream.migration.scan.Scanner;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Says every two seconds how far a scan is; nothing of a scan that is done before. */
final class ScanProgress implements Scanner.Progress {
  private static final Duration EVERY = Duration.ofSeconds(2);

  private final PrintWriter err;
  private final LongSupplier clock;
  private long saidNanos;

  /**
   * Begins now.
   *
   * @param clock nanoseconds since any time
   */
  ScanProgress(PrintWriter err, LongSupplier clock) {
    this.err = err;
    this.clock = clock;
    this.saidNanos = clock.getAsLong();
  }

  @Override
  public void read(int classes, String location) {
    long now = clock.getAsLong();
    if (now - saidNanos >= EVERY.toNanos()) {
      saidNanos = now;
      err.printf("scan: %,d classes read; now at %s%n", classes, location);
      err.flush();
    }
  }
}
