package io.twinstream.migration.savepoint;

import io.twinstream.error.UserError;
import io.twinstream.migration.checkpoint.DStreamCheckpoint;
import io.twinstream.migration.checkpoint.InputStreamInfo;
import io.twinstream.migration.checkpoint.StateOperator;
import io.twinstream.savepoint.Cut;
import io.twinstream.savepoint.OffsetRange;
import io.twinstream.savepoint.PartitionOffset;
import io.twinstream.savepoint.SourcePosition;
import io.twinstream.savepoint.TopicPartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
  private static final int MOST_NAMED = 10;

  private final DStreamCheckpoint checkpoint;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private DStreamPlan(DStreamCheckpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  /**
   * Finds the cut.
   *
   * @throws UserError if state and offsets cannot be taken together
   */
  static Plan of(DStreamCheckpoint checkpoint) {
    return new DStreamPlan(checkpoint).plan();
  }

  private Plan plan() {
    if (!checkpoint.notUnderstood().isEmpty()) {
      throw refused(
          "parts of it were not understood (%s): see inspect"
              .formatted(checkpoint.notUnderstood().get(0)));
    }
    List<StateOperator> stateful =
        checkpoint.states().stream().filter(state -> COPIED.contains(kind(state))).toList();
    checkpoint.states().stream()
        .filter(state -> kind(state).equals(WINDOW))
        .forEach(
            state ->
                warnings.add(
                    "%s: the contents of its window are not copied: the new run must read them again, as twinstream's own jobs do, or its first windows lack what was read before the cut"
                        .formatted(state.name())));
    long newest = checkpoint.newestBatch();
    long batch = stateful.isEmpty() ? withoutState() : withState(stateful);
    List<SourcePosition> sources = new ArrayList<>();
    for (InputStreamInfo input : checkpoint.inputs()) {
      sources.add(position(input, batch));
    }
    List<Plan.State> states =
        stateful.stream()
            .map(
                state -> {
                  StateOperator.Rdd rdd = at(state, batch);
                  return new Plan.State(state.name(), kind(state), rdd.path(), rdd.partitions());
                })
            .toList();
    return new Plan(
        checkpoint, new Cut(batch, newest, newest - batch, reasons, warnings), sources, states);
  }

  /**
   * The newest batch before those that failed, if there is one whose state is whole and whose
   * offsets are known, so that their rows are made once more; else the newest.
   */
  private long withState(List<StateOperator> stateful) {
    SortedSet<Long> common = common(stateful);
    long newest = common.last();
    long batch = newest;
    if (!checkpoint.pending().isEmpty()) {
      batch =
          common.headSet(checkpoint.pending().get(0)).stream()
              .filter(each -> checkpoint.inputs().stream().allMatch(in -> isKnown(in, each)))
              .reduce((older, newer) -> newer)
              .orElse(newest);
    }
    reasons.add(
        "%s is the newest batch whose state is there for %s%s"
            .formatted(
                time(batch),
                stateful.stream().map(StateOperator::name).collect(Collectors.joining(", ")),
                batch == newest
                    ? ""
                    : ", of those before %s, which was not completed: its rows may never have been written"
                        .formatted(time(checkpoint.pending().get(0)))));
    warnOfHoles(stateful, batch);
    warnOfFailed(batch);
    return batch;
  }

  private SortedSet<Long> common(List<StateOperator> stateful) {
    SortedSet<Long> common = null;
    for (StateOperator state : stateful) {
      SortedSet<Long> whole =
          state.checkpoints().stream()
              .filter(StateOperator.Rdd::isWhole)
              .map(StateOperator.Rdd::batch)
              .collect(Collectors.toCollection(TreeSet::new));
      if (state.checkpoints().isEmpty()) {
        throw refused(
            "the state of %s was not checkpointed yet, it is every %,d ms: let the application run on, or start the new one without a savepoint"
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
              .formatted(stateful.stream().map(StateOperator::name).toList()));
    }
    return common;
  }

  private void warnOfHoles(List<StateOperator> stateful, long batch) {
    for (StateOperator state : stateful) {
      for (StateOperator.Rdd rdd : state.checkpoints()) {
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

  private SourcePosition position(InputStreamInfo input, long batch) {
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
    List<OffsetRange> uncertain = List.of();
    SortedSet<String> files = new TreeSet<>();
    SortedSet<String> uncertainFiles = new TreeSet<>();
    long filesBefore = 0;
    switch (input.kind()) {
      case "kafka direct", "kafka direct (0.8)" -> {
        offsets = offsets(input, batch);
        uncertain = uncertain(offsets, input.current());
      }
      case "files" -> {
        if (!isKnown(input, batch)) {
          throw refused(
              "the files of input %d at %s are no longer in it, they are remembered from %s on: state and files cannot be cut together"
                  .formatted(input.id(), time(batch), time(input.files().firstKey())));
        }
        input.files().headMap(batch + 1).values().forEach(files::addAll);
        input.files().tailMap(batch + 1).values().forEach(uncertainFiles::addAll);
        filesBefore =
            input.files().isEmpty() ? 0 : input.files().firstKey() - checkpoint.batchMillis();
      }
      case "recording", "savepoint" -> {}
      default -> {
        // What a batch once read cannot be read again here.
        if (batch < checkpoint.newestBatch()) {
          warnings.add(
              "input %d (%s) cannot be read again: what it gave after %s is lost, but for what its own server keeps"
                  .formatted(input.id(), input.kind(), time(batch)));
        }
      }
    }
    return new SourcePosition(
        input.id(),
        input.kind().startsWith("kafka") ? "kafka" : input.kind(),
        input.details(),
        offsets.entrySet().stream()
            .map(each -> new PartitionOffset(each.getKey(), each.getValue()))
            .toList(),
        uncertain,
        files,
        filesBefore,
        uncertainFiles);
  }

  /** Where the batch ended; a partition that came later begins where its first batch did. */
  private SortedMap<TopicPartition, Long> offsets(InputStreamInfo input, long batch) {
    if (batch == checkpoint.newestBatch() && !input.ranges().containsKey(batch)) {
      return new TreeMap<>(input.current());
    }
    SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
    List<OffsetRange> at = input.ranges().get(batch);
    if (!isKnown(input, batch)) {
      throw refused(
          "the offsets of input %d at %s are no longer in it, they are remembered from %s on: state and offsets cannot be cut together"
              .formatted(
                  input.id(),
                  time(batch),
                  input.ranges().isEmpty() ? "no batch" : time(input.ranges().firstKey())));
    }
    if (at != null) {
      at.forEach(range -> offsets.put(range.partition(), range.until()));
    }
    for (Map.Entry<Long, List<OffsetRange>> later : input.ranges().tailMap(batch + 1).entrySet()) {
      later.getValue().forEach(range -> offsets.putIfAbsent(range.partition(), range.from()));
    }
    return offsets;
  }

  /** Tells whether it is known how far an input was read by a batch, and can be read on there. */
  private boolean isKnown(InputStreamInfo input, long batch) {
    long next = batch + checkpoint.batchMillis();
    return switch (input.kind()) {
      case "kafka direct", "kafka direct (0.8)" ->
          batch == checkpoint.newestBatch()
              || input.ranges().containsKey(batch)
              || (!input.ranges().isEmpty() && input.ranges().firstKey() == next);
      case "files" -> input.files().isEmpty() || input.files().firstKey() <= next;
      case "savepoint" -> true;
      default -> false;
    };
  }

  private List<OffsetRange> uncertain(
      SortedMap<TopicPartition, Long> offsets, SortedMap<TopicPartition, Long> current) {
    List<OffsetRange> uncertain = new ArrayList<>();
    offsets.forEach(
        (partition, offset) -> {
          long end = current.getOrDefault(partition, offset);
          if (end > offset) {
            uncertain.add(new OffsetRange(partition, offset, end));
          }
        });
    return uncertain;
  }

  private static StateOperator.Rdd at(StateOperator state, long batch) {
    return state.checkpoints().stream()
        .filter(rdd -> rdd.batch() == batch)
        .findFirst()
        .orElseThrow();
  }

  private static String kind(StateOperator state) {
    return state.name().substring(0, state.name().lastIndexOf('-'));
  }

  private static String time(long batch) {
    return "batch %d (%s)".formatted(batch, Instant.ofEpochMilli(batch));
  }

  private UserError refused(String why) {
    return UserError.failed("checkpoint %s: no savepoint: %s".formatted(checkpoint.folder(), why));
  }
}
