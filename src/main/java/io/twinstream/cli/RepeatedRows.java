package io.twinstream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.Repeated;

/** The results of scenarios that do one thing several times, until a first result. */
final class RepeatedRows {
  private RepeatedRows() {}

  static ObjectNode row(Repeated each) {
    ObjectNode row =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", each.name())
            .put("correct", each.failure().isEmpty());
    each.failure().ifPresent(why -> row.put("failure", why));
    if (each.failure().isEmpty()) {
      row.putObject("millisToFirstResult")
          .put("median", each.median())
          .put("min", each.millis().get(0))
          .put("max", each.millis().get(each.millis().size() - 1));
    }
    return row;
  }

  static String table(ObjectNode result) {
    StringBuilder table =
        new StringBuilder(
            "%-32s %10s %10s %10s%n".formatted("contestant", "median ms", "min", "max"));
    for (JsonNode row : result.get("contestants")) {
      JsonNode millis = row.path("millisToFirstResult");
      table.append(
          row.get("correct").asBoolean()
              ? "%-32s %,10d %,10d %,10d%n"
                  .formatted(
                      row.get("name").asText(),
                      millis.get("median").asLong(),
                      millis.get("min").asLong(),
                      millis.get("max").asLong())
              : "%-32s %s%n".formatted(row.get("name").asText(), row.get("failure").asText()));
    }
    return table.toString();
  }
}
