package io.twinstream.bench.shared;

import io.twinstream.bench.shared.Contestant.Maker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** A chart of a report: bars, or curves. */
public final class Chart {
  private final String title;
  private final Bars bars;
  private final Curves curves;

  private Chart(String title, Bars bars, Curves curves) {
    this.title = title;
    this.bars = bars;
    this.curves = curves;
  }

  String title() {
    return title;
  }

  /** Returns the bars; null if it has curves. */
  Bars bars() {
    return bars;
  }

  /** Returns the curves; null if it has bars. */
  Curves curves() {
    return curves;
  }

  /**
   * Returns a bar of the time of each result: the shorter, the better.
   *
   * @param unit of the values, in words
   * @param value the median
   */
  public static <R extends Result> Chart times(
      String title,
      String unit,
      List<R> results,
      ToDoubleFunction<R> value,
      ToDoubleFunction<R> min,
      ToDoubleFunction<R> max) {
    return new Chart(
        title,
        new Bars(unit, false, each(results, value, min, max), OptionalDouble.empty()),
        null);
  }

  /**
   * Returns a bar of the rate of each result: the longer, the better.
   *
   * @param value the median
   * @param limits the contestants that count without an engine; the best of them is the limit
   */
  public static <R extends Result> Chart rates(
      List<R> results,
      ToDoubleFunction<R> value,
      ToDoubleFunction<R> min,
      ToDoubleFunction<R> max,
      List<? extends Contestant> limits) {
    OptionalDouble limit =
        results.stream()
            .filter(each -> limits.contains(each.contestant()))
            .mapToDouble(value)
            .max();
    return new Chart(
        "Lines a second", new Bars("lines a second", true, each(results, value, min, max), limit), null);
  }

  private static <R extends Result> List<Bars.Bar> each(
      List<R> results,
      ToDoubleFunction<R> value,
      ToDoubleFunction<R> min,
      ToDoubleFunction<R> max) {
    return results.stream()
        .map(
            each ->
                new Bars.Bar(
                    each.contestant().label(),
                    each.contestant().maker(),
                    value.applyAsDouble(each),
                    min.applyAsDouble(each),
                    max.applyAsDouble(each)))
        .toList();
  }

  /**
   * Returns a curve for each result.
   *
   * @param x title of the axis
   * @param places on the x axis, their distances included
   * @param y title of the axis, with its unit
   * @param values of a result, one for each place
   */
  public static <R extends Result> Chart curves(
      String title,
      String x,
      List<Curves.Place> places,
      String y,
      List<R> results,
      Function<R, List<Double>> values) {
    return new Chart(
        title,
        null,
        new Curves(
            title,
            x,
            y,
            places,
            results.stream()
                .map(
                    each ->
                        new Curves.Curve(
                            each.contestant().label(),
                            each.contestant().maker(),
                            values.apply(each)))
                .toList()));
  }

  /** Returns a curve for each contestant, over the numbers of keys of its results. */
  public static <R extends Result> Chart byKeys(
      String title, String y, List<R> results, ToIntFunction<R> keys, ToDoubleFunction<R> value) {
    Map<Integer, Curves.Place> places = new TreeMap<>();
    Map<String, Map<Integer, Double>> values = new LinkedHashMap<>();
    Map<String, Maker> makers = new LinkedHashMap<>();
    for (R each : results) {
      int key = keys.applyAsInt(each);
      String label = each.contestant().label();
      places.put(key, new Curves.Place("%,d".formatted(key), Math.log10(key)));
      values.computeIfAbsent(label, any -> new LinkedHashMap<>()).put(key, value.applyAsDouble(each));
      makers.put(label, each.contestant().maker());
    }
    return new Chart(
        title,
        null,
        new Curves(
            title,
            "keys of the state (log)",
            y,
            List.copyOf(places.values()),
            values.entrySet().stream()
                .map(
                    each ->
                        new Curves.Curve(
                            each.getKey(),
                            makers.get(each.getKey()),
                            places.keySet().stream()
                                .map(key -> each.getValue().getOrDefault(key, Double.NaN))
                                .toList()))
                .toList()));
  }
}
