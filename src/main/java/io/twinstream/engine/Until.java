package io.twinstream.engine;

import io.twinstream.error.DurationText;
import io.twinstream.error.UserError;
import java.time.Duration;

/**
 * When a run stops by itself.
 *
 * @param condition what it waits for
 * @param limit how long; null for {@link Condition#NEVER} and {@link Condition#END}
 */
public record Until(Condition condition, Duration limit) {
  /** Never: only Ctrl-C or SIGTERM stops the run. */
  public static final Until NEVER = new Until(Condition.NEVER, null);

  /** The source has no more. */
  public static final Until END = new Until(Condition.END, null);

  /** What a run waits for. */
  public enum Condition {
    NEVER,
    /** No record for so long. */
    IDLE,
    /** So long since the start. */
    DURATION,
    /**
     * The source has no more: the recording is over, the files that were there are read, the server
     * has closed.
     */
    END
  }

  /**
   * Returns what {@code idle=10s}, {@code duration=60s} or {@code end} says.
   *
   * @throws UserError for anything else
   */
  public static Until parse(String text) {
    if (text.equals("end")) {
      return END;
    }
    if (text.startsWith("idle=")) {
      return new Until(Condition.IDLE, DurationText.parse(text.substring("idle=".length())));
    }
    if (text.startsWith("duration=")) {
      return new Until(
          Condition.DURATION, DurationText.parse(text.substring("duration=".length())));
    }
    throw UserError.usage("end of a run '%s': write idle=10s, duration=60s or end".formatted(text));
  }

  /** Returns why a run of this limit has stopped. */
  String reason() {
    return switch (condition) {
      case NEVER -> "asked to stop";
      case IDLE -> "no record for " + DurationText.show(limit);
      case DURATION -> DurationText.show(limit) + " are over";
      case END -> "the source has no more";
    };
  }

  /** Tells whether a run of that age, with its newest record that long ago, is over. */
  boolean isReached(Duration age, Duration silence, boolean hasEnded) {
    return switch (condition) {
      case NEVER -> false;
      case IDLE -> silence.compareTo(limit) >= 0;
      case DURATION -> age.compareTo(limit) >= 0;
      case END -> hasEnded;
    };
  }
}
