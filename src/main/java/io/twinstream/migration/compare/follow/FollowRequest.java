package io.twinstream.migration.compare.follow;

import io.twinstream.migration.compare.rows.LiveRows;
import io.twinstream.migration.compare.rows.RowsRequest;
import io.twinstream.migration.compare.rows.Side;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What is to be followed, and how.
 *
 * @param interval within two of them a difference is found
 * @param settle how long neither side must have changed a row before it can be different
 * @param until how long neither side must have written anything for the end; empty for never
 * @param groups the consumer groups of both programs; null where none is given
 * @param folder where the state is kept
 */
public record FollowRequest(
    RowsRequest rows,
    Duration interval,
    Duration settle,
    Optional<Duration> until,
    GroupNames groups,
    Path folder) {

  /**
   * The consumer groups of both programs.
   *
   * @param servers of the cluster whose groups they are
   * @param left empty for none
   * @param right empty for none
   */
  public record GroupNames(String servers, String left, String right) {}

  /** Returns how often both ends are read: of two readings in an interval one may be late. */
  public Duration reading() {
    return Duration.ofMillis(Math.max(1, interval.toMillis() / 2));
  }

  /** Returns the folder where the state of that request is kept by default. */
  public static Path folder(RowsRequest rows, LiveRows ends) {
    String home = System.getenv("XDG_STATE_HOME");
    Path states =
        home == null || home.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(home);
    String identity = identity(rows, ends.spec(Side.LEFT), ends.spec(Side.RIGHT));
    String name = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    return states.resolve("twinstream").resolve("follow-" + name);
  }

  /** Returns the same text for requests that can go on with the same state. */
  static String identity(RowsRequest rows, String left, String right) {
    return "left %s, right %s, key %s, %s, window %s, order %s, ignored %s, renamed %s, tolerances %s"
        .formatted(
            left,
            right,
            rows.key(),
            rows.isLog() ? "log" : "table",
            rows.window().orElse("none"),
            rows.order().orElse("none"),
            new TreeSet<>(rows.ignored()),
            new TreeMap<>(rows.renamed()),
            new TreeMap<>(rows.tolerances()));
  }
}
