package io.twinstream.cli;

import io.twinstream.error.DurationText;
import io.twinstream.error.UserError;
import io.twinstream.migration.compare.follow.FollowRequest;
import io.twinstream.migration.compare.follow.FollowRequest.GroupNames;
import io.twinstream.migration.compare.rows.LiveRows;
import io.twinstream.migration.compare.rows.RowsRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of {@code compare --rows --follow}. */
final class FollowOptions {
  private static final String SETTLED = "settled=";
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @Option(
      names = "--follow",
      description =
          "Go on comparing while both programs write, until Ctrl-C or --until; runs on this machine.")
  private boolean isAsked;

  @Option(
      names = "--interval",
      paramLabel = "T",
      description =
          "follow: a difference is found within two intervals: both sides are read twice in each; default: 10s.")
  private Duration interval;

  @Option(
      names = "--settle",
      paramLabel = "T",
      description =
          "follow: how long neither side must have changed a row before it can be different; default: one interval.")
  private Duration settle;

  @Option(
      names = "--until",
      paramLabel = "settled=T",
      description =
          "follow: end when neither side has written anything for T, with the verdict of a whole comparison.")
  private String until;

  @Option(
      names = "--serve",
      paramLabel = "PORT",
      description = "follow: show it live at http://localhost:PORT, with /metrics; 0: a free port.")
  private Integer port;

  @Option(
      names = "--serve-host",
      paramLabel = "HOST",
      description = "follow: the interface of the page; default: localhost. It has no password.")
  private String host;

  @Option(
      names = "--groups",
      paramLabel = "LEFT,RIGHT",
      description =
          "follow: the consumer groups with which the programs read their input: shows their lag, and a row is late only until its program has read on.")
  private String groups;

  @Option(
      names = "--groups-at",
      paramLabel = "HOST:PORT",
      description = "follow: the Kafka of the groups; default: that of an end.")
  private String groupsAt;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "follow: where it keeps what it knows, to go on after a restart; default: a folder of the request in ~/.local/state.")
  private Path state;

  /** Tells whether the programs are to be followed. */
  boolean isAsked() {
    return isAsked;
  }

  /**
   * Checks that no option of these was given without {@code --follow}, or that it can be done.
   *
   * @throws UserError if so
   */
  void check(boolean hasRows) {
    if (isAsked && !hasRows) {
      throw UserError.usage("--follow: which rows? write --rows LEFT RIGHT --key COL[,COL]");
    }
    if (isAsked) {
      return;
    }
    checkAlone("--interval", interval);
    checkAlone("--settle", settle);
    checkAlone("--until", until);
    checkAlone("--serve", port);
    checkAlone("--serve-host", host);
    checkAlone("--groups", groups);
    checkAlone("--groups-at", groupsAt);
    checkAlone("--state", state);
  }

  private static void checkAlone(String option, Object value) {
    if (value != null) {
      throw UserError.usage("%s: goes with --follow".formatted(option));
    }
  }

  /** Returns the port of the page; empty for none. */
  Optional<Integer> port() {
    if (port == null && host != null) {
      throw UserError.usage("--serve-host %s: is of --serve PORT".formatted(host));
    }
    return Optional.ofNullable(port).map(at -> ServeOptions.checked("--serve", at));
  }

  String host() {
    return host == null ? "localhost" : host;
  }

  /**
   * Returns the request.
   *
   * @throws UserError if options are wrong
   */
  FollowRequest request(RowsRequest rows, LiveRows ends) {
    Duration every = interval == null ? INTERVAL : interval;
    return new FollowRequest(
        rows,
        every,
        settle == null ? every : settle,
        Optional.ofNullable(until).map(FollowOptions::settled),
        groups == null ? null : groups(ends),
        state == null ? FollowRequest.folder(rows, ends) : state);
  }

  private static Duration settled(String text) {
    if (!text.startsWith(SETTLED)) {
      throw UserError.usage("--until %s: write settled=60s".formatted(text));
    }
    try {
      return DurationText.parse(text.substring(SETTLED.length()));
    } catch (UserError e) {
      throw UserError.usage("--until %s: %s".formatted(text, e.getMessage()), e);
    }
  }

  private GroupNames groups(LiveRows ends) {
    String[] names = groups.split(",", -1);
    if (names.length != 2 || names[0].isBlank() && names[1].isBlank()) {
      throw UserError.usage(
          "--groups %s: write LEFT_GROUP,RIGHT_GROUP; one of them may be empty".formatted(groups));
    }
    String servers =
        Optional.ofNullable(groupsAt)
            .or(ends::servers)
            .orElseThrow(
                () ->
                    UserError.usage(
                        "--groups %s: at which Kafka? neither end is a topic: add --groups-at HOST:PORT"
                            .formatted(groups)));
    return new GroupNames(servers, names[0].strip(), names[1].strip());
  }
}
