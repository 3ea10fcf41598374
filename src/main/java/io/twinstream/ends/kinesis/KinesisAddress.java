package io.twinstream.ends.kinesis;

import com.google.common.base.Splitter;
import io.twinstream.error.DurationText;
import io.twinstream.error.UserError;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which stream is read, and from where.
 *
 * @param spec as it was written
 * @param region of AWS; empty for that of the environment
 * @param endpoint of another service with the same protocol
 * @param start where a first start begins
 * @param at the time of {@link Start#TIME}
 * @param pause between reads of a shard that had nothing new
 */
record KinesisAddress(
    String spec,
    String stream,
    Optional<String> region,
    Optional<URI> endpoint,
    Start start,
    Optional<Instant> at,
    Duration pause) {
  static final String USAGE =
      "kinesis:STREAM[?region=R&endpoint=URL&from=earliest|latest|TIME&pause=T]";

  private static final String KIND = "kinesis:";
  private static final Pattern STREAM = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Kinesis lets five reads a second through. */
  static final Duration LEAST_PAUSE = Duration.ofMillis(200);

  /** Where a first start begins to read. */
  enum Start {
    /** With the oldest record that the stream has. */
    EARLIEST,
    /** With what comes after the start. */
    LATEST,
    /** With the first record that came in at that time or later. */
    TIME
  }

  /**
   * Returns what {@link #USAGE} says, with its kind or without.
   *
   * @throws UserError naming what is wrong
   */
  static KinesisAddress parse(String spec) {
    String rest = spec.startsWith(KIND) ? spec.substring(KIND.length()) : spec;
    int mark = rest.indexOf('?');
    String stream = mark < 0 ? rest : rest.substring(0, mark);
    if (!STREAM.matcher(stream).matches()) {
      throw wrong(spec, "'%s' is no name of a stream".formatted(stream));
    }
    Map<String, String> given = mark < 0 ? Map.of() : options(spec, rest.substring(mark + 1));
    String from = given.getOrDefault("from", "earliest");
    Start start =
        switch (from) {
          case "earliest" -> Start.EARLIEST;
          case "latest" -> Start.LATEST;
          default -> Start.TIME;
        };
    return new KinesisAddress(
        spec,
        stream,
        Optional.ofNullable(given.get("region")),
        Optional.ofNullable(given.get("endpoint")).map(url -> endpoint(spec, url)),
        start,
        start == Start.TIME ? Optional.of(time(spec, from)) : Optional.empty(),
        Optional.ofNullable(given.get("pause")).map(text -> pause(spec, text)).orElse(PAUSE));
  }

  private static Map<String, String> options(String spec, String text) {
    Map<String, String> options = new HashMap<>();
    for (String each : Splitter.on('&').split(text)) {
      int equals = each.indexOf('=');
      String name = each.substring(0, Math.max(0, equals));
      if (!List.of("region", "endpoint", "from", "pause").contains(name)) {
        throw wrong(spec, "'%s' is none of its options".formatted(each));
      }
      String value = each.substring(equals + 1);
      if (value.isBlank() || options.put(name, value) != null) {
        throw wrong(spec, "'%s' has no value or is there twice".formatted(name));
      }
    }
    return options;
  }

  private static URI endpoint(String spec, String url) {
    try {
      URI parsed = URI.create(url);
      if (parsed.getHost() != null && parsed.getScheme().matches("https?")) {
        return parsed;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw wrong(spec, "endpoint '%s' is no http URL".formatted(url));
  }

  private static Instant time(String spec, String text) {
    Instant time;
    try {
      time = Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw wrong(spec, "from '%s' is neither earliest, latest nor a time of UTC".formatted(text));
    }
    if (time.isAfter(Instant.now())) {
      throw wrong(spec, "from '%s' is in the future".formatted(text));
    }
    return time;
  }

  private static Duration pause(String spec, String text) {
    Duration pause = DurationText.parse(text);
    if (pause.compareTo(LEAST_PAUSE) < 0) {
      throw wrong(
          spec, "pause '%s' is under 200ms: a shard can be read 5 times a second".formatted(text));
    }
    return pause;
  }

  private static UserError wrong(String spec, String what) {
    return UserError.usage(
        "source '%s': %s: write %s, TIME like 2026-03-01T12:00:00Z".formatted(spec, what, USAGE));
  }
}
