package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.internals.StateStores;
import io.twinstream.internals.StateTable;
import io.twinstream.migration.inspect.Checkpoint;
import io.twinstream.migration.inspect.StructuredCheckpoint;
import io.twinstream.savepoint.Cut;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.package$;

/** The cut of a streaming query: its newest committed micro-batch. */
final class StructuredPlan {
  private static final String JOIN_FORMAT = "spark.sql.streaming.join.stateFormatVersion";
  private static final String ROW_CHECKSUM = "spark.sql.streaming.stateStore.rowChecksum.enabled";

  private StructuredPlan() {}

  /**
   * Finds the cut for a part of the state.
   *
   * @throws UserError if it cannot be moved
   */
  static Plan of(StructuredCheckpoint checkpoint, StateChoice choice) {
    if (checkpoint.committed().isEmpty()) {
      throw refused(checkpoint, "no micro-batch was committed: there is nothing to move");
    }
    if (!checkpoint.notUnderstood().isEmpty()) {
      throw refused(
          checkpoint,
          "parts of it were not understood (%s)".formatted(checkpoint.notUnderstood().get(0)));
    }
    long batch = checkpoint.committed().getAsLong();
    List<String> warnings = new ArrayList<>();
    checkpoint
        .uncommitted()
        .ifPresent(
            begun ->
                warnings.add(
                    "micro-batch %d was started and not committed: its rows may have been written, and are computed again"
                        .formatted(begun)));
    List<SourcePosition> sources = positions(checkpoint);
    List<Plan.State> states = new ArrayList<>();
    choice.check(
        checkpoint.folder(),
        checkpoint.states().stream()
            .flatMap(state -> copied(checkpoint, state).stream())
            .map(Plan.State::name)
            .toList(),
        warnings);
    boolean isSpark3 = package$.MODULE$.SPARK_VERSION().startsWith("3.");
    for (StructuredCheckpoint.State state : checkpoint.states()) {
      List<Plan.State> taken =
          copied(checkpoint, state).stream().filter(each -> choice.takes(each.name())).toList();
      if (!taken.isEmpty()) {
        if (isSpark3) {
          checkKnownToSpark3(checkpoint, state);
        }
        checkWhole(checkpoint, state, batch);
        states.addAll(taken);
      }
    }
    long newest = checkpoint.uncommitted().orElse(batch);
    return new Plan(
        checkpoint,
        new Cut(
            batch,
            newest,
            0,
            List.of("micro-batch %d is the newest that was committed".formatted(batch)),
            warnings),
        sources,
        states);
  }

  private static String name(StructuredCheckpoint.State state) {
    return state.operator().orElse("state") + "-" + state.number();
  }

  /** An operator's state: one table, or one of each side of a join, or variable and timers. */
  private static List<Plan.State> copied(
      StructuredCheckpoint checkpoint, StructuredCheckpoint.State state) {
    if (!state.variables().isEmpty()) {
      return state.variables().stream()
          .map(
              each ->
                  each.isTimers()
                      ? planned(state, "-timers", StateTable.Kind.TIMERS, "")
                      : planned(state, "-" + each.name(), StateTable.Kind.VARIABLE, each.name()))
          .toList();
    }
    if (isJoinInOneStore(state)) {
      String format = setting(checkpoint, JOIN_FORMAT);
      if (!format.equals("3")) {
        throw refused(
            checkpoint,
            "state %d is of a join in state format %s, which Spark has under development: its rows cannot be read yet"
                .formatted(state.number(), format));
      }
      return sides(state);
    }
    if (state.stores().equals(Set.of(StateStores.DEFAULT))) {
      return List.of(planned(state, "", StateTable.Kind.STORE, StateStores.DEFAULT));
    }
    if (state.stores().containsAll(List.of(rowsOf("left"), rowsOf("right")))) {
      return sides(state);
    }
    throw refused(
        checkpoint,
        "state %d is of stores that are not known (%s)"
            .formatted(state.number(), String.join(", ", state.stores())));
  }

  private static List<Plan.State> sides(StructuredCheckpoint.State state) {
    return Stream.of("left", "right")
        .map(side -> planned(state, "-" + side, StateTable.Kind.STORE, rowsOf(side)))
        .toList();
  }

