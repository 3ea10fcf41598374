package io.twinstream.migration.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A micro-batch of a query's offset log: a version, then metadata, then a line per source. In
 * version v1 sources are told apart by their order, in v2 (Spark 4.2) by a key before the first
 * colon, which is a number, or the name that the program gave the source. The offset is {@code -}
 * for a source without data. Form: {@code OffsetSeqLog}.
 *
 * @param sources the offset of each source by its key
 */
record QueryOffsets(JsonNode metadata, Map<String, Optional<String>> sources) {
  static final QueryOffsets NONE =
      new QueryOffsets(JsonNodeFactory.instance.objectNode(), Map.of());

  /** Returns empty for what is of another version, or is cut off. */
  static Optional<QueryOffsets> parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2 || !lines.get(0).matches("v[12]")) {
      return Optional.empty();
    }
    boolean hasKeys = lines.get(0).equals("v2");
    Map<String, Optional<String>> sources = new LinkedHashMap<>();
    for (String line : lines.subList(2, lines.size())) {
      int colon = hasKeys ? line.indexOf(':') : -1;
      if (hasKeys && colon < 1) {
        return Optional.empty();
      }
      String key = hasKeys ? line.substring(0, colon) : Integer.toString(sources.size());
      String offset = line.substring(colon + 1);
      sources.put(key, offset.equals("-") ? Optional.empty() : Optional.of(offset));
    }
    return Optional.of(new QueryOffsets(QueryFiles.tree(lines.get(1)), sources));
  }

  Optional<String> source(String key) {
    return sources.getOrDefault(key, Optional.empty());
  }
}
