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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import scala.util.Properties;

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
  private final StateChoice choice;
  private final InputCut inputs;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final OptionalLong wanted;

  private DStreamPlan(
      DStreamCheckpoint checkpoint, OptionalLong wanted, Configuration hadoop, StateChoice choice) {
    this.checkpoint = checkpoint;
    this.wanted = wanted;
    this.choice = choice;
    this.inputs = new InputCut(checkpoint, hadoop, warnings);
  }

  /** Finds the cut, as the other does, at the newest batch. */
  static Plan of(DStreamCheckpoint checkpoint, Configuration hadoop) {
    return of(checkpoint, OptionalLong.empty(), hadoop, StateChoice.ALL);
  }

  /**
   * Finds the cut.
   *
   * @param wanted the batch to cut at; empty for the newest
   * @throws UserError if state and offsets cannot be taken together
   */
  static Plan of(
      DStreamCheckpoint checkpoint, OptionalLong wanted, Configuration hadoop, StateChoice choice) {
    return new DStreamPlan(checkpoint, wanted, hadoop, choice).plan();
  }

  private Plan plan() {
    if (!checkpoint.notUnderstood().isEmpty()) {
      throw refused(
          "parts of it were not understood (%s): see inspect"
              .formatted(checkpoint.notUnderstood().get(0)));
    }
    List<DStreamCheckpoint.State> stateful = stateful();
    checkKryo(stateful);
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
                  String kind = kind(state);
                  return at(state, batch)
                      .map(rdd -> new Plan.State(state.name(), kind, rdd.path(), rdd.partitions()))
                      .orElseGet(() -> new Plan.State(state.name(), kind, "", 0));
                })
            .toList();
    return new Plan(
        checkpoint, new Cut(batch, newest, newest - batch, reasons, warnings), sources, states);
  }

  private List<DStreamCheckpoint.State> stateful() {
    List<DStreamCheckpoint.State> all =
        checkpoint.states().stream().filter(state -> COPIED.contains(kind(state))).toList();
    choice.check(
        checkpoint.folder(), all.stream().map(DStreamCheckpoint.State::name).toList(), warnings);
    return all.stream().filter(state -> choice.takes(state.name())).toList();
  }

  /** Kryo's bytes have numbers for classes, which are other ones in another line of Scala. */
  private void checkKryo(List<DStreamCheckpoint.State> stateful) {
    String own = Properties.versionNumberString();
    Optional<String> other =
        checkpoint.scala().filter(line -> line.equals("2.13") != own.startsWith("2.13."));
    if (!stateful.isEmpty() && checkpoint.isKryo() && other.isPresent()) {
      throw refused(
          "Kryo wrote its state with Scala %s, which Scala %s cannot read: run this on a Spark of that Scala (TWINSTREAM_SPARK=%s)"
              .formatted(other.get(), own, other.get().equals("2.13") ? "4" : "3"));
    }
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
    CommonBatches batches = batches(stateful);
    long begin = checkpoint.zeroTime();
    if (batches.isBeforeFirst() && inputs.areKnown(begin)) {
      reasons.add(
          "no state was checkpointed yet: the new run begins without any, with all that was read since the first batch");
      return begin;
    }
    SortedSet<Long> common = batches.find();
    long newest = common.last();
    long batch = newest;
    if (!checkpoint.pending().isEmpty()) {
      batch =
          common.headSet(checkpoint.pending().get(0)).stream()
              .filter(inputs::areKnown)
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

  private CommonBatches batches(List<DStreamCheckpoint.State> stateful) {
    return new CommonBatches(checkpoint, stateful, warnings);
  }

  /**
   * The batch that was asked for, if there is a state of it and it is known how far it had read.
   */
  private long asWanted(List<DStreamCheckpoint.State> stateful) {
    long batch = wanted.getAsLong();
    SortedSet<Long> possible = stateful.isEmpty() ? remembered() : batches(stateful).find();
    possible.removeIf(each -> !inputs.areKnown(each));
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

  private static Optional<DStreamCheckpoint.State.Rdd> at(
      DStreamCheckpoint.State state, long batch) {
    return state.checkpoints().stream().filter(rdd -> rdd.batch() == batch).findFirst();
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
