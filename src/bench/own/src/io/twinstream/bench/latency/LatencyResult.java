package io.twinstream.bench.latency;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.bench.shared.Result;
import java.util.List;
import java.util.Optional;

/**
 * What a contestant of {@code latency} took from the planned time of a line to its result.
 *
 * @param measured empty if it failed
 * @param failure why there is nothing else
 */
public record LatencyResult(
    LatencyContestant contestant, Optional<Measured> measured, Optional<String> failure)
    implements Result {
  /** The percentiles that are told. */
  public static final List<Double> PERCENTILES =
      List.of(0.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 100.0);

  /**
   * What came out.
   *
   * @param isCorrect whether each mark has come out just once
   * @param micros for each of {@link #PERCENTILES}
   */
  public record Measured(boolean isCorrect, List<Long> micros) {
    static Measured of(Marks marks) {
      return new Measured(marks.isCorrect(), PERCENTILES.stream().map(marks::micros).toList());
    }

    /** Returns how long that share of them took at most, which is one of {@link #PERCENTILES}. */
    public double millis(double percentile) {
      return micros.get(PERCENTILES.indexOf(percentile)) / 1e3;
    }
  }

  static LatencyResult of(LatencyContestant contestant, Measured measured) {
    return new LatencyResult(contestant, Optional.of(measured), Optional.empty());
  }

  @Override
  public boolean isCorrect() {
    return measured.map(Measured::isCorrect).orElse(false);
  }

  /** Returns the milliseconds of each of {@link #PERCENTILES}; empty if it failed. */
  List<Double> millis() {
    return measured.stream().flatMap(each -> PERCENTILES.stream().map(each::millis)).toList();
  }

  @Override
  public ObjectNode json() {
    ObjectNode row = row().put("correct", isCorrect());
    measured.ifPresent(
        each -> {
          ArrayNode curve = row.putArray("percentiles");
          for (double percentile : PERCENTILES) {
            curve.addObject().put("percentile", percentile).put("millis", each.millis(percentile));
          }
        });
    failure.ifPresent(why -> row.put("failure", why));
    return row;
  }

  @Override
  public String toString() {
    return failure.orElseGet(
        () ->
            measured
                .map(
                    each ->
                        "%,.0f ms, p99 %,.0f ms%s"
                            .formatted(
                                each.millis(50.0),
                                each.millis(99.0),
                                each.isCorrect() ? "" : ", WRONG RESULT"))
                .orElseThrow());
  }
}
