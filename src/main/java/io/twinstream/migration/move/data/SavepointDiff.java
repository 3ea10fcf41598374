package io.twinstream.migration.move.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.Plural;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.SourcePosition;
import io.twinstream.savepoint.StateCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** How two savepoints differ in what a run starts from: offsets, files read, and state. */
public final class SavepointDiff {
  private static final int NAMED = 5;
  private static final int SHOWN = 200;

  private final Side left;
  private final Side right;
  private final List<Position> offsets = new ArrayList<>();
  private final TreeSet<String> filesOnlyLeft = new TreeSet<>();
  private final TreeSet<String> filesOnlyRight = new TreeSet<>();
  private final List<StateDiff> states = new ArrayList<>();
  private final List<StateCopy> statesOnlyLeft = new ArrayList<>();
  private final List<StateCopy> statesOnlyRight = new ArrayList<>();

  private SavepointDiff(Side left, Side right) {
    this.left = left;
    this.right = right;
  }

  private record Side(String folder, Savepoint content, String sha256) {
    static Side of(String folder, Configuration hadoop) {
      return new Side(folder, Savepoints.read(folder, hadoop), Savepoints.sha256(folder, hadoop));
    }

    boolean hasNothing() {
      return content.states().isEmpty()
          && content.sources().stream()
              .allMatch(source -> source.offsets().isEmpty() && source.files().isEmpty());
    }

    String describe() {
      return "%s (%s, cut at batch %d)".formatted(folder, content.engine(), content.cut().batch());
    }
  }

  /**
   * An offset that differs.
   *
   * @param left in the first; null if it has none
   * @param right in the second; null if it has none
   */
  private record Position(int source, String partition, Long left, Long right) {}

  /**
   * Compares two savepoints.
   *
   * @throws io.twinstream.error.UserError if one of them is none, or cannot be read
   */
  public static SavepointDiff of(SparkSession session, String left, String right) {
    Configuration hadoop = session.sparkContext().hadoopConfiguration();
    SavepointDiff diff = new SavepointDiff(Side.of(left, hadoop), Side.of(right, hadoop));
    diff.compareSources();
    try {
      diff.compareStates(session);
    } catch (Exception e) { // of Scala, which Java does not see coming
      throw SqlFailure.of("%s and %s".formatted(left, right), e);
    }
    return diff;
  }

  private void compareSources() {
    Map<String, Position> all = new TreeMap<>();
    for (SourcePosition source : left.content().sources()) {
      filesOnlyLeft.addAll(source.files());
      for (PartitionOffset each : source.offsets()) {
        Position one =
            new Position(source.number(), each.partition().toString(), each.offset(), null);
        all.put(one.source() + "/" + one.partition(), one);
      }
    }
    for (SourcePosition source : right.content().sources()) {
      filesOnlyRight.addAll(source.files());
      for (PartitionOffset each : source.offsets()) {
        Position one =
            new Position(source.number(), each.partition().toString(), null, each.offset());
        all.merge(
            one.source() + "/" + one.partition(),
            one,
            (a, b) -> new Position(a.source(), a.partition(), a.left(), b.right()));
      }
    }
    all.values().stream()
        .filter(each -> !Objects.equals(each.left(), each.right()))
        .forEach(offsets::add);
    TreeSet<String> both = new TreeSet<>(filesOnlyLeft);
    both.retainAll(filesOnlyRight);
    filesOnlyLeft.removeAll(both);
    filesOnlyRight.removeAll(both);
  }

  /** By name; the only state of each with that of the other, whatever their names. */
  private void compareStates(SparkSession session) {
    SavepointTables leftTables = SavepointTables.open(session, left.folder());
    SavepointTables rightTables = SavepointTables.open(session, right.folder());
    List<StateCopy> lefts = left.content().states();
    List<StateCopy> rights = new ArrayList<>(right.content().states());
    boolean isOnly = lefts.size() == 1 && rights.size() == 1;
    for (StateCopy one : lefts) {
      StateCopy other =
          rights.stream()
              .filter(each -> isOnly || each.name().equals(one.name()))
              .findFirst()
              .orElse(null);
      if (other == null) {
        statesOnlyLeft.add(one);
      } else {
        rights.remove(other);
        states.add(StateDiff.of(one, leftTables.rows(one), other, rightTables.rows(other)));
      }
    }
    statesOnlyRight.addAll(rights);
  }

  /** Tells whether neither has anything to compare. */
  public boolean hasNothing() {
    return left.hasNothing() && right.hasNothing();
  }

  /** Tells whether they are equal. */
  public boolean isEqual() {
    return offsets.isEmpty()
        && filesOnlyLeft.isEmpty()
        && filesOnlyRight.isEmpty()
        && statesOnlyLeft.isEmpty()
        && statesOnlyRight.isEmpty()
        && states.stream().allMatch(StateDiff::isEqual);
  }

