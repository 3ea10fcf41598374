package io.twinstream.bench.shared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * A chart of a report.
 *
 * @param svg see {@link SvgChart}
 */
public record Chart(String title, String svg) {
  /** Returns a bar for each result. */
  public static <R extends Result> Chart bars(
      String title, List<R> results, ToDoubleFunction<R> value) {
    return new Chart(title, SvgChart.bars(each(results, value), OptionalDouble.empty()));
  }

  /**
   * Returns a bar of the rate of each result.
   *
   * @param limits the contestants that count without an engine; the best of them is the limit
   */
  public static <R extends Result> Chart rates(
      List<R> results, ToDoubleFunction<R> linesPerSecond, List<? extends Contestant> limits) {
    OptionalDouble limit =
        results.stream()
            .filter(each -> limits.contains(each.contestant()))
            .mapToDouble(linesPerSecond)
            .max();
    return new Chart("Lines a second", SvgChart.bars(each(results, linesPerSecond), limit));
  }

  private static <R extends Result> List<SvgChart.Bar> each(
      List<R> results, ToDoubleFunction<R> value) {
    return results.stream()
        .map(each -> new SvgChart.Bar(each.contestant().label(), value.applyAsDouble(each)))
        .toList();
  }

  /**
   * Returns a line for each result.
   *
   * @param places on the x axis
   * @param values of a result, one for each place
   */
  public static <R extends Result> Chart curves(
      String title,
      List<String> places,
      String unit,
      List<R> results,
      Function<R, List<Double>> values) {
    return new Chart(
        title,
        SvgChart.lines(
            places,
            unit,
            results.stream()
                .map(each -> new SvgChart.Line(each.contestant().label(), values.apply(each)))
                .toList()));
  }

  /** Returns a line for each contestant, over the numbers of keys of its results. */
  public static <R extends Result> Chart byKeys(
      String title,
      String unit,
      List<R> results,
      ToIntFunction<R> keys,
      ToDoubleFunction<R> value) {
    List<Integer> places =
        new ArrayList<>(
            results.stream().map(keys::applyAsInt).collect(Collectors.toCollection(TreeSet::new)));
    Map<String, Map<Integer, Double>> values = new LinkedHashMap<>();
    for (R each : results) {
      values
          .computeIfAbsent(each.contestant().label(), any -> new LinkedHashMap<>())
          .put(keys.applyAsInt(each), value.applyAsDouble(each));
    }
    return new Chart(
        title,
        SvgChart.lines(
            places.stream().map("%,d"::formatted).toList(),
            unit,
            values.entrySet().stream()
                .map(
                    each ->
                        new SvgChart.Line(
                            each.getKey(),
                            places.stream()
                                .map(key -> each.getValue().getOrDefault(key, Double.NaN))
                                .toList()))
                .toList()));
  }
}
