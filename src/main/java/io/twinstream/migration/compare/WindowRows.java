package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.sink.RowFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns a log by batch into one by window: the last row of each key, under its window's end. All
 * windows are in memory at once.
 */
final class WindowRows {
  private static final String BATCH = "batch";
  private static final String WINDOW_END = "windowEnd";

  private WindowRows() {}

  /** Rewrites the log; rows of windows that end after that time are left out. */
  static void regroup(Path file, RowFormat format, long endMillis) throws IOException {
    TreeMap<Long, Map<JsonNode, String>> windows = new TreeMap<>();
    try (RowLog log = RowLog.open(file)) {
      while (log.hasNext()) {
        for (String line : log.next()) {
          ObjectNode row = (ObjectNode) RowLog.parse(line);
          long end = row.required(WINDOW_END).asLong();
          if (end <= endMillis) {
            windows
                .computeIfAbsent(end, window -> new HashMap<>())
                .put(BatchDiff.part(row, format.keyColumns()), row.put(BATCH, end).toString());
          }
        }
      }
    }
    List<String> lines =
        windows.values().stream().flatMap(rows -> rows.values().stream().sorted()).toList();
    Files.write(file, lines, StandardCharsets.UTF_8);
  }
}
