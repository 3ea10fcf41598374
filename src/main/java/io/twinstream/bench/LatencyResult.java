package io.twinstream.bench;

import java.util.List;
import java.util.Optional;

/**
 * What a contestant of {@code latency} took from the planned time of a line to its result.
 *
 * @param measured empty if it failed
 * @param failure why there is nothing else
 */
public record LatencyResult(
    LatencyContestant contestant, Optional<Measured> measured, Optional<String> failure) {
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
