package io.twinstream.migration.move;

import com.google.common.math.LongMath;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The batches at which the state of several operators is there. */
final class CommonBatches {
  private final DStreamCheckpoint checkpoint;
  private final List<DStreamCheckpoint.State> states;
  private final List<String> warnings;

  CommonBatches(
      DStreamCheckpoint checkpoint, List<DStreamCheckpoint.State> states, List<String> warnings) {
    this.checkpoint = checkpoint;
    this.states = states;
    this.warnings = warnings;
  }

  /** Tells whether none was checkpointed yet, and none began with state that it was given. */
  boolean isBeforeFirst() {
    return states.stream()
        .allMatch(state -> state.checkpoints().isEmpty() && !state.isBegunWithState());
  }

  /**
   * Returns them.
   *
   * @throws io.twinstream.error.UserError if there is none
   */
  SortedSet<Long> find() {
    SortedSet<Long> common = null;
    for (DStreamCheckpoint.State state : states) {
      SortedSet<Long> whole = whole(state);
      if (common == null) {
        common = new TreeSet<>(whole);
      } else {
        common.retainAll(whole);
      }
    }
    if (common == null || common.isEmpty()) {
      throw DStreamPlan.refused(checkpoint, neverTogether());
    }
    return common;
  }

  private SortedSet<Long> whole(DStreamCheckpoint.State state) {
    if (state.checkpoints().isEmpty()) {
      throw DStreamPlan.refused(
          checkpoint,
          "the state of %s was not checkpointed yet, it is every %,d ms: let the application run for longer, starting it on this checkpoint again if it has stopped, or start the new one without a savepoint"
              .formatted(state.name(), state.intervalMillis()));
    }
    SortedSet<Long> whole =
        state.checkpoints().stream()
            .filter(DStreamCheckpoint.State.Rdd::isWhole)
            .map(DStreamCheckpoint.State.Rdd::batch)
            .collect(Collectors.toCollection(TreeSet::new));
    if (whole.isEmpty()) {
      throw DStreamPlan.refused(
          checkpoint,
          "the state of %s is not whole at any batch (%s): copy the checkpoint again"
              .formatted(
                  state.name(),
                  state.checkpoints().stream()
                      .map(rdd -> DStreamPlan.time(rdd.batch()) + " " + rdd.describe())
                      .collect(Collectors.joining("; "))));
    }
    if (state.partitions().isEmpty()) {
      warnings.add(
          "%s: its partitioner is none of Spark's: were the last of its %d parts missing in every batch, nothing here would tell"
              .formatted(state.name(), state.checkpoints().get(0).expected()));
    }
    return whole;
  }

  private String neverTogether() {
    long together =
        states.stream()
            .mapToLong(DStreamCheckpoint.State::intervalMillis)
            .reduce(1, (one, two) -> one / LongMath.gcd(one, two) * two);
    long next =
        checkpoint.newestBatch()
            + together
            - Math.floorMod(checkpoint.newestBatch() - checkpoint.zeroTime(), together);
    return "no batch has the state of all of %s: take each alone, at the offsets of its own batch, in a savepoint for a query of its own; or stop the application just after it has checkpointed all of them, which is every %s (next %s)"
        .formatted(
            states.stream().map(CommonBatches::newest).collect(Collectors.joining(", ")),
            Duration.ofMillis(together),
            Instant.ofEpochMilli(next));
  }

  private static String newest(DStreamCheckpoint.State state) {
    return "%s (at %s)"
        .formatted(
            state.name(),
            state.checkpoints().stream()
                .filter(DStreamCheckpoint.State.Rdd::isWhole)
                .map(rdd -> Instant.ofEpochMilli(rdd.batch()).toString())
                .collect(Collectors.joining(" and ")));
  }
}
