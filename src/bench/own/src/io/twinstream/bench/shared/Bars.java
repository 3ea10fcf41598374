package io.twinstream.bench.shared;

import io.twinstream.bench.shared.Contestant.Maker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Bars of a page with their figures: how far each is from the limit and from the best of the
 * others.
 *
 * @param unit of the values, as the title of the axis
 * @param isHigherBetter whether the longest bar is the best
 * @param bars one or more
 * @param limit what can be reached at most, the end of the scale; a longer bar is cut off
 */
record Bars(String unit, boolean isHigherBetter, List<Bar> bars, OptionalDouble limit) {
  private static final int TICKS = 4;
  private static final double PERCENT = 100;
  private static final double MOST_OF_STEP = 5;

  /**
   * A bar.
   *
   * @param min the least of the passes; as {@code value} where there is one pass only
   * @param max likewise
   */
  record Bar(String label, Maker maker, double value, double min, double max) {}

  /** A bar as the template draws it; lengths in percent. */
  record Drawn(
      String label,
      String maker,
      String value,
      String range,
      String ofBest,
      String ofLimit,
      double length,
      boolean isCut,
      double from,
      double reach) {}

  /** A place on the axis. */
  record Tick(String number, double at) {}

  /** A kind of contestant, by its color. */
  record Kind(String maker, String words) {}

  // What follows is for the template.

  String better() {
    return isHigherBetter ? "higher is better" : "lower is better";
  }

  boolean hasLimit() {
    return limit.isPresent();
  }

  /** Returns whom the best of the others is among; empty if there are none. */
  String bestOf() {
    if (bars.stream().anyMatch(bar -> bar.maker == Maker.OTHER)) {
      return "of the best other engine";
    }
    return bars.stream().anyMatch(bar -> bar.maker == Maker.SPARK) ? "of the best of Spark's" : "";
  }

  List<Kind> kinds() {
    return Stream.of(Maker.values())
        .filter(maker -> bars.stream().anyMatch(bar -> bar.maker == maker))
        .map(maker -> new Kind(css(maker), words(maker)))
        .toList();
  }

  List<Tick> ticks() {
    double scale = scale();
    double step = Math.pow(10, Math.floor(Math.log10(scale / TICKS)));
    double times = scale / TICKS / step;
    step *= times > MOST_OF_STEP ? 10 : times > 2 ? 5 : times > 1 ? 2 : 1;
    List<Tick> ticks = new ArrayList<>();
    for (double at = 0; at <= scale; at += step) {
      ticks.add(new Tick(number(at), at / scale * PERCENT));
    }
    return ticks;
  }

  List<Drawn> drawn() {
    return bars.stream().map(this::drawn).toList();
  }

  private Drawn drawn(Bar bar) {
    double scale = scale();
    double from = Math.min(1, bar.min / scale);
    double to = Math.min(1, bar.max / scale);
    OptionalDouble best = best();
    return new Drawn(
        bar.label,
        css(bar.maker),
        number(bar.value),
        bar.min < bar.max ? number(bar.min) + " to " + number(bar.max) : "",
        best.isPresent() ? ratio(bar.value / best.getAsDouble()) : "",
        limit.isPresent() ? "%,.0f%%".formatted(bar.value / limit.getAsDouble() * PERCENT) : "",
        Math.min(1, bar.value / scale) * PERCENT,
        bar.value > scale,
        from * PERCENT,
        (to - from) * PERCENT);
  }

  private OptionalDouble best() {
    boolean hasOthers = bars.stream().anyMatch(bar -> bar.maker == Maker.OTHER);
    Maker among = hasOthers ? Maker.OTHER : Maker.SPARK;
    Comparator<Double> order = Comparator.naturalOrder();
    return bars.stream()
        .filter(bar -> bar.maker == among && bar.value > 0)
        .map(Bar::value)
        .max(isHigherBetter ? order : order.reversed())
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private double scale() {
    double most =
        limit.orElseGet(() -> bars.stream().mapToDouble(Bar::max).max().orElse(1));
    double longest =
        bars.stream()
            .filter(bar -> bar.maker != Maker.LIMIT)
            .mapToDouble(Bar::max)
            .max()
            .orElse(0);
    return Math.max(1e-9, Math.max(most, longest));
  }

  static String css(Maker maker) {
    return switch (maker) {
      case LIMIT -> "limit";
      case TWINSTREAM -> "ours";
      case SPARK -> "spark";
      case OTHER -> "peer";
    };
  }

  private static String words(Maker maker) {
    return switch (maker) {
      case LIMIT -> "limit: no engine";
      case TWINSTREAM -> "jobs of twinstream";
      case SPARK -> "Spark's own examples";
      case OTHER -> "other engines";
    };
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%,.2f×", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
  }
}
