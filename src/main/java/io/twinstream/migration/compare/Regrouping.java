package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.run.Grain;
import io.twinstream.sink.RowFormat;
import io.twinstream.source.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns a log by the batch that wrote a row into one by the batch that the row is about, as the
 * {@link Grain} says. All rows are in memory at once.
 *
 * @param settling how long before the end of the input the rows end that may be missing
 */
record Regrouping(Grain grain, Duration settling, Recording recording) {
  private static final String BATCH = "batch";

  /** Rewrites the log; rows whose end an engine may not have come to see are left out. */
  void apply(Path log, RowFormat format) throws IOException {
    switch (grain) {
      case WINDOW_END -> write(log, newestByWindow(log, format));
      case SESSION_END -> write(log, bySession(log));
      default -> {}
    }
  }

  private TreeMap<Long, List<String>> newestByWindow(Path file, RowFormat format) {
    TreeMap<Long, Map<JsonNode, String>> windows = new TreeMap<>();
    for (ObjectNode row : rows(file)) {
      long end = row.required("windowEnd").asLong();
      if (end <= endMillis() - settling.toMillis()) {
        windows
            .computeIfAbsent(end, window -> new HashMap<>())
            .put(BatchDiff.part(row, format.keyColumns()), row.put(BATCH, end).toString());
      }
    }
    TreeMap<Long, List<String>> batches = new TreeMap<>();
    windows.forEach((end, rows) -> batches.put(end, new ArrayList<>(rows.values())));
    return batches;
  }

  /** A session that is written twice is two rows, and so a divergence. */
  private TreeMap<Long, List<String>> bySession(Path file) {
    long interval = recording.interval().toMillis();
    TreeMap<Long, List<String>> batches = new TreeMap<>();
    for (ObjectNode row : rows(file)) {
      long end = row.required("sessionEnd").asLong();
      if (end < endMillis() - settling.toMillis()) {
        long batch = (end / interval + 1) * interval;
        batches
            .computeIfAbsent(batch, any -> new ArrayList<>())
            .add(row.put(BATCH, batch).toString());
      }
    }
    return batches;
  }

  private long endMillis() {
    return recording.batches() * recording.interval().toMillis();
  }

  private static List<ObjectNode> rows(Path file) {
    List<ObjectNode> rows = new ArrayList<>();
    try (RowLog log = RowLog.open(file)) {
      while (log.hasNext()) {
        log.next().forEach(line -> rows.add((ObjectNode) RowLog.parse(line)));
      }
    }
    return rows;
  }

  private static void write(Path file, TreeMap<Long, List<String>> batches) throws IOException {
    List<String> lines = batches.values().stream().flatMap(rows -> rows.stream().sorted()).toList();
    Files.write(file, lines, StandardCharsets.UTF_8);
  }
}
