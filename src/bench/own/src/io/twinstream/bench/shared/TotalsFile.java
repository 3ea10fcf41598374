package io.twinstream.bench.shared;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The totals that a contestant leaves: a file of lines {@code word<TAB>count}. */
public final class TotalsFile {
  private TotalsFile() {}

  /** Writes a file. */
  public static void write(Path file, Map<String, Long> totals) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Map.Entry<String, Long> word : totals.entrySet()) {
        out.write(word.getKey() + "\t" + word.getValue() + "\n");
      }
    }
  }
}
