package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.RowFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of one batch that the engines do not share, as multisets.
 *
 * @param onlyDstream without the changed ones
 * @param onlyStructured without the changed ones
 * @param changed same key, other values
 * @param isOnlyMultiplicity whether both have rows of the same keys, but not as often
 */
record BatchDiff(
    List<JsonNode> onlyDstream,
    List<JsonNode> onlyStructured,
    List<Divergence.Change> changed,
    boolean isOnlyMultiplicity) {
  /** Returns the difference of two lists of JSON lines; both sorted. */
  static BatchDiff of(List<String> dstream, List<String> structured, RowFormat format) {
    List<String> left = surplus(dstream, structured);
    List<String> right = surplus(structured, dstream);
    Map<JsonNode, Deque<JsonNode>> rightByKey = new LinkedHashMap<>();
    for (String line : right) {
      JsonNode row = RowLog.parse(line);
      rightByKey
          .computeIfAbsent(part(row, format.keyColumns()), key -> new ArrayDeque<>())
          .add(row);
    }
    List<JsonNode> onlyDstream = new ArrayList<>();
    List<Divergence.Change> changed = new ArrayList<>();
    for (String line : left) {
      JsonNode row = RowLog.parse(line);
      JsonNode key = part(row, format.keyColumns());
      Deque<JsonNode> others = rightByKey.getOrDefault(key, new ArrayDeque<>());
      if (others.isEmpty()) {
        onlyDstream.add(row);
      } else {
        changed.add(
            new Divergence.Change(
                key,
                part(row, format.valueColumns()),
                part(others.remove(), format.valueColumns())));
      }
    }
    List<JsonNode> onlyStructured = new ArrayList<>();
    rightByKey.values().forEach(onlyStructured::addAll);
    boolean isOnlyMultiplicity =
        changed.isEmpty()
            && areOfKeys(onlyDstream, structured, format)
            && areOfKeys(onlyStructured, dstream, format);
    return new BatchDiff(onlyDstream, onlyStructured, changed, isOnlyMultiplicity);
  }

  private static boolean areOfKeys(List<JsonNode> rows, List<String> others, RowFormat format) {
    if (rows.isEmpty()) {
      return true;
    }
    Set<JsonNode> keys = new HashSet<>();
    others.forEach(line -> keys.add(part(RowLog.parse(line), format.keyColumns())));
    return rows.stream().allMatch(row -> keys.contains(part(row, format.keyColumns())));
  }

  /** Returns some columns of a row. */
  static ObjectNode part(JsonNode row, List<String> columns) {
    return ((ObjectNode) row).deepCopy().retain(columns);
  }

  /** Returns the kind that this batch alone shows. */
  Divergence.Kind kind() {
    if (isOnlyMultiplicity) {
      return Divergence.Kind.DUPLICATE_ROW;
    }
    if (onlyDstream.isEmpty() && onlyStructured.isEmpty()) {
      return Divergence.Kind.WRONG_VALUE;
    }
    if (changed.isEmpty() && onlyStructured.isEmpty()) {
      return Divergence.Kind.MISSING_ROW;
    }
    return changed.isEmpty() && onlyDstream.isEmpty()
        ? Divergence.Kind.EXTRA_ROW
        : Divergence.Kind.MIXED;
  }

  private static List<String> surplus(List<String> these, List<String> others) {
    Map<String, Integer> left = new HashMap<>();
    others.forEach(line -> left.merge(line, 1, Integer::sum));
    List<String> surplus = new ArrayList<>();
    for (String line : these) {
      if (left.merge(line, -1, Integer::sum) < 0) {
        surplus.add(line);
      }
    }
    return surplus;
  }
}
