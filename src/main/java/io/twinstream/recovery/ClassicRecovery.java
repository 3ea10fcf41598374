package io.twinstream.recovery;

import io.twinstream.error.DurationText;
import io.twinstream.error.UserError;
import io.twinstream.internals.ClassicCheckpoint;
import io.twinstream.internals.ClassicCheckpoint.Contents;
import io.twinstream.internals.ClassicCheckpoint.Taken;
import io.twinstream.internals.ClassicCheckpoint.Unread;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;

/** Looks at the checkpoint of a classic job before anything starts. */
final class ClassicRecovery {
  private ClassicRecovery() {}

  /**
   * Returns where the run will go on, for its user; empty if it begins.
   *
   * @throws UserError if it cannot go on from there, or would not do what it is asked
   */
  public static Optional<String> check(
      String directory, Duration batchInterval, SparkConf conf, Configuration hadoop) {
    return check(directory, batchInterval, conf, hadoop, Clock.systemUTC());
  }

  /** The same by the clock that batch times are taken from. */
  static Optional<String> check(
      String directory, Duration batchInterval, SparkConf conf, Configuration hadoop, Clock clock) {
    try {
      Contents contents = ClassicCheckpoint.read(directory, conf, hadoop);
      if (contents.taken().isPresent()) {
        throwIfClockIsBehind(directory, contents.taken().get(), clock);
        return Optional.of(said(directory, batchInterval, contents, contents.taken().get()));
      }
      if (!contents.unread().isEmpty()) {
        throw unreadable(directory, contents.unread().get(0));
      }
      throwIfStateIsThere(directory, hadoop);
      return Optional.empty();
    } catch (IOException e) {
      throw UserError.failed(
          "checkpoint %s: cannot be read: %s".formatted(directory, e.getMessage()), e);
    }
  }

  private static String said(
      String directory, Duration batchInterval, Contents contents, Taken taken) {
    if (!taken.batchInterval().equals(batchInterval)) {
      throw UserError.usage(
          "checkpoint %s: was started with batch interval %s, not %s, and continues as it was started: give that again, or choose another directory"
              .formatted(directory, shown(taken.batchInterval()), shown(batchInterval)));
    }
    String goesOn =
        "continues from checkpoint %s, batch %d (%s), %d pending"
            .formatted(
                directory,
                taken.batchMillis(),
                Instant.ofEpochMilli(taken.batchMillis()),
                taken.pending());
    if (contents.unread().isEmpty()) {
      return goesOn;
    }
    Unread newest = contents.unread().get(0);
    return "%s; its newer %s cannot be read (%s), so %s is taken, and the batches since then are run again"
        .formatted(goesOn, newest.file(), newest.why(), taken.file());
  }

  /**
   * A restart begins with the first batch time behind now ({@code JobGenerator.restart}, 3.5 and
   * 4.1). Where that was a batch already, its new records would take the place of the rows it has.
   */
  private static void throwIfClockIsBehind(String directory, Taken taken, Clock clock) {
    Duration behind = Duration.ofMillis(taken.batchMillis() - clock.millis());
    if (behind.compareTo(Duration.ZERO) > 0) {
      throw UserError.failed(
          "checkpoint %s: its newest batch is of %s, and the clock of this machine is at %s: batches would be written again with other records: set the clock right, or start again in %s"
              .formatted(
                  directory,
                  Instant.ofEpochMilli(taken.batchMillis()),
                  clock.instant(),
                  DurationText.show(behind)));
    }
  }

  private static String shown(Duration interval) {
    return interval.toMillis() + "ms";
  }

  private static UserError unreadable(String directory, Unread newest) {
    return ChangedCode.in(newest.why())
        .map(
            changed ->
                RecoveryFailure.of(directory, changed, "Nothing in it was changed", newest.why()))
        .orElseGet(
            () ->
                UserError.failed(
                    "checkpoint %s: none of its checkpoint files can be read (%s: %s): nothing was changed; put back a copy of one, or keep it and start in another directory"
                        .formatted(directory, newest.file(), newest.why()),
                    newest.why()));
  }

  /** The state is first written long after the first checkpoint. */
  private static void throwIfStateIsThere(String directory, Configuration hadoop)
      throws IOException {
    Path folder = new Path(directory);
    FileSystem files = folder.getFileSystem(hadoop);
    FileStatus[] state = files.globStatus(new Path(folder, "*/rdd-*"));
    if (state != null && state.length > 0) {
      throw UserError.failed(
          "checkpoint %s: holds state (%s) but no checkpoint file (checkpoint-<batch time>) that leads to it: put one back, or keep it and start in another directory"
              .formatted(
                  directory,
                  Arrays.stream(state).map(file -> file.getPath().getName()).findFirst().get()));
    }
  }
}
