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
            .map(state -> new Plan.State(state.name(), kind(state), at(state, batch).path()))
            .toList();
    return new Plan(
        checkpoint, new Cut(batch, newest, newest - batch, reasons, warnings), sources, states);
  }

  private long withState(List<StateOperator> stateful) {
    SortedSet<Long> common = null;
    for (StateOperator state : stateful) {
      SortedSet<Long> existing =
          state.checkpoints().stream()
              .filter(StateOperator.Rdd::exists)
              .map(StateOperator.Rdd::batch)
              .collect(Collectors.toCollection(TreeSet::new));
      if (existing.isEmpty()) {
        throw refused(
            "the state of %s was not checkpointed yet, it is every %,d ms: let the application run on, or start the new one without a savepoint"
                .formatted(state.name(), state.intervalMillis()));
      }
      if (common == null) {
        common = existing;
      } else {
        common.retainAll(existing);
      }
    }
    if (common == null || common.isEmpty()) {
      throw refused(
          "no batch has the state of all of %s: their checkpoint intervals never meet"
              .formatted(stateful.stream().map(StateOperator::name).toList()));
    }
    long batch = common.last();
    reasons.add(
        "%s is the newest batch whose state is there for %s"
            .formatted(
                time(batch),
                stateful.stream().map(StateOperator::name).collect(Collectors.joining(", "))));
    if (checkpoint.pending().contains(batch)) {
      warnings.add(
          "%s itself was not completed: its state is here, its rows may never have been written"
              .formatted(time(batch)));
    }
    return batch;
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
    boolean isFirst =
        !input.ranges().isEmpty() && input.ranges().firstKey() == batch + checkpoint.batchMillis();
    if (at == null && !isFirst) {
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
