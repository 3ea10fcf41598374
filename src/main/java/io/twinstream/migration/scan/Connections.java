package io.twinstream.migration.scan;

import java.util.List;
import java.util.Map;

/** What opens a connection to another system, {@code connections.tsv}. */
final class Connections {
  private static final Connections KNOWN = new Connections();

  private final List<Map<String, String>> rows = Table.read("connections.tsv");

  private Connections() {}

  static Connections known() {
    return KNOWN;
  }

  /** Returns whether a call opens one. */
  boolean isMade(MethodId target) {
    return rows.stream()
        .anyMatch(
            row ->
                row.get("owner").equals(target.owner()) && row.get("name").equals(target.name()));
  }

  /** Returns whether a value of that type, an internal name, is one. */
  boolean isOne(String type) {
    return rows.stream().anyMatch(row -> row.get("type").equals(type));
  }
}
