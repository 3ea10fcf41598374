package io.twinstream.local.demo;

import io.twinstream.api.Engine;
import io.twinstream.report.LineChart;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A line of a chart for each engine, in its colour. */
final class EngineLines {
  private EngineLines() {}

  static <P> List<LineChart.Line> of(
      Map<Engine, List<P>> points, ToDoubleFunction<P> x, ToDoubleFunction<P> y) {
    return Stream.of(Engine.values())
        .map(
            engine ->
                new LineChart.Line(
                    engine.label(),
                    engine == Engine.DSTREAM ? "left" : "right",
                    points.get(engine).stream()
                        .map(
                            point ->
                                new LineChart.Point(x.applyAsDouble(point), y.applyAsDouble(point)))
                        .toList()))
        .toList();
  }
}
