package io.twinstream.bench.shared;

import java.util.Optional;

/** Finds in what a process has said the line that matters. */
public final class Said {
  private Said() {}

  /** Returns the first line that names an error, or the last one. */
  public static String cause(String said) {
    return error(said).orElse(lastLine(said));
  }

  /** Returns the first line that names an error. */
  static Optional<String> error(String said) {
    return said.lines()
        .filter(line -> line.contains("Error") || line.contains("Exception"))
        .findFirst();
  }

  static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }
}
