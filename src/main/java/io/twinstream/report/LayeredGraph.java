package io.twinstream.report;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A drawing of boxes in layers, each box below all that it comes from. */
public final class LayeredGraph {
  private static final int BOX = 240;
  private static final int HEIGHT = 50;
  private static final int GAP = 24;
  private static final int BETWEEN = 44;
  private static final int MOST_CHARACTERS = 28;
  private static final double HALF = 2.0;

  private final Map<Integer, Box> boxes = new LinkedHashMap<>();
  private final Map<Integer, Integer> layers = new HashMap<>();
  private final Map<Integer, Integer> places = new HashMap<>();
  private final Map<Integer, Integer> sizes = new HashMap<>();

  private record Box(String title, String note, String style, List<Integer> from) {}

  /**
   * Adds a box; those of a layer stand in the order in which they were added.
   *
   * @param number tells it from others
   * @param title its first line; what is too long is cut
   * @param note its second line
   * @param style classes of the style sheet
   * @param from the numbers of the boxes that arrows come from; may be added later
   */
  public LayeredGraph box(int number, String title, String note, String style, List<Integer> from) {
    boxes.put(number, new Box(title, note, style, List.copyOf(from)));
    return this;
  }

  /**
   * Returns the drawing; empty if there is no box.
   *
   * @param label says what it shows to those who do not see it
   */
  public String draw(String label) {
    if (boxes.isEmpty()) {
      return "";
    }
    boxes
        .keySet()
        .forEach(number -> places.put(number, sizes.merge(layer(number), 1, Integer::sum) - 1));
    int widest = sizes.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    Svg svg =
        new Svg(
            widest * (BOX + GAP) + GAP, sizes.size() * (HEIGHT + BETWEEN) - BETWEEN + GAP, label);
    boxes.forEach(
        (number, box) ->
            box.from().stream()
                .filter(boxes::containsKey)
                .forEach(from -> edge(svg, from, number, widest)));
    boxes.forEach(
        (number, box) -> {
          double x = x(number, widest);
          double y = y(number);
          svg.rect(x, y, BOX, HEIGHT, "box " + box.style());
          svg.text(x + BOX / HALF, y + 20, "middle", "name", shown(box.title()));
          svg.text(x + BOX / HALF, y + 38, "middle", "muted", shown(box.note()));
        });
    return svg.toString();
  }

  private int layer(int number) {
    Integer known = layers.get(number);
    if (known != null) {
      return known;
    }
    layers.put(number, 0); // should arrows go round
    int layer = 0;
    for (int from : boxes.get(number).from()) {
      if (boxes.containsKey(from)) {
        layer = Math.max(layer, 1 + layer(from));
      }
    }
    layers.put(number, layer);
    return layer;
  }

  private void edge(Svg svg, int from, int to, int widest) {
    double x1 = x(from, widest) + BOX / HALF;
    double x2 = x(to, widest) + BOX / HALF;
    double y1 = y(from) + HEIGHT;
    double y2 = y(to);
    svg.path(
        "M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fm-5 -8l5 8l5 -8"
            .formatted(x1, y1, x1, y1 + BETWEEN / HALF, x2, y2 - BETWEEN / HALF, x2, y2),
        "edge");
  }

  private double x(int number, int widest) {
    int size = sizes.get(layers.get(number));
    double left = (widest - size) * (BOX + GAP) / HALF;
    return GAP + left + places.get(number) * (BOX + GAP);
  }

  private double y(int number) {
    return layers.get(number) * (HEIGHT + BETWEEN) + 4;
  }

  private static String shown(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS - 1) + "…";
  }
}
