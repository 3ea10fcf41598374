package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.Engine;
import io.twinstream.api.Grain;
import io.twinstream.api.RowFormat;
import io.twinstream.ends.recording.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns a log by the batch that wrote a row into one by the batch that the row is about, as the
 * {@link Grain} says. All rows are in memory at once.
 *
 * @param settling how long before the end of the input the rows end that may be missing
 */
record Regrouping(Grain grain, Duration settling, Recording recording) {
  private static final String BATCH = "batch";

  /**
   * Rewrites the log of an engine; rows whose end an engine may not have come to see are left out.
   * Returns how many those are.
   */
  long apply(Path log, Engine engine, RowFormat format) throws IOException {
    if (grain == Grain.BATCH) {
      return 0;
    }
    Rows rows = new Rows(grain.isUpdatedBy(engine));
    long leftOut = 0;
    try (RowLog read = RowLog.open(log)) {
      while (read.hasNext()) {
        rows.nextBatch();
        for (String line : read.next()) {
          ObjectNode row = (ObjectNode) RowLog.parse(line);
          if (endsTooLate(row)) {
            leftOut++;
          } else {
            rows.add(row.put(BATCH, batchOf(row)), BatchDiff.part(row, format.keyColumns()));
          }
        }
      }
    }
    Files.write(log, rows.lines(), StandardCharsets.UTF_8);
    return leftOut;
  }

  /** A window's own end; of a session the end of the batch that its last visit was in. */
  private long batchOf(ObjectNode row) {
    if (grain != Grain.SESSION_END) {
      return row.required("windowEnd").asLong();
    }
    long interval = recording.interval().toMillis();
    return (row.required("sessionEnd").asLong() / interval + 1) * interval;
  }

  private boolean endsTooLate(ObjectNode row) {
    long until = recording.batches() * recording.interval().toMillis() - settling.toMillis();
    return grain == Grain.SESSION_END
        ? row.required("sessionEnd").asLong() >= until
        : row.required("windowEnd").asLong() > until;
  }

  /** The rows of each batch, each as often as it counts. */
  private static final class Rows {
    private final boolean isUpdated;
    private final TreeMap<Long, Map<JsonNode, List<String>>> batches = new TreeMap<>();
    private final Set<JsonNode> written = new HashSet<>();

    private Rows(boolean isUpdated) {
      this.isUpdated = isUpdated;
    }

    private void nextBatch() {
      written.clear();
    }

    /**
     * Where rows are updated, the first of a key in a batch takes the place of the newest before;
     * what the same batch writes of the key beside it stays, as a batch writes a key once.
     */
    private void add(ObjectNode row, JsonNode key) {
      List<String> ofKey =
          batches
              .computeIfAbsent(row.required(BATCH).asLong(), any -> new HashMap<>())
              .computeIfAbsent(key, any -> new ArrayList<>());
      if (isUpdated && written.add(key) && !ofKey.isEmpty()) {
        ofKey.remove(ofKey.size() - 1);
      }
      ofKey.add(row.toString());
    }

    private List<String> lines() {
      return batches.values().stream()
          .flatMap(rows -> rows.values().stream().flatMap(List::stream).sorted())
          .toList();
    }
  }
}
