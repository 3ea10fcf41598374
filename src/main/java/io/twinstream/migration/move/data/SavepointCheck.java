package io.twinstream.migration.move.data;

import io.twinstream.error.ExitCode;
import io.twinstream.error.FileErrors;
import io.twinstream.error.Plural;
import io.twinstream.error.UserError;
import io.twinstream.savepoint.RowSums;
import io.twinstream.savepoint.SavedState;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.Savepoints;
import io.twinstream.savepoint.StateCopy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Whether a savepoint is as it was written. */
public final class SavepointCheck {
  private final String folder;
  private final Configuration hadoop;
  private final List<String> found = new ArrayList<>();
  private final List<String> whole = new ArrayList<>();

  private SavepointCheck(String folder, Configuration hadoop) {
    this.folder = folder;
    this.hadoop = hadoop;
  }

  /**
   * Reads a savepoint through.
   *
   * @throws UserError if it is no savepoint
   */
  public static SavepointCheck of(SparkSession session, String folder) {
    SavepointCheck check = new SavepointCheck(folder, session.sparkContext().hadoopConfiguration());
    check
        .json()
        .ifPresent(
            content -> {
              content.states().forEach(state -> check.state(session, state));
              check.others(content);
            });
    return check;
  }

  /**
   * Refuses a savepoint whose {@code savepoint.json} was changed.
   *
   * @throws UserError if it was, or it is no savepoint
   */
  static Savepoint unchanged(String folder, Configuration hadoop) {
    SavepointCheck check = new SavepointCheck(folder, hadoop);
    return check
        .json()
        .filter(any -> check.found.isEmpty())
        .orElseThrow(() -> changed(folder, check.found.get(0)));
  }

  /**
   * Refuses a savepoint of which a state was changed.
   *
   * @throws UserError if one was
   */
  static void unchanged(SparkSession session, String folder, Savepoint content) {
    SavepointCheck check = new SavepointCheck(folder, session.sparkContext().hadoopConfiguration());
    content.states().forEach(state -> check.state(session, state));
    check.found.stream()
        .findFirst()
        .ifPresent(
            what -> {
              throw changed(folder, what);
            });
  }

  private static UserError changed(String folder, String what) {
    return UserError.failed(
        "savepoint %s: was changed since it was made: %s: make it again".formatted(folder, what));
  }

  /** Tells whether it is. */
  public boolean isWhole() {
    return found.isEmpty();
  }

  /** Says for people what was found. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    whole.forEach(each -> text.append(each).append('\n'));
    found.forEach(each -> text.append("changed: ").append(each).append('\n'));
    text.append(
        "savepoint %s: %s%n"
            .formatted(folder, isWhole() ? "as it was written" : "NOT as it was written"));
    return text.toString();
  }

  private Optional<Savepoint> json() {
    try {
      Savepoint content = Savepoints.read(folder, hadoop);
      Optional<String> written = Savepoints.writtenSha256(folder, hadoop);
      String now = Savepoints.sha256(folder, hadoop);
      if (written.isEmpty()) {
        whole.add(
            "%s: has no checksum beside it, as savepoints of earlier builds"
                .formatted(Savepoint.FILE));
      } else if (!written.get().equals(now)) {
        found.add(
            "%s has the SHA-256 %s, and was written with %s"
                .formatted(Savepoint.FILE, now, written.get()));
      } else {
        whole.add("%s: SHA-256 %s".formatted(Savepoint.FILE, now));
      }
      return Optional.of(content);
    } catch (UserError e) {
      if (e.exitCode() == ExitCode.USAGE || e.getCause() == null) {
        throw e;
      }
      found.add("%s cannot be read: %s".formatted(Savepoint.FILE, SqlFailure.reason(e)));
      return Optional.empty();
    }
  }

  private void state(SparkSession session, StateCopy state) {
    try {
      RowSums sums = RowSums.of(SavedState.in(folder, state).rows(session));
      difference(state, sums)
          .ifPresentOrElse(
              found::add,
              () ->
                  whole.add(
                      "state '%s': %s, checksum %s"
                          .formatted(
                              state.name(), Plural.of(sums.rows(), "key"), sums.checksum())));
    } catch (Exception e) { // of Scala, which Java does not see coming
      found.add("state '%s' cannot be read: %s".formatted(state.name(), SqlFailure.reason(e)));
    }
  }

  private static Optional<String> difference(StateCopy state, RowSums sums) {
    if (sums.equals(RowSums.of(state))) {
      return Optional.empty();
    }
    return Optional.of(
        "state '%s' has %s with the checksum %s, and was written with %,d and %s"
            .formatted(
                state.name(),
                Plural.of(sums.rows(), "row"),
                sums.checksum(),
                state.rows(),
                state.checksum()));
  }

  /** Folders of states that the savepoint does not name. */
  private void others(Savepoint content) {
    Path states = new Path(folder, Savepoint.STATE);
    try {
      FileSystem files = states.getFileSystem(hadoop);
      if (!files.exists(states)) {
        return;
      }
      for (FileStatus each : files.listStatus(states)) {
        String name = each.getPath().getName();
        if (content.states().stream().noneMatch(state -> state.name().equals(name))) {
          found.add(
              "%s/%s is there, and no such state was written".formatted(Savepoint.STATE, name));
        }
      }
    } catch (IOException e) {
      found.add("%s cannot be listed: %s".formatted(Savepoint.STATE, FileErrors.reason(e)));
    }
  }
}
