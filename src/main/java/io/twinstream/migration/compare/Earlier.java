package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What each engine last wrote for a key before the batch that differs, its batch included.
 *
 * @param dstream null if it had written nothing
 * @param structured likewise
 */
record Earlier(JsonNode key, JsonNode dstream, JsonNode structured) {
  /** Returns those of keys for which something was written. */
  static List<Earlier> of(
      Set<JsonNode> keys,
      UnaryOperator<JsonNode> keyOf,
      long batch,
      EngineRun dstream,
      EngineRun structured) {
    Map<JsonNode, JsonNode> left = last(dstream, batch, keys, keyOf);
    Map<JsonNode, JsonNode> right = last(structured, batch, keys, keyOf);
    return keys.stream()
        .map(key -> new Earlier(key, left.get(key), right.get(key)))
        .filter(earlier -> earlier.dstream != null || earlier.structured != null)
        .toList();
  }

  private static Map<JsonNode, JsonNode> last(
      EngineRun run, long before, Set<JsonNode> keys, UnaryOperator<JsonNode> keyOf) {
    Map<JsonNode, JsonNode> last = new HashMap<>();
    try (RowLog log = RowLog.open(run.rows())) {
      while (log.hasNext() && log.peek() < before) {
        for (String line : log.next()) {
          JsonNode row = RowLog.parse(line);
          JsonNode key = keyOf.apply(row);
          if (keys.contains(key)) {
            last.put(key, row);
          }
        }
      }
    }
    return last;
  }
}
