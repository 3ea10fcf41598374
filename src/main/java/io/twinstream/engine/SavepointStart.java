package io.twinstream.engine;

import io.twinstream.api.Engine;
import io.twinstream.api.ReplayedRecords;
import io.twinstream.api.Source;
import io.twinstream.api.WindowAlignment;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.SavedState;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.StateCopy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** What a run starts from: a savepoint, the records that were counted, or nothing. */
public final class SavepointStart {
  /** Of a run that starts from nothing, or continues from its checkpoint. */
  public static final SavepointStart NONE =
      new SavepointStart("", List.of(), Optional.empty(), Optional.empty());

  private final String folder;
  private final List<StateCopy> states;
  private final Optional<WindowAlignment> windows;
  private final Optional<ReplayedRecords> replayed;

  private SavepointStart(
      String folder,
      List<StateCopy> states,
      Optional<WindowAlignment> windows,
      Optional<ReplayedRecords> replayed) {
    this.folder = folder;
    this.states = states;
    this.windows = windows;
    this.replayed = replayed;
  }

  /**
   * Lets a source resume where the savepoint was cut, and returns what else there is.
   *
   * @param folder the savepoint's
   * @param readsBack of {@link io.twinstream.api.Job#readsBack}
   * @throws UserError if the source cannot resume there, or not be read again
   */
  public static SavepointStart at(
      String folder, Savepoint savepoint, Source source, Engine engine, Duration readsBack) {
    source.startAt(savepoint.sources());
    if (readsBack.isZero()) {
      return new SavepointStart(
          folder,
          savepoint.states(),
          Optional.of(
              new WindowAlignment(savepoint.zeroTimeMillis(), savepoint.windowsWrittenMillis())),
          Optional.empty());
    }
    Source.Replay replay = source.replay().orElseThrow(() -> unreadable(source));
    // What arrived before the cut may come behind it: its windows are not written for good.
    long written = Math.min(savepoint.windowsWrittenMillis(), replay.nextArrivalMillis());
    long since = written - readsBack.toMillis();
    Optional<ReplayedRecords> replayed = Optional.empty();
    if (engine == Engine.DSTREAM) {
      replayed = Optional.of(replay.before(since));
    } else {
      replay.readAgain(since);
    }
    return new SavepointStart(
        folder,
        savepoint.states(),
        Optional.of(new WindowAlignment(savepoint.zeroTimeMillis(), written)),
        replayed);
  }

  private static UserError unreadable(Source source) {
    return UserError.usage(
        "source %s: the job needs what was read before the savepoint once more, and this source cannot give it again: read on from Kafka, or start without the savepoint"
            .formatted(source.spec()));
  }

  /** Returns what is left of a savepoint for a port that continues from its own checkpoint. */
  public static SavepointStart continuing(WindowAlignment windows) {
    return new SavepointStart("", List.of(), Optional.of(windows), Optional.empty());
  }

  /** Returns the start of a classic job that makes its state again from the records it counted. */
  public static SavepointStart rebuiltFrom(ReplayedRecords counted) {
    return new SavepointStart("", List.of(), Optional.empty(), Optional.of(counted));
  }

  /**
   * Returns the state of which each key has these fields; empty if there is no state at all, or one
   * that had no key yet, whose fields nobody knows.
   *
   * @throws UserError if there is state, but no such
   */
  Optional<SavedState> state(String... fields) {
    Optional<StateCopy> found =
        states.stream().filter(each -> fields(each).containsAll(List.of(fields))).findFirst();
    if (found.isEmpty()
        && states.stream().noneMatch(SavepointStart::hadNoKey)
        && !states.isEmpty()) {
      throw UserError.usage(
          "savepoint %s: has no state of the fields %s, which the job keeps: it is of another job"
              .formatted(folder, String.join(", ", fields)));
    }
    return found.map(each -> SavedState.in(folder, each));
  }

  /**
   * Returns the only state there is; empty if there is none, or had no key yet.
   *
   * @throws UserError if there are several
   */
  Optional<SavedState> onlyState() {
    if (states.size() > 1) {
      throw UserError.usage(
          "savepoint %s: holds the state of %d operators, and the job keeps one: it is of another job"
              .formatted(folder, states.size()));
    }
    return states.stream()
        .filter(each -> !hadNoKey(each))
        .findFirst()
        .map(each -> SavedState.in(folder, each));
  }

  private static List<String> fields(StateCopy copy) {
    return type(copy) instanceof StructType struct ? Arrays.asList(struct.fieldNames()) : List.of();
  }

  /** What nobody knows of is text in a savepoint. */
  private static boolean hadNoKey(StateCopy copy) {
    return copy.rows() == 0 && type(copy) instanceof StringType;
  }

  private static DataType type(StateCopy copy) {
    return StructType.fromDDL(copy.columns()).apply("state").dataType();
  }

  /**
   * Checks that the state is there; reads it through.
   *
   * @throws UserError if it is not whole
   */
  public void check(SparkSession session) {
    if (!states.isEmpty()) {
      Savepoints.read(session, folder).check();
    }
  }

  /**
   * Refuses a savepoint with state of which the topology has asked for nothing.
   *
   * @param isTaken whether it has asked for state, or for records or windows to make it of
   * @throws UserError if there is some
   */
  void checkTaken(boolean isTaken) {
    if (!states.isEmpty() && !isTaken) {
      throw UserError.usage(
          "savepoint %s: holds state, and this job keeps none: it is of another job"
              .formatted(folder));
    }
  }

  /** Returns how the windows continue; empty where none were begun. */
  public Optional<WindowAlignment> windows() {
    return windows;
  }

  /** Returns the records that a classic job is given again. */
  Optional<ReplayedRecords> replayed() {
    return replayed;
  }
}
