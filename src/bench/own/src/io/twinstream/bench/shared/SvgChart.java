package io.twinstream.bench.shared;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Charts as SVG that stands inside a page and needs no script. */
public final class SvgChart {
  private static final int WIDTH = 760;
  private static final int LABELS = 270;
  private static final int NUMBERS = 90;
  private static final int BAR = 22;
  private static final int HEIGHT = 300;
  private static final int MARGIN = 60;
  private static final int LEGEND = 18;
  private static final int DECADE = 10;

  private static final List<String> COLORS =
      List.of("#2c6fbb", "#c8553d", "#3a8f5c", "#8a5fbf", "#b8860b", "#3aa6a6", "#777777");

  private SvgChart() {}

  /** A bar. */
  public record Bar(String label, double value) {}

  /**
   * A line of a chart.
   *
   * @param values one for each place on the x axis; above 0, or NaN where there is none
   */
  public record Line(String label, List<Double> values) {}

  /**
   * Returns horizontal bars with their values.
   *
   * @param limit where a line is drawn through all
   */
  public static String bars(List<Bar> bars, OptionalDouble limit) {
    double most = Math.max(limit.orElse(0), bars.stream().mapToDouble(Bar::value).max().orElse(1));
    double scale = (WIDTH - LABELS - NUMBERS) / Math.max(most, 1e-9);
    StringBuilder svg = begin(BAR * bars.size() + BAR);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int y = BAR * i;
      double width = bar.value() * scale;
      text(svg, LABELS - 8, y + 15, "end", bar.label());
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
              .formatted(LABELS, y + 3, width, BAR - 6, COLORS.get(0)));
      text(svg, LABELS + width + 5, y + 15, "start", "%,.0f".formatted(bar.value()));
    }
    limit.ifPresent(
        value -> {
          double x = LABELS + value * scale;
          line(svg, x, 0, x, BAR * bars.size(), "stroke=\"#c8553d\" stroke-dasharray=\"5 4\"");
          text(svg, x, BAR * bars.size() + 15, "end", "limit");
        });
    return svg.append("</svg>").toString();
  }

  /**
   * Returns lines over places that have names, on a logarithmic y axis.
   *
   * @param places on the x axis, at equal distances
   * @param unit of the y axis
   */
  public static String lines(List<String> places, String unit, List<Line> lines) {
    double[] all =
        lines.stream()
            .flatMap(line -> line.values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(value -> value > 0)
            .toArray();
    double low = Math.floor(Math.log10(Arrays.stream(all).min().orElse(1)));
    double high = Math.max(low + 1, Math.ceil(Math.log10(Arrays.stream(all).max().orElse(DECADE))));
    double step = (double) (WIDTH - 2 * MARGIN) / Math.max(1, places.size() - 1);
    StringBuilder svg = begin(HEIGHT + LEGEND * lines.size());
    for (double decade = low; decade <= high; decade++) {
      double y = y(decade, low, high);
      line(svg, MARGIN, y, WIDTH - MARGIN, y, "stroke=\"#8884\"");
      String number =
          String.format(Locale.ROOT, decade < 0 ? "%.3f" : "%,.0f", Math.pow(DECADE, decade));
      text(svg, MARGIN - 6, y + 4, "end", number + " " + unit);
    }
    for (int i = 0; i < places.size(); i++) {
      text(svg, MARGIN + i * step, HEIGHT - 12, "middle", places.get(i));
    }
    for (int i = 0; i < lines.size(); i++) {
      String color = COLORS.get(i % COLORS.size());
      StringBuilder points = new StringBuilder();
      List<Double> values = lines.get(i).values();
      for (int at = 0; at < values.size(); at++) {
        if (values.get(at) > 0) {
          points.append(
              "%.1f,%.1f ".formatted(MARGIN + at * step, y(Math.log10(values.get(at)), low, high)));
        }
      }
      svg.append(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>"
              .formatted(points.toString().strip(), color));
      int y = HEIGHT + LEGEND * i;
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>"
              .formatted(MARGIN, y + 6, color));
      text(svg, MARGIN + 22, y + 12, "start", lines.get(i).label());
    }
    return svg.append("</svg>").toString();
  }

  private static double y(double decade, double low, double high) {
    return HEIGHT - 36 - (decade - low) / (high - low) * (HEIGHT - 52);
  }

  private static StringBuilder begin(int height) {
    return new StringBuilder(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" font-size=\"12\">".formatted(WIDTH, height));
  }

  private static void line(
      StringBuilder svg, double x1, double y1, double x2, double y2, String style) {
    svg.append(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" %s/>"
            .formatted(x1, y1, x2, y2, style));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
    svg.append(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"currentColor\">%s</text>"
            .formatted(x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
