package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.internals.StateStores;
import io.twinstream.migration.inspect.StructuredCheckpoint;
import io.twinstream.savepoint.Cut;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The cut of a streaming query: its newest committed micro-batch. */
final class StructuredPlan {
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
    for (StructuredCheckpoint.State state : checkpoint.states()) {
      List<Plan.State> taken =
          copied(checkpoint, state).stream().filter(each -> choice.takes(each.name())).toList();
      if (!taken.isEmpty()) {
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

  /** An operator's state: one table, or one of each side of a join. */
  private static List<Plan.State> copied(
      StructuredCheckpoint checkpoint, StructuredCheckpoint.State state) {
    if (state.stores().equals(Set.of(StateStores.DEFAULT))) {
      return List.of(planned(name(state), state, ""));
    }
    if (state.stores().containsAll(List.of(rowsOf("left"), rowsOf("right")))) {
      return Stream.of("left", "right")
          .map(side -> planned(name(state) + "-" + side, state, "/" + rowsOf(side)))
          .toList();
    }
    throw refused(
        checkpoint,
        "state %d is of stores that are not known (%s)"
            .formatted(state.number(), String.join(", ", state.stores())));
  }

  /** The store of a join's side that has its rows; the other counts them. */
  private static String rowsOf(String side) {
    return side + "-keyWithIndexToValue";
  }

  private static Plan.State planned(
      String name, StructuredCheckpoint.State state, String behindNumber) {
    return new Plan.State(
        name, state.provider(), state.number() + behindNumber, state.partitions());
  }

  private static void checkWhole(
      StructuredCheckpoint checkpoint, StructuredCheckpoint.State state, long batch) {
    if (!state.isWhole()) {
      throw refused(
          checkpoint,
          "state %d is not whole: it has %d of %d partitions, without %s: copy the checkpoint again"
              .formatted(state.number(), state.partitions(), state.expected(), state.missing()));
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
