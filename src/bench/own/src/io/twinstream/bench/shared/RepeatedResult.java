package io.twinstream.bench.shared;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.error.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A figure of a contestant, each of several times.
 *
 * @param values the least first
 * @param failure why there are no more
 */
public record RepeatedResult(
    Contestant contestant, Figure figure, List<Long> values, Optional<String> failure)
    implements Result {
  /** What was measured. */
  public enum Figure {
    /** How long it took until the first result. */
    MILLIS_TO_FIRST_RESULT("millisToFirstResult", "ms"),
    /** How many lines it has counted in a second. */
    LINES_PER_SECOND("linesPerSecond", "lines/s");

    private final String json;
    private final String unit;

    Figure(String json, String unit) {
      this.json = json;
      this.unit = unit;
    }
  }

  /** Runs a contestant once; returns the figure. */
  @FunctionalInterface
  public interface Once {
    long measure() throws IOException, InterruptedException;
  }

  /** Runs a contestant so often, or until it fails. */
  public static RepeatedResult of(
      Contestant contestant, Figure figure, int times, Consumer<String> say, Once once)
      throws IOException, InterruptedException {
    String name = contestant.label();
    List<Long> values = new ArrayList<>();
    Optional<String> failure = Optional.empty();
    try {
      for (int time = 0; time < times; time++) {
        values.add(once.measure());
        say.accept("%s: %,d %s".formatted(name, values.get(time), figure.unit));
      }
    } catch (UserError failed) {
      say.accept("%s: %s".formatted(name, failed.getMessage()));
      failure = Optional.of(failed.getMessage());
    }
    Collections.sort(values);
    return new RepeatedResult(contestant, figure, values, failure);
  }

  @Override
  public boolean isCorrect() {
    return failure.isEmpty();
  }

  /** Returns the middle one. */
  public long median() {
    return values.get(values.size() / 2);
  }

  private long min() {
    return values.get(0);
  }

  private long max() {
    return values.get(values.size() - 1);
  }

  @Override
  public ObjectNode json() {
    ObjectNode row = row().put("correct", isCorrect());
    failure.ifPresentOrElse(
        why -> row.put("failure", why),
        () ->
            row.putObject(figure.json).put("median", median()).put("min", min()).put("max", max()));
    return row;
  }

  /**
   * Returns how such results are shown in rows.
   *
   * @param nameWidth characters of the longest name
   */
  public static ResultTable<RepeatedResult> table(Figure figure, int nameWidth) {
    return new ResultTable<RepeatedResult>(nameWidth, RepeatedResult::isCorrect)
        .column("median " + figure.unit, 10, each -> "%,d".formatted(each.median()))
        .column("min", 10, each -> "%,d".formatted(each.min()))
        .column("max", 10, each -> "%,d".formatted(each.max()));
  }

  /** Returns times to the first result as a chart. */
  public static List<Chart> times(List<RepeatedResult> valid) {
    return List.of(
        Chart.times(
            "Time to the first result",
            "milliseconds",
            valid,
            RepeatedResult::median,
            RepeatedResult::min,
            RepeatedResult::max));
  }

  /** Returns lines a second as a chart. */
  public static List<Chart> rates(List<RepeatedResult> valid) {
    return List.of(
        Chart.rates(
            valid, RepeatedResult::median, RepeatedResult::min, RepeatedResult::max, List.of()));
  }
}
