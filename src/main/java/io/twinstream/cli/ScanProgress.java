package io.twinstream.cli;

import io.twinstream.migration.scan.Scanner;
import java.io.PrintWriter;
import java.time.Duration;

/** Says every two seconds how far a scan is; nothing of a scan that is done before. */
final class ScanProgress implements Scanner.Progress, AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(2);

  private final StatusLine line;

  ScanProgress(PrintWriter err) {
    this(StatusLine.of("scan", err, EVERY));
  }

  ScanProgress(StatusLine line) {
    this.line = line;
  }

  @Override
  public void read(int classes, String location) {
    if (line.isDue()) {
      line.status("%,d classes read; now at %s".formatted(classes, location));
    }
  }

  @Override
  public void close() {
    line.clear();
  }
}
