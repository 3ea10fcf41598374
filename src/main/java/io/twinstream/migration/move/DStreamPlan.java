package io.twinstream.migration.move;

import io.twinstream.error.UserError;
import io.twinstream.migration.inspect.DStreamCheckpoint;
import io.twinstream.savepoint.Cut;
import io.twinstream.savepoint.SourcePosition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The cut of a DStream application.
 *
 * <p>With state: the newest batch whose state exists for every operator, with the offsets at which
 * that batch ended; never newer offsets with older state, which would lose the batches between.
 * Without: the newest offsets if nothing is pending, else those at which the earliest pending batch
 * begins.
 */
final class DStreamPlan {
  private static final Set<String> COPIED = Set.of("updateStateByKey", "mapWithState");
  private static final String WINDOW = "reduceByKeyAndWindow";
  private static final int MOST_REMEMBERED = 100;
  static final int MOST_NAMED = 10;

  private final DStreamCheckpoint checkpoint;
  private final InputCut inputs;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final OptionalLong wanted;

  private DStreamPlan(DStreamCheckpoint checkpoint, OptionalLong wanted, Configuration hadoop) {
    this.checkpoint = checkpoint;
    this.wanted = wanted;
    this.inputs = new InputCut(checkpoint, hadoop, warnings);
  }

  /** Finds the cut, as the other does, at the newest batch. */
  static Plan of(DStreamCheckpoint checkpoint, Configuration hadoop) {
    return of(checkpoint, OptionalLong.empty(), hadoop);
  }

  /**
   * Finds the cut.
   *
   * @param wanted the batch to cut at; empty for the newest
   * @throws UserError if state and offsets cannot be taken together
   */
  static Plan of(DStreamCheckpoint checkpoint, OptionalLong wanted, Configuration hadoop) {
    return new DStreamPlan(checkpoint, wanted, hadoop).plan();
  }

  private Plan plan() {
    if (!checkpoint.notUnderstood().isEmpty()) {
      throw refused(
          "parts of it were not understood (%s): see inspect"
              .formatted(checkpoint.notUnderstood().get(0)));
    }
    List<DStreamCheckpoint.State> stateful =
        checkpoint.states().stream().filter(state -> COPIED.contains(kind(state))).toList();
    windows().forEach(this::warnOfWindow);
    long newest = checkpoint.newestNamed();
    if (newest > checkpoint.newestBatch()) {
      warnings.add(
          "%s cannot be read (%s): batches after %s, up to %s at least, may have run; what they read is read again and may have been written already, and so may what follows the uncertain ranges"
              .formatted(
                  checkpoint.unread().get(0).file(),
                  checkpoint.unread().get(0).reason(),
                  time(checkpoint.newestBatch()),
                  time(newest)));
    }
    long batch =
        wanted.isPresent()
            ? asWanted(stateful)
            : stateful.isEmpty() ? withoutState() : withState(stateful);
    List<SourcePosition> sources = new ArrayList<>();
    for (DStreamCheckpoint.Input input : checkpoint.inputs()) {
      sources.add(inputs.at(input, batch));
    }
    List<Plan.State> states =
        stateful.stream()
            .map(
                state -> {
                  DStreamCheckpoint.State.Rdd rdd = at(state, batch);
                  return new Plan.State(state.name(), kind(state), rdd.path(), rdd.partitions());
                })
            .toList();
    return new Plan(
        checkpoint, new Cut(batch, newest, newest - batch, reasons, warnings), sources, states);
  }

  /** The operators with windows, and where the application has them. */
  private SortedSet<String> windows() {
    SortedSet<String> windows = new TreeSet<>();
    checkpoint.states().stream()
        .filter(state -> kind(state).equals(WINDOW))
        .forEach(state -> windows.add(state.name()));
    Deque<DStreamCheckpoint.Operator> unseen = new ArrayDeque<>(checkpoint.outputs());
    while (!unseen.isEmpty()) {
      DStreamCheckpoint.Operator operator = unseen.pop();
      unseen.addAll(operator.parents());
      if (operator.type().equals("WindowedDStream") && !operator.isSeen()) {
        windows.add(
            "window-%d (%s)"
                .formatted(
                    operator.number(),
                    String.join(", ", List.of(operator.site(), operator.details().get(0)))));
      }
    }
    return windows;
  }

  private void warnOfWindow(String window) {
    warnings.add(
        "%s: the contents of its window are not copied: the new run must read them again, as twinstream's own jobs do, or its first windows lack what was read before the cut"
            .formatted(window));
  }

  /**
   * The newest batch before those that failed, if there is one whose state is whole and whose
   * offsets are known, so that their rows are made once more; else the newest.
   */
  private long withState(List<DStreamCheckpoint.State> stateful) {
    SortedSet<Long> common = common(stateful);
    long newest = common.last();
    long batch = newest;
    if (!checkpoint.pending().isEmpty()) {
      batch =
          common.headSet(checkpoint.pending().get(0)).stream()
              .filter(each -> checkpoint.inputs().stream().allMatch(in -> inputs.isKnown(in, each)))
              .reduce((older, newer) -> newer)
              .orElse(newest);
    }
    reasons.add(
        "%s is the newest batch whose state is there for %s%s"
            .formatted(
                time(batch),
                stateful.stream()
                    .map(DStreamCheckpoint.State::name)
                    .collect(Collectors.joining(", ")),
                batch == newest
                    ? ""
                    : ", of those before %s, which was not completed: its rows may never have been written"
                        .formatted(time(checkpoint.pending().get(0)))));
    warnOfHoles(stateful, batch);
    warnOfFailed(batch);
    return batch;
  }

