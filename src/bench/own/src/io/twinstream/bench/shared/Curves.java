package io.twinstream.bench.shared;

import io.twinstream.bench.shared.Contestant.Maker;
import io.twinstream.report.Svg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Curves over places, on a logarithmic y axis; those of a kind have its color, and dashes and
 * points of their own.
 *
 * @param x title of the axis
 * @param y title of the axis, with its unit
 * @param places on the x axis, ascending
 */
public record Curves(String title, String x, String y, List<Place> places, List<Curve> curves) {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 340;
  private static final int LEFT = 86;
  private static final int RIGHT = 40;
  private static final int TOP = 36;
  private static final int LEGEND = 22;
  private static final int DECADE = 10;
  private static final int STYLES = 4;

  /**
   * A place on the x axis.
   *
   * @param label empty where there is no room for one
   */
  public record Place(String label, double at) {}

  /**
   * A curve.
   *
   * @param values one for each place; above 0, or NaN where there is none
   */
  record Curve(String label, Maker maker, List<Double> values) {
    private String summary() {
      return label
          + " "
          + values.stream()
              .filter(value -> value > 0)
              .map(Curves::number)
              .collect(Collectors.joining(", "));
    }
  }

  /** Returns the drawing. */
  String svg() {
    double[] all =
        curves.stream()
            .flatMap(curve -> curve.values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(value -> value > 0)
            .toArray();
    double low = Math.floor(Math.log10(Arrays.stream(all).min().orElse(1)));
    double high = Math.max(low + 1, Math.ceil(Math.log10(Arrays.stream(all).max().orElse(DECADE))));
    Svg svg = new Svg(WIDTH, HEIGHT + 56 + LEGEND * curves.size(), label());
    for (double decade = low; decade <= high; decade++) {
      double at = y(decade, low, high);
      svg.line(LEFT, at, WIDTH - RIGHT, at, "grid");
      svg.text(LEFT - 8, at + 4, "end", "muted", number(Math.pow(DECADE, decade)));
    }
    for (Place place : places) {
      if (!place.label().isEmpty()) {
        svg.line(x(place), TOP, x(place), HEIGHT, "grid");
        svg.text(x(place), HEIGHT + 18, "middle", "muted", place.label());
      }
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT + 40, "middle", "axis", x);
    svg.text(4, TOP - 20, "start", "axis", y);
    Map<Maker, Integer> ofKind = new EnumMap<>(Maker.class);
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      int style = (ofKind.merge(curve.maker(), 1, Integer::sum) - 1) % STYLES;
      draw(svg, curve, style, low, high);
      double at = HEIGHT + 64 + LEGEND * i;
      svg.line(LEFT, at, LEFT + 40, at, classes(curve, style));
      point(svg, LEFT + 20, at, curve, style);
      svg.text(LEFT + 52, at + 4, "start", "", curve.label());
    }
    return svg.toString();
  }

  private void draw(Svg svg, Curve curve, int style, double low, double high) {
    List<double[]> points = new ArrayList<>();
    for (int at = 0; at < curve.values().size(); at++) {
      double value = curve.values().get(at);
      if (value > 0) {
        points.add(new double[] {x(places.get(at)), y(Math.log10(value), low, high)});
      }
    }
    if (!points.isEmpty()) {
      svg.path(
          points.stream()
              .map(p -> String.format(Locale.ROOT, "%.1f %.1f", p[0], p[1]))
              .collect(Collectors.joining("L", "M", "")),
          classes(curve, style));
    }
    points.forEach(p -> point(svg, p[0], p[1], curve, style));
  }

  private static void point(Svg svg, double x, double y, Curve curve, int style) {
    String shape =
        switch (style) {
          case 0 -> "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
          case 1 -> "m-4-4h8v8h-8z";
          case 2 -> "m0-5l5 9h-10z";
          default -> "m0-5l5 5l-5 5l-5-5z";
        };
    svg.path(
        String.format(Locale.ROOT, "M%.1f %.1f%s", x, y, shape),
        "point fill-" + Bars.css(curve.maker()));
  }

  private static String classes(Curve curve, int style) {
    return "curve stroke-%s dash-%d".formatted(Bars.css(curve.maker()), style);
  }

  private String label() {
    return "%s: %s, over %s. %s"
        .formatted(
            title, y, x, curves.stream().map(Curve::summary).collect(Collectors.joining("; ")));
  }

  private double x(Place place) {
    double first = places.get(0).at();
    double last = places.get(places.size() - 1).at();
    double share = last > first ? (place.at() - first) / (last - first) : 0.5;
    return LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 40);
  }

  private static double y(double decade, double low, double high) {
    return HEIGHT - (decade - low) / (high - low) * (HEIGHT - TOP);
  }

  private static String number(double value) {
    return value >= 1
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
  }
}
