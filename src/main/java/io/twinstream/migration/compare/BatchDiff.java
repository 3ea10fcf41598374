package io.twinstream.migration.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import io.twinstream.api.RowFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
    Multiset<String> left = LinkedHashMultiset.create(dstream);
    Multiset<String> right = LinkedHashMultiset.create(structured);
    ListMultimap<JsonNode, JsonNode> rightByKey = LinkedListMultimap.create();
    for (String line : Multisets.difference(right, left)) {
      JsonNode row = RowLog.parse(line);
      rightByKey.put(part(row, format.keyColumns()), row);
    }
    List<JsonNode> onlyDstream = new ArrayList<>();
    List<Divergence.Change> changed = new ArrayList<>();
    for (String line : Multisets.difference(left, right)) {
      JsonNode row = RowLog.parse(line);
      JsonNode key = part(row, format.keyColumns());
      List<JsonNode> others = rightByKey.get(key);
      if (others.isEmpty()) {
        onlyDstream.add(row);
      } else {
        changed.add(
            new Divergence.Change(
                key,
                part(row, format.valueColumns()),
                part(others.remove(0), format.valueColumns())));
      }
    }
    List<JsonNode> onlyStructured = new ArrayList<>(rightByKey.values());
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
}