  /** The batch that was asked for, if there is a state of it and it is known how far it had read. */
  private long asWanted(List<DStreamCheckpoint.State> stateful) {
    long batch = wanted.getAsLong();
    SortedSet<Long> possible = stateful.isEmpty() ? remembered() : common(stateful);
    possible.removeIf(
        each -> !checkpoint.inputs().stream().allMatch(in -> inputs.isKnown(in, each)));
    if (!possible.contains(batch)) {
      throw UserError.usage(
          "checkpoint %s: %s is not whole in it: it can be cut at %s"
              .formatted(
                  checkpoint.folder(),
                  time(batch),
                  possible.isEmpty()
                      ? "no batch"
                      : possible.stream()
                          .map(DStreamPlan::time)
                          .collect(Collectors.joining(", "))));
    }
    reasons.add("%s was asked for".formatted(time(batch)));
    warnOfFailed(batch);
    return batch;
  }

  /** The newest batches, of which there is no state. */
  private SortedSet<Long> remembered() {
    SortedSet<Long> batches = new TreeSet<>();
    for (int ago = 0; ago < MOST_REMEMBERED; ago++) {
      batches.add(checkpoint.newestBatch() - ago * checkpoint.batchMillis());
    }
    return batches;
  }

  private SortedSet<Long> common(List<DStreamCheckpoint.State> stateful) {
    SortedSet<Long> common = null;
    for (DStreamCheckpoint.State state : stateful) {
      SortedSet<Long> whole =
          state.checkpoints().stream()
              .filter(DStreamCheckpoint.State.Rdd::isWhole)
              .map(DStreamCheckpoint.State.Rdd::batch)
              .collect(Collectors.toCollection(TreeSet::new));
      if (state.checkpoints().isEmpty()) {
        throw refused(
            "the state of %s was not checkpointed yet, it is every %,d ms: let the application run for longer, starting it on this checkpoint again if it has stopped, or start the new one without a savepoint"
                .formatted(state.name(), state.intervalMillis()));
      }
      if (whole.isEmpty()) {
        throw refused(
            "the state of %s is not whole at any batch (%s): copy the checkpoint again"
                .formatted(
                    state.name(),
                    state.checkpoints().stream()
                        .map(rdd -> time(rdd.batch()) + " " + rdd.describe())
                        .collect(Collectors.joining("; "))));
      }
      if (state.partitions().isEmpty()) {
        warnings.add(
            "%s: its partitioner is none of Spark's: were the last of its %d parts missing in every batch, nothing here would tell"
                .formatted(state.name(), state.checkpoints().get(0).expected()));
      }
      if (common == null) {
        common = whole;
      } else {
        common.retainAll(whole);
      }
    }
    if (common == null || common.isEmpty()) {
      throw refused(
          "no batch has the state of all of %s: their checkpoint intervals never meet"
              .formatted(stateful.stream().map(DStreamCheckpoint.State::name).toList()));
    }
    return common;
  }

  private void warnOfHoles(List<DStreamCheckpoint.State> stateful, long batch) {
    for (DStreamCheckpoint.State state : stateful) {
      for (DStreamCheckpoint.State.Rdd rdd : state.checkpoints()) {
        if (rdd.batch() > batch && !rdd.isWhole()) {
          warnings.add(
              "%s: its newer state at %s is not taken: %s"
                  .formatted(state.name(), time(rdd.batch()), rdd.describe()));
        }
      }
    }
  }

  private void warnOfFailed(long batch) {
    List<Long> failed = checkpoint.pending().stream().filter(each -> each < batch).toList();
    if (!failed.isEmpty()) {
      String named =
          failed.stream()
              .limit(MOST_NAMED)
              .map(DStreamPlan::time)
              .collect(Collectors.joining(", "));
      warnings.add(
          "%s not completed before the cut, %s%s: the records are in the state, the rows may never have been written, and the new run does not write them"
              .formatted(
                  failed.size() == 1 ? "1 batch was" : failed.size() + " batches were",
                  named,
                  failed.size() > MOST_NAMED ? ", ..." : ""));
    }
    if (checkpoint.pending().contains(batch)) {
      warnings.add(
          "%s itself was not completed: its state is here, its rows may never have been written"
              .formatted(time(batch)));
    }
  }

  private long withoutState() {
    if (checkpoint.pending().isEmpty()) {
      reasons.add(
          "the application keeps no state and no batch is pending: %s is the newest"
              .formatted(time(checkpoint.newestBatch())));
      return checkpoint.newestBatch();
    }
    long first = checkpoint.pending().get(0);
    long batch = first - checkpoint.batchMillis();
    reasons.add(
        "the application keeps no state, and %s is the batch before the earliest pending one"
            .formatted(time(batch)));
    return batch;
  }

  private static DStreamCheckpoint.State.Rdd at(DStreamCheckpoint.State state, long batch) {
    return state.checkpoints().stream()
        .filter(rdd -> rdd.batch() == batch)
        .findFirst()
        .orElseThrow();
  }

  private static String kind(DStreamCheckpoint.State state) {
    return state.name().substring(0, state.name().lastIndexOf('-'));
  }

  static String time(long batch) {
    return "batch %d (%s)".formatted(batch, Instant.ofEpochMilli(batch));
  }

  private UserError refused(String why) {
    return refused(checkpoint, why);
  }

  static UserError refused(DStreamCheckpoint checkpoint, String why) {
    return UserError.failed("checkpoint %s: no savepoint: %s".formatted(checkpoint.folder(), why));
  }
}
