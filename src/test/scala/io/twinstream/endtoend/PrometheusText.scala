package io.twinstream.endtoend

/** The text format of Prometheus, read as strictly as it does. */
object PrometheusText {
  private val name = "[a-zA-Z_:][a-zA-Z0-9_:]*"
  private val help = s"# HELP ($name) (.+)".r
  private val kind = s"# TYPE ($name) (counter|gauge)".r
  private val sample =
    s"""($name)(\\{[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\\\\n]*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\\\\n]*")*\\})? (-?[0-9.eE+-]+|NaN|[+-]Inf)""".r

  /** Every sample by its name and labels; fails where a line is none, or its metric has no type above it. */
  def parse(text: String): Map[String, Double] = {
    assert(text.endsWith("\n"), "no line feed at the end")
    var types = Map.empty[String, String]
    var helped = Set.empty[String]
    var samples = Map.empty[String, Double]
    text.linesIterator.foreach {
      case help(metric, _)    => helped += metric
      case kind(metric, what) =>
        assert(!types.contains(metric), s"$metric has two types")
        assert(what != "counter" || metric.endsWith("_total"), s"$metric is a counter")
        types += metric -> what
      case sample(metric, labels, value) =>
        assert(types.contains(metric) && helped(metric), s"$metric has no type or help above it")
        val series = metric + Option(labels).getOrElse("")
        assert(!samples.contains(series), s"$series is there twice")
        samples += series -> value.toDouble
      case other => assert(false, s"no line of Prometheus: '$other'")
    }
    samples
  }
}
