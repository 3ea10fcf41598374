package io.twinstream.jobs.fleetwatch;

import io.twinstream.error.FileErrors;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the vehicles must keep to. An ordinary class, as Spark's Kryo reads no records. */
final class FleetRules implements Serializable {
  static final String SPEED = "speed";
  static final String KEEP_OUT = "keep-out";
  static final String KEEP_IN = "keep-in";

  /** Those that are in force where no file is named. */
  static final FleetRules STANDARD = new FleetRules(List.of(speed("standard", 130_000_000)));

  private static final long serialVersionUID = 1L;
  private static final int SPEED_PARTS = 3;
  private static final int FENCE_PARTS = 6;

  private final ArrayList<Limit> limits;

  private FleetRules(List<Limit> limits) {
    this.limits = new ArrayList<>(limits);
  }

  /**
   * Returns the rules of a file with lines {@code speed,NAME,KM_PER_HOUR} and {@code
   * keep-out,NAME,WEST,SOUTH,EAST,NORTH} or {@code keep-in,...}; an empty file has none.
   *
   * @throws UserError if the file cannot be read or a line is malformed; names the line
   */
  static FleetRules read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw UserError.usage(
          "rules %s: cannot be read as UTF-8 text (%s)".formatted(file, FileErrors.reason(e)));
    }
    List<Limit> limits = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      Limit limit = limit(lines.get(i)).orElse(null);
      if (limit == null || !names.add(limit.name)) {
        throw UserError.usage(
            "rules %s: line %d: each line is speed,NAME,KM_PER_HOUR or keep-out|keep-in,NAME,WEST,SOUTH,EAST,NORTH, and each name stands once"
                .formatted(file, i + 1));
      }
      limits.add(limit);
    }
    return new FleetRules(limits);
  }

  /** Returns an alert for each rule that a position breaks. */
  List<FleetAlert> broken(String vehicle, long east, long north, long speed, long atMillis) {
    return limits.stream()
        .filter(limit -> limit.isBroken(east, north, speed))
        .map(limit -> new FleetAlert(limit.kind, limit.name, vehicle, 1, atMillis, speed))
        .toList();
  }

  private static Optional<Limit> limit(String line) {
    String[] parts = line.split(",", -1);
    int numbers = parts.length - 2;
    boolean isSpeed = parts[0].equals(SPEED) && parts.length == SPEED_PARTS;
    boolean isFence =
        (parts[0].equals(KEEP_OUT) || parts[0].equals(KEEP_IN)) && parts.length == FENCE_PARTS;
    if (!isSpeed && !isFence) {
      return Optional.empty();
    }
    long[] values = new long[numbers];
    for (int i = 0; i < numbers; i++) {
      if (!FleetWatch.isNumber(parts[i + 2])) {
        return Optional.empty();
      }
      values[i] = FleetWatch.micros(parts[i + 2]);
    }
    return Optional.of(
        isSpeed ? speed(parts[1], values[0]) : new Limit(parts[0], parts[1], values));
  }

  private static Limit speed(String name, long most) {
    return new Limit(SPEED, name, new long[] {most});
  }

  /** One rule: of speed its highest, in millionths; of a fence its borders, which belong to it. */
  private static final class Limit implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String kind;
    private final String name;
    private final long[] values;

    private Limit(String kind, String name, long[] values) {
      this.kind = kind;
      this.name = name;
      this.values = values;
    }

    private boolean isBroken(long east, long north, long speed) {
      return switch (kind) {
        case SPEED -> speed > values[0];
        case KEEP_OUT -> isInside(east, north);
        default -> !isInside(east, north);
      };
    }

    private boolean isInside(long east, long north) {
      return values[0] <= east && east <= values[2] && values[1] <= north && north <= values[3];
    }
  }
}
