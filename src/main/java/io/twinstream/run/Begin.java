package io.twinstream.run;

import io.twinstream.error.UserError;
import io.twinstream.savepoint.SavedState;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.StateCopy;
import io.twinstream.source.RecordsBefore;
import io.twinstream.source.Source;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** What a job begins with that goes on from a savepoint. */
public final class Begin {
  private final String folder;
  private final List<StateCopy> states;
  private final WindowsBefore windows;
  private final Optional<RecordsBefore> before;

  private Begin(
      String folder,
      List<StateCopy> states,
      WindowsBefore windows,
      Optional<RecordsBefore> before) {
    this.folder = folder;
    this.states = states;
    this.windows = windows;
    this.before = before;
  }

  /**
   * Lets a source go on where the savepoint was cut, and returns what else there is.
   *
   * @param folder the savepoint's
   * @param memory how old a record can be, by its arrival, and still matter to what the job writes
   *     next: so far back the source is read again
   * @throws UserError if the source cannot go on there, or not be read again
   */
  public static Begin at(
      String folder, Savepoint savepoint, Source source, Engine engine, Duration memory) {
    source.startAt(savepoint.sources());
    if (memory.isZero()) {
      return new Begin(
          folder,
          savepoint.states(),
          new WindowsBefore(savepoint.zeroTime(), savepoint.windowsWritten()),
          Optional.empty());
    }
    // What arrived before the cut may come behind it: its windows are not written for good.
    long written = Math.min(savepoint.windowsWritten(), source.nextArrivalMillis());
    long since = written - memory.toMillis();
    Optional<RecordsBefore> before = Optional.empty();
    if (engine == Engine.DSTREAM) {
      before = Optional.of(source.before(since));
    } else {
      source.readAgain(since);
    }
    return new Begin(
        folder, savepoint.states(), new WindowsBefore(savepoint.zeroTime(), written), before);
  }

  /** Returns what is left of it for a port that goes on from its own checkpoint. */
  static Begin again(WindowsBefore windows) {
    return new Begin("", List.of(), windows, Optional.empty());
  }

  /**
   * Returns the state of which each key has these fields; empty if there is no state at all.
   *
   * @throws UserError if there is state, but no such
   */
  public Optional<SavedState> state(String... fields) {
    if (states.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        states.stream()
            .filter(each -> fields(each).containsAll(List.of(fields)))
            .findFirst()
            .map(each -> SavedState.in(folder, each))
            .orElseThrow(
                () ->
                    UserError.usage(
                        "--from-savepoint %s: has no state of the fields %s, which the job keeps: it is of another job"
                            .formatted(folder, String.join(", ", fields)))));
  }

  /**
   * Returns the only state there is; empty if there is none.
   *
   * @throws UserError if there are several
   */
  public Optional<SavedState> onlyState() {
    if (states.size() > 1) {
      throw UserError.usage(
          "--from-savepoint %s: holds the state of %d operators, and the job keeps one: it is of another job"
              .formatted(folder, states.size()));
    }
    return states.stream().findFirst().map(each -> SavedState.in(folder, each));
  }

  private static List<String> fields(StateCopy copy) {
    DataType state = StructType.fromDDL(copy.columns()).apply("state").dataType();
    return state instanceof StructType struct ? Arrays.asList(struct.fieldNames()) : List.of();
  }

  /**
   * Checks that the state is there; reads it through.
   *
   * @throws UserError if it is not whole
   */
  void check(SparkSession session) {
    if (!states.isEmpty()) {
      Savepoints.read(session, folder).check();
    }
  }

  /**
   * Refuses a savepoint with state, for a job that keeps none.
   *
   * @throws UserError if there is state
   */
  void checkStateless() {
    if (!states.isEmpty()) {
      throw UserError.usage(
          "--from-savepoint %s: holds state, and this job keeps none: it is of another job"
              .formatted(folder));
    }
  }

  /** Returns how the windows go on. */
  public WindowsBefore windows() {
    return windows;
  }

  /** Returns what a classic job shall read again; empty for one that asks for nothing. */
  public Optional<RecordsBefore> before() {
    return before;
  }
}