  /** From state format 3 on, a join has the tables of both sides in one store. */
  private static boolean isJoinInOneStore(StructuredCheckpoint.State state) {
    return state.operator().orElse("").equals("symmetricHashJoin")
        && state.stores().equals(Set.of(StateStores.DEFAULT));
  }

  private static String setting(StructuredCheckpoint checkpoint, String key) {
    return checkpoint.settings().stream()
        .filter(each -> each.key().equals(key))
        .map(Checkpoint.Setting::value)
        .findFirst()
        .orElse("");
  }

  /** Spark 3.5 would look for files with other names, or take the rows apart wrongly. */
  private static void checkKnownToSpark3(
      StructuredCheckpoint checkpoint, StructuredCheckpoint.State state) {
    Map<String, Boolean> unknown = new LinkedHashMap<>();
    unknown.put("has files with ids in their names", state.hasFileIds());
    unknown.put("is of transformWithState", !state.variables().isEmpty());
    unknown.put("is of a join in state format 3", isJoinInOneStore(state));
    unknown.put(
        "has a checksum in each row", setting(checkpoint, ROW_CHECKSUM).equalsIgnoreCase("true"));
    unknown.forEach(
        (what, isSo) -> {
          if (isSo) {
            throw refused(
                checkpoint,
                "state %d %s, which only Spark 4 reads: make the savepoint with twinstream built for it (mvn package -Pspark-4)"
                    .formatted(state.number(), what));
          }
        });
  }

  /** The store of a join's side that has its rows; the other counts them. */
  private static String rowsOf(String side) {
    return side + "-keyWithIndexToValue";
  }

  private static Plan.State planned(
      StructuredCheckpoint.State state, String behindName, StateTable.Kind kind, String table) {
    return new Plan.State(
        name(state) + behindName,
        state.provider(),
        new StateTable(state.number(), kind, table).toString(),
        state.partitions());
  }

  private static void checkWhole(
      StructuredCheckpoint checkpoint, StructuredCheckpoint.State state, long batch) {
    if (!state.isWhole()) {
      throw refused(
          checkpoint,
          "state %d is not whole: it has %d of %d partitions, without %s: copy the checkpoint again"
              .formatted(state.number(), state.partitions(), state.expected(), state.missing()));
    }
    if (!state.missingSchemas().isEmpty()) {
      throw refused(
          checkpoint,
          "state %d is read by a schema that Spark wrote as %s, which is not there: put the checkpoint, or a link, where the query had it"
              .formatted(state.number(), state.missingSchemas().get(0)));
    }
    long wanted = batch + 1;
    if (state.version().orElse(0) < wanted) {
      throw refused(
          checkpoint,
          "state %d is not whole: a partition of it has no version %d, which is the state after micro-batch %d: copy the checkpoint again"
              .formatted(state.number(), wanted, batch));
    }
  }

  /** Returns where its sources stood after the newest committed micro-batch. */
  static List<SourcePosition> positions(StructuredCheckpoint checkpoint) {
    return checkpoint.sources().stream().map(StructuredPlan::position).toList();
  }

  private static SourcePosition position(StructuredCheckpoint.Source source) {
    TreeMap<String, String> description = new TreeMap<>();
    source.committed().ifPresent(offset -> description.put("offset", offset));
    source.name().ifPresent(name -> description.put("name", name));
    List<PartitionOffset> offsets =
        source.offsets().entrySet().stream()
            .map(each -> new PartitionOffset(each.getKey(), each.getValue()))
            .toList();
    List<OffsetRange> uncertain =
        source.begun().entrySet().stream()
            .filter(each -> each.getValue() > source.offsets().getOrDefault(each.getKey(), 0L))
            .map(
                each ->
                    new OffsetRange(
                        each.getKey(),
                        source.offsets().getOrDefault(each.getKey(), 0L),
                        each.getValue()))
            .toList();
    return new SourcePosition(
        source.number(),
        source.kind(),
        description,
        offsets,
        uncertain,
        new TreeSet<>(source.files()),
        0,
        new TreeSet<>());
  }

  private static UserError refused(StructuredCheckpoint checkpoint, String why) {
    return UserError.failed("checkpoint %s: no savepoint: %s".formatted(checkpoint.folder(), why));
  }
}
