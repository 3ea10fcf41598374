package io.twinstream.report;

import java.util.Locale;

/** A drawing that stands inside a page and needs no script; its colors are the style sheet's. */
public final class Svg {
  private final StringBuilder svg = new StringBuilder();

  /**
   * Begins a drawing.
   *
   * @param label says what it shows to those who do not see it
   */
  public Svg(double width, double height, String label) {
    add(
        "<svg class=\"drawing\" role=\"img\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" aria-label=\"%s\">",
        width, height, width, height, escaped(label));
  }

  /** Draws a rectangle. */
  public Svg rect(double x, double y, double width, double height, String style) {
    return add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"3\" class=\"%s\"/>",
        x, y, width, height, style);
  }

  /** Draws a line. */
  public Svg line(double x1, double y1, double x2, double y2, String style) {
    return add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>",
        x1, y1, x2, y2, style);
  }

  /** Draws a path in SVG's own words. */
  public Svg path(String path, String style) {
    return add("<path d=\"%s\" class=\"%s\"/>", path, style);
  }

  /**
   * Writes a text.
   *
   * @param anchor {@code start}, {@code middle} or {@code end}: what of the text is at x
   */
  public Svg text(double x, double y, String anchor, String style, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
        x, y, anchor, style, escaped(text));
  }

  /** Returns the drawing. */
  @Override
  public String toString() {
    return svg + "</svg>";
  }

  private Svg add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
    return this;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