  private String verdict() {
    return hasNothing() ? "NOTHING COMPARED" : isEqual() ? "EQUAL" : "DIFFERENT";
  }

  /** Says for people how they differ. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("%s%n".formatted(verdict()));
    text.append("  A  %s%n  B  %s%n".formatted(left.describe(), right.describe()));
    for (Position each : offsets) {
      text.append(
          "source %d: %s at offset %s in A, %s in B%n"
              .formatted(
                  each.source(), each.partition(), orNone(each.left()), orNone(each.right())));
    }
    files(text, "A", filesOnlyLeft);
    files(text, "B", filesOnlyRight);
    statesOnlyLeft.forEach(each -> only(text, "A", each));
    statesOnlyRight.forEach(each -> only(text, "B", each));
    states.forEach(each -> describe(text, each));
    return text.toString();
  }

  private static String orNone(Long offset) {
    return offset == null ? "none" : offset.toString();
  }

  private static void files(StringBuilder text, String side, TreeSet<String> only) {
    if (!only.isEmpty()) {
      text.append(
          "%s read in %s alone, such as %s%n"
              .formatted(
                  Plural.of(only.size(), "file"), side, only.stream().limit(NAMED).toList()));
    }
  }

  private static void only(StringBuilder text, String side, StateCopy state) {
    text.append(
        "state '%s' in %s alone: %s%n"
            .formatted(state.name(), side, Plural.of(state.rows(), "key")));
  }

  private static void describe(StringBuilder text, StateDiff state) {
    String name =
        state.left().name().equals(state.right().name())
            ? "state '%s'".formatted(state.left().name())
            : "state '%s' of A and '%s' of B".formatted(state.left().name(), state.right().name());
    text.append(
        "%s: %s in A, %,d in B: %s%n"
            .formatted(
                name,
                Plural.of(state.left().rows(), "key"),
                state.right().rows(),
                state.isEqual()
                    ? "equal"
                    : "%,d in A alone, %,d in B alone, %,d differ"
                        .formatted(state.onlyLeft(), state.onlyRight(), state.different())));
    state.columns().forEach(each -> text.append("  column %s%n".formatted(each)));
    for (StateDiff.Example each : state.examples()) {
      text.append(
          "  %s: %s in A, %s in B%n"
              .formatted(
                  shown(each.key().isTextual() ? each.key().textValue() : each.key().toString()),
                  shown(each.left()),
                  shown(each.right())));
    }
  }

  private static String shown(JsonNode values) {
    return values == null ? "not" : shown(values.toString());
  }

  private static String shown(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }

  /** Returns the same for programs. */
  public String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", 1);
    json.put("verdict", verdict().toLowerCase(Locale.ROOT).replace(' ', '-'));
    side(json.putObject("left"), left);
    side(json.putObject("right"), right);
    ArrayNode positions = json.putArray("offsets");
    for (Position each : offsets) {
      positions
          .addObject()
          .put("source", each.source())
          .put("partition", each.partition())
          .put("left", each.left())
          .put("right", each.right());
    }
    json.set("filesOnlyLeft", names(filesOnlyLeft));
    json.set("filesOnlyRight", names(filesOnlyRight));
    json.set("statesOnlyLeft", names(statesOnlyLeft.stream().map(StateCopy::name).toList()));
    json.set("statesOnlyRight", names(statesOnlyRight.stream().map(StateCopy::name).toList()));
    ArrayNode all = json.putArray("states");
    states.forEach(each -> state(all.addObject(), each));
    return json.toPrettyString();
  }

  private static void side(ObjectNode json, Side side) {
    json.put("folder", side.folder())
        .put("job", side.content().job())
        .put("engine", side.content().engine())
        .put("cut", side.content().cut().batch())
        .put("sha256", side.sha256());
  }

  private static ArrayNode names(Iterable<String> all) {
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    all.forEach(names::add);
    return names;
  }

  private static void state(ObjectNode json, StateDiff state) {
    json.put("left", state.left().name())
        .put("right", state.right().name())
        .put("keysLeft", state.left().rows())
        .put("keysRight", state.right().rows())
        .put("onlyLeft", state.onlyLeft())
        .put("onlyRight", state.onlyRight())
        .put("different", state.different());
    json.set("columns", names(state.columns()));
    ArrayNode examples = json.putArray("examples");
    for (StateDiff.Example each : state.examples()) {
      ObjectNode example = examples.addObject();
      example.set("key", each.key());
      example.set("left", each.left());
      example.set("right", each.right());
    }
  }
}
