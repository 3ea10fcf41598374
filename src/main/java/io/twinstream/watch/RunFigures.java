package io.twinstream.watch;

import io.twinstream.api.PartitionPosition;
import io.twinstream.api.Source;
import io.twinstream.engine.RunListener;
import io.twinstream.error.Secrets;
import io.twinstream.internals.StateSize;
import io.twinstream.watch.RunStatus.Phase;
import io.twinstream.watch.RunStatus.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The figures of a run. It is told of batches by the engine's threads, which wait for nothing here;
 * how far the partitions are and how large classic state is, is asked in the background while
 * anybody wants to know.
 */
final class RunFigures implements RunListener, AutoCloseable {
  /** What a row of the history has; of what is not known -1. */
  static final List<String> COLUMNS =
      List.of(
          "at",
          "batch",
          "in",
          "out",
          "processing",
          "delay",
          "queued",
          "letters",
          "dropped",
          "rate",
          "stateRows",
          "stateBytes",
          "lag");

  private static final Duration LAG_EVERY = Duration.ofSeconds(1);
  private static final Duration STATE_EVERY = Duration.ofSeconds(10);
  private static final Duration SAVEPOINTS_EVERY = Duration.ofSeconds(10);
  private static final int MOST_ERRORS = 20;

  private final Optional<History> history;
  private final LongSupplier clock;
  private final Deque<Problem> errors = new ArrayDeque<>();
  private final List<String> begun = new ArrayList<>();
  private Optional<Source.Positions> positions = Optional.empty();
  private Optional<Sampler<List<PartitionPosition>>> partitions = Optional.empty();
  private Optional<Sampler<StateSize>> classicState = Optional.empty();
  private Optional<Sampler<List<MadeSavepoint>>> savepoints = Optional.empty();
  private Phase phase = Phase.STARTING;
  private String detail = "";
  private long epoch;
  private long batches;
  private long rowsIn;
  private long rowsOut;
  private long deadLetters;
  private long dropped;
  private long interruptions;
  private long busyMillis;
  private long newestAtMillis;
  private Batch newest;

  /**
   * @param history of the batches; empty to keep none
   * @param clock epoch milliseconds
   */
  RunFigures(Optional<History> history, LongSupplier clock) {
    this.history = history;
    this.clock = clock;
  }

  /** Adds how the run began. */
  synchronized void begun(String how) {
    begun.add(Secrets.masked(how));
  }

  /**
   * Told what is run, as far as it is known only now.
   *
   * @param made finds the savepoints that are made of it
   */
  synchronized void running(
      Source source, long turn, Optional<Supplier<List<MadeSavepoint>>> made) {
    epoch = turn;
    savepoints =
        made.map(
            find -> new Sampler<>("savepoints", () -> Optional.of(find.get()), SAVEPOINTS_EVERY));
    positions = source.tracked().flatMap(Source.Tracked::positions);
    partitions =
        positions.map(asked -> new Sampler<>("lag", () -> Optional.of(asked.read()), LAG_EVERY));
  }

  @Override
  public synchronized void stateOf(Supplier<Optional<StateSize>> state) {
    classicState = Optional.of(new Sampler<>("state", state, STATE_EVERY));
  }

  @Override
  public synchronized void started() {
    phase = Phase.RUNNING;
  }

  @Override
  public synchronized void batchCompleted(Batch batch) {
    batches++;
    rowsIn += batch.records();
    rowsOut += batch.written();
    deadLetters += batch.deadLetters();
    dropped += batch.dropped();
    busyMillis += batch.processingMillis();
    newestAtMillis = clock.getAsLong();
    newest = batch;
    history.ifPresent(this::add);
  }

  private void add(History kept) {
    Optional<StateSize> state = state();
    List<PartitionPosition> at = partitions();
    kept.add(
        newestAtMillis,
        newest.batch(),
        newest.records(),
        newest.written(),
        newest.processingMillis(),
        newest.schedulingDelayMillis(),
        newest.queued(),
        newest.deadLetters(),
        newest.dropped(),
        newest.ratePerSecond().orElse(-1),
        state.map(StateSize::rows).orElse(-1L),
        state.map(StateSize::bytes).orElse(-1L),
        at.isEmpty() ? -1 : at.stream().mapToLong(PartitionPosition::lag).sum());
  }

  private Optional<StateSize> state() {
    return newest != null && newest.state().isPresent()
        ? newest.state()
        : classicState.flatMap(Sampler::newest);
  }

  private List<PartitionPosition> partitions() {
    return partitions.flatMap(Sampler::newest).orElse(List.of());
  }

  @Override
  public synchronized void interrupted(String source, String why) {
    interruptions++;
    error("%s: %s".formatted(source, why));
  }

  /** Takes note of something that went wrong. */
  synchronized void error(String what) {
    String first = Secrets.masked(what.lines().findFirst().orElse(""));
    errors.addFirst(new Problem(clock.getAsLong(), first));
    if (errors.size() > MOST_ERRORS) {
      errors.removeLast();
    }
  }

  @Override
  public synchronized void stopping(String reason) {
    phase = Phase.STOPPING;
    detail = reason;
  }

  /** Told that the run has ended well. */
  synchronized void done(String how) {
    phase = Phase.DONE;
    detail = how;
  }

  /** Told that the run has failed. */
  synchronized void failed(String why) {
    phase = Phase.FAILED;
    detail = Secrets.masked(why);
    error(why);
  }

  /** Returns what is known now. */
  synchronized RunStatus status() {
    return new RunStatus(
        phase,
        detail,
        epoch,
        List.copyOf(begun),
        batches,
        rowsIn,
        rowsOut,
        deadLetters,
        dropped,
        interruptions,
        busyMillis,
        newestAtMillis,
        Optional.ofNullable(newest),
        state(),
        partitions(),
        List.copyOf(errors));
  }

  /** Returns the savepoints that were made of the checkpoint. */
  synchronized List<MadeSavepoint> savepoints() {
    return savepoints.flatMap(Sampler::newest).orElse(List.of());
  }

  /** Writes the history from that row on: the number of its first row, and the rows. */
  synchronized void write(long from, StringBuilder json) {
    History kept = history.orElseThrow();
    long first = kept.first(from);
    json.append("\"first\":").append(first).append(",\"rows\":");
    kept.write(first, json);
  }

  @Override
  public void close() {
    partitions.ifPresent(Sampler::close);
    classicState.ifPresent(Sampler::close);
    savepoints.ifPresent(Sampler::close);
    positions.ifPresent(Source.Positions::close);
  }
}
