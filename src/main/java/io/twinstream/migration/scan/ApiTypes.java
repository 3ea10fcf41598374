package io.twinstream.migration.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types of Spark Streaming whose methods have rules, with their supertypes, from {@code
 * types.tsv}. Names are internal names ({@code org/apache/spark/streaming/State}).
 */
final class ApiTypes {
  /** Where the types of the tables live; the tables write names relative to it. */
  static final String ROOT = "org/apache/spark/streaming/";

  private static final Set<String> VALUES =
      Set.of(
          "Duration",
          "Durations",
          "Milliseconds",
          "Seconds",
          "Minutes",
          "Time",
          "Interval",
          "StreamingContextState");

  private static final ApiTypes KNOWN = read();

  private final Map<String, List<String>> parents = new LinkedHashMap<>();
  private final Set<String> streams = new LinkedHashSet<>();
  private final Set<String> infos = new LinkedHashSet<>();

  private ApiTypes() {}

  static ApiTypes known() {
    return KNOWN;
  }

  private static ApiTypes read() {
    ApiTypes types = new ApiTypes();
    for (Map<String, String> row : Table.read("types.tsv")) {
      String name = internalName(row.get("type"));
      types.parents.put(
          name,
          Arrays.stream(row.get("parents").split(","))
              .filter(parent -> !parent.isEmpty())
              .map(ApiTypes::internalName)
              .toList());
      if (row.get("kind").equals("stream")) {
        types.streams.add(name);
      }
      if (row.get("kind").equals("info")) {
        types.infos.add(name);
      }
    }
    return types;
  }

  /** Returns the internal name of a name in a table ({@code dstream.DStream}). */
  static String internalName(String tableName) {
    return ROOT + tableName.replace('.', '/');
  }

  /** Returns the types, without companion objects. */
  Set<String> all() {
    return parents.keySet();
  }

  boolean contains(String internalName) {
    return parents.containsKey(classOf(internalName));
  }

  /** Returns whether a type is a time or the like, which every program has and none must change. */
  static boolean isValue(String internalName) {
    int nested = internalName.indexOf('$');
    return VALUES.contains(
        internalName.substring(ROOT.length(), nested < 0 ? internalName.length() : nested));
  }

  /** Returns whether Spark makes its objects, and others only read them. */
  boolean isInfo(String internalName) {
    return infos.contains(internalName);
  }

  /** Returns whether values of this type are streams. */
  boolean isStream(String internalName) {
    return streams.contains(internalName);
  }

  /** Returns the class of a companion object ({@code KafkaUtils$}), or the name itself. */
  String classOf(String internalName) {
    if (internalName.endsWith("$")) {
      String companion = internalName.substring(0, internalName.length() - 1);
      if (parents.containsKey(companion)) {
        return companion;
      }
    }
    return internalName;
  }

  /** Returns the type and then its supertypes, nearest first. */
  List<String> lineage(String internalName) {
    Set<String> found = new LinkedHashSet<>();
    List<String> next = List.of(classOf(internalName));
    while (!next.isEmpty()) {
      found.addAll(next);
      List<String> above = new ArrayList<>();
      for (String type : next) {
        above.addAll(parents.getOrDefault(type, List.of()));
      }
      next = above;
    }
    return List.copyOf(found);
  }
}
