package io.twinstream.local.demo;

import io.twinstream.api.Engine;
import io.twinstream.report.Cell;
import io.twinstream.report.Svg;
import io.twinstream.report.Table;
import io.twinstream.savepoint.Savepoint;
import io.twinstream.savepoint.StateCopy;
import java.util.List;
import java.util.stream.Collectors;

/** The runs of {@link MoveDemo} over time: who ran when, was killed when, and what was carried. */
final class MoveTimeline {
  private static final int WIDTH = 940;
  private static final int LEFT = 95;
  private static final int RIGHT = 25;
  private static final int TOP = 34;
  private static final int BAR = 28;
  private static final int APART = 104;
  private static final int AXIS = TOP + APART + BAR + 24;
  private static final double MILLIS = 1e3;
  private static final int[] STEPS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600};
  private static final int MOST_STEPS = 10;

  private final List<MoveDemo.Leg> legs;
  private final double seconds;

  private MoveTimeline(List<MoveDemo.Leg> legs) {
    this.legs = legs;
    this.seconds = Math.max(1, legs.get(legs.size() - 1).untilMillis() / MILLIS);
  }

  /** Returns the drawing. */
  static String draw(List<MoveDemo.Leg> legs) {
    return new MoveTimeline(legs).draw();
  }

  private String draw() {
    Svg svg = new Svg(WIDTH, AXIS + 44, label());
    for (Engine engine : Engine.values()) {
      svg.text(LEFT - 10, y(engine) + 19, "end", "", engine.label());
    }
    int step = step();
    for (int at = 0; at <= seconds; at += step) {
      svg.line(x(at), TOP - 8, x(at), AXIS, "grid");
      svg.text(x(at), AXIS + 16, "middle", "muted", Integer.toString(at));
    }
    svg.text(x(seconds / 2), AXIS + 36, "middle", "axis", "since the start of the first run, s");
    for (int i = 0; i < legs.size(); i++) {
      leg(svg, i);
    }
    return svg.toString();
  }

  private void leg(Svg svg, int index) {
    MoveDemo.Leg leg = legs.get(index);
    double from = x(leg.fromMillis() / MILLIS);
    double until = x(leg.untilMillis() / MILLIS);
    double y = y(leg.engine());
    boolean isLeft = leg.engine() == Engine.DSTREAM;
    svg.rect(from, y, until - from, BAR, isLeft ? "bar-left" : "bar-right");
    // Above the upper lane, below the lower one: the middle is for what is carried over.
    double beside = isLeft ? y - 8 : y + BAR + 17;
    svg.text(from, beside, "start", "", leg.batches() == 1 ? "1 batch" : "%,d batches".formatted(leg.batches()));
    if (leg.savepoint().isPresent()) {
      svg.path(
          "M%.1f %.1fl14 14m0 -14l-14 14".formatted(until - 7, y + BAR / 2.0 - 7), "killed");
      MoveDemo.Leg next = legs.get(index + 1);
      double to = x(next.fromMillis() / MILLIS);
      double begin = isLeft ? y + BAR : y;
      double end = isLeft ? y(next.engine()) : y(next.engine()) + BAR;
      svg.line(until, begin, to, end, "carried");
      svg.text(
          Math.max(until, to) + 6,
          (begin + end) / 2 + (index % 2 == 0 ? -8 : 14),
          "start",
          "",
          "savepoint %d: %,d keys".formatted(index + 1, keys(leg.savepoint().get())));
    }
  }

  private String label() {
    return legs.stream()
        .map(
            leg ->
                "%s from %.1f s to %.1f s, %s"
                    .formatted(
                        leg.engine().label(),
                        leg.fromMillis() / MILLIS,
                        leg.untilMillis() / MILLIS,
                        ended(leg)))
        .collect(Collectors.joining("; "));
  }

  private static String ended(MoveDemo.Leg leg) {
    return leg.savepoint().isPresent() ? "killed by SIGKILL" : "all read";
  }

  private static long keys(Savepoint savepoint) {
    return savepoint.states().stream().mapToLong(StateCopy::rows).sum();
  }

  private int step() {
    for (int step : STEPS) {
      if (seconds / step <= MOST_STEPS) {
        return step;
      }
    }
    return (int) seconds;
  }

  private double x(double second) {
    return LEFT + second / seconds * (WIDTH - LEFT - RIGHT);
  }

  private static double y(Engine engine) {
    return TOP + (engine == Engine.DSTREAM ? 0 : APART);
  }

  /** Returns the same in figures. */
  static Table table(List<MoveDemo.Leg> legs) {
    Table table =
        Table.of(
            "The runs, and the savepoint of each that was killed",
            "run",
            "from, s",
            "until, s",
            "batches with rows",
            "ended",
            "cut at batch",
            "keys",
            "next offsets");
    for (MoveDemo.Leg leg : legs) {
      table.row(
          Cell.text(leg.engine().label())
              .styled(leg.engine() == Engine.DSTREAM ? "left" : "right"),
          Cell.figure("%,.1f".formatted(leg.fromMillis() / MILLIS)),
          Cell.figure("%,.1f".formatted(leg.untilMillis() / MILLIS)),
          Cell.number(leg.batches()),
          Cell.text(ended(leg)),
          leg.savepoint().map(MoveTimeline::cut).orElseGet(Cell::empty),
          leg.savepoint().map(made -> Cell.number(keys(made))).orElseGet(Cell::empty),
          leg.savepoint().map(MoveTimeline::offsets).orElseGet(Cell::empty));
    }
    return table;
  }

  private static Cell cut(Savepoint savepoint) {
    long batch = savepoint.cut().batch();
    return savepoint.engine().equals(Engine.DSTREAM.label())
        ? Cell.millis(batch)
        : Cell.number(batch);
  }

  private static Cell offsets(Savepoint savepoint) {
    return Cell.text(
        savepoint.sources().stream()
            .flatMap(source -> source.offsets().stream())
            .map(each -> "%s %,d".formatted(each.partition(), each.offset()))
            .collect(Collectors.joining(", ")));
  }
}
