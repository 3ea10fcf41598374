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
 * How long a contestant took until its first result, each of several times.
 *
 * @param millis the shortest first
 * @param failure why there are no more
 */
public record RepeatedResult(Contestant contestant, List<Long> millis, Optional<String> failure)
    implements Result {
  /** Runs a contestant once; returns how many milliseconds it took. */
  @FunctionalInterface
  public interface Once {
    long millis() throws IOException, InterruptedException;
  }

  /** Runs a contestant so often, or until it fails. */
  public static RepeatedResult of(Contestant contestant, int times, Consumer<String> say, Once once)
      throws IOException, InterruptedException {
    String name = contestant.label();
    List<Long> millis = new ArrayList<>();
    Optional<String> failure = Optional.empty();
    try {
      for (int time = 0; time < times; time++) {
        millis.add(once.millis());
        say.accept("%s: %,d ms".formatted(name, millis.get(time)));
      }
    } catch (UserError failed) {
      say.accept("%s: %s".formatted(name, failed.getMessage()));
      failure = Optional.of(failed.getMessage());
    }
    Collections.sort(millis);
    return new RepeatedResult(contestant, millis, failure);
  }

  @Override
  public boolean isCorrect() {
    return failure.isEmpty();
  }

  /** Returns the middle one. */
  public long median() {
    return millis.get(millis.size() / 2);
  }

  private long min() {
    return millis.get(0);
  }

  private long max() {
    return millis.get(millis.size() - 1);
  }

  @Override
  public ObjectNode json() {
    ObjectNode row = row().put("correct", isCorrect());
    failure.ifPresentOrElse(
        why -> row.put("failure", why),
        () ->
            row.putObject("millisToFirstResult")
                .put("median", median())
                .put("min", min())
                .put("max", max()));
    return row;
  }

  /** Returns how such results are shown in rows. */
  public static ResultTable<RepeatedResult> table() {
    return new ResultTable<RepeatedResult>(32, RepeatedResult::isCorrect)
        .column("median ms", 10, each -> "%,d".formatted(each.median()))
        .column("min", 10, each -> "%,d".formatted(each.min()))
        .column("max", 10, each -> "%,d".formatted(each.max()));
  }

  /** Returns such results as a chart. */
  public static List<Chart> charts(List<RepeatedResult> valid) {
    return List.of(
        Chart.times(
            "Time to the first result",
            "milliseconds",
            valid,
            RepeatedResult::median,
            RepeatedResult::min,
            RepeatedResult::max));
  }
}
