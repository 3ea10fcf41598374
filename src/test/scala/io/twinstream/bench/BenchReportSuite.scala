package io.twinstream.bench

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.RuleTier
import java.io.StringReader
import javax.xml.parsers.DocumentBuilderFactory
import org.scalatest.funsuite.AnyFunSuite
import org.xml.sax.InputSource
import scala.collection.JavaConverters._

/** The page says all that was measured, draws only what was right, and loads nothing. */
@RuleTier
class BenchReportSuite extends AnyFunSuite {
  private def scenario(name: String, contestants: String*): BenchReport.Scenario = {
    val json =
      s"""{"version": 1, "scenario": "$name", "machine": {"cores": 2}, "settings": {"heap": "4g"},
         | "contestants": [${contestants.mkString(", ")}]}""".stripMargin
    new BenchReport.Scenario(new ObjectMapper().readTree(json), "the table of " + name)
  }

  private val rates = scenario(
    "words-socket",
    """{"name": "limit blocks+count", "correct": true, "linesPerSecond": 2000}""",
    """{"name": "one", "correct": true, "linesPerSecond": 500}""",
    """{"name": "wrong", "correct": false, "linesPerSecond": 99999}""",
    """{"name": "dead", "correct": true, "linesPerSecond": 0, "failure": "OutOfMemoryError: <heap>"}"""
  )
  private val latency = scenario(
    "latency",
    """{"name": "a & b", "correct": true, "percentiles":
      |[{"percentile": 50.0, "millis": 10.0}, {"percentile": 99.9, "millis": 1000.0}]}""".stripMargin
  )
  private val growth = scenario(
    "state",
    """{"name": "s", "keys": 10000, "correct": true, "millisPerBatch": {"median": 50, "max": 100}}""",
    """{"name": "s", "keys": 100000, "correct": true, "millisPerBatch": {"median": 500, "max": 900}}""",
    """{"name": "t", "keys": 10000, "correct": true, "millisPerBatch": {"median": 70, "max": 80}}"""
  )

  private val windows = scenario(
    "windows",
    """{"name": "w", "correct": true, "millisPerBatch": {"median": 50, "max": 100}}"""
  )
  private val move = scenario(
    "move",
    """{"name": "m", "keys": 10000, "correct": true, "savepointSeconds": 4.5}""",
    """{"name": "m", "keys": 100000, "correct": true, "savepointSeconds": 5.5}"""
  )

  private def charts(page: String) =
    "(?s)<svg.*?</svg>".r
      .findAllIn(page)
      .map { svg =>
        DocumentBuilderFactory.newInstance.newDocumentBuilder.parse(new InputSource(new StringReader(svg)))
      }
      .toList

  private def page(scenarios: BenchReport.Scenario*): String = BenchReport.of(scenarios.asJava)

  test("bars of those that were right, as long as they are fast; the limit; why the others have none") {
    val html = page(rates)
    val bars = charts(html).head.getElementsByTagName("rect")
    val widths =
      (0 until bars.getLength).map(bars.item(_).getAttributes.getNamedItem("width").getNodeValue.toDouble)
    assert(widths.size == 2 && math.abs(widths.head / widths(1) - 4) < 0.01)
    assert(charts(html).head.getElementsByTagName("line").getLength == 1)
    assert(!html.contains("99,999") && html.contains("wrong: WRONG RESULT"))
    assert(html.contains("dead: OutOfMemoryError: &lt;heap&gt;"))
  }

  test("a curve for each contestant: latencies, and growth with a place left out") {
    val Seq(curve, medians, longest) = charts(page(latency, growth))
    def lines(chart: org.w3c.dom.Document) = {
      val all = chart.getElementsByTagName("polyline")
      (0 until all.getLength).map(
        all.item(_).getAttributes.getNamedItem("points").getNodeValue.split(" ").length
      )
    }
    assert(lines(curve) == Seq(2) && lines(medians) == Seq(2, 1) && lines(longest) == Seq(2, 1))
    assert(curve.getDocumentElement.getTextContent.contains("a & b"))
  }

  test("a bar for the batches of a window, a curve for savepoints") {
    val Seq(bars, curve) = charts(page(windows, move))
    assert(bars.getElementsByTagName("rect").getLength == 1)
    assert(curve.getElementsByTagName("polyline").getLength == 1)
    assert(curve.getDocumentElement.getTextContent.contains("100,000"))
  }

  test("the page has every scenario's table and settings, and names no other place") {
    val html = page(rates, latency, growth)
    assert(Seq("words-socket", "latency", "state").forall(name => html.contains("the table of " + name)))
    assert(html.contains("cores 2") && html.contains("heap 4g"))
    assert(!html.contains("http") && !html.contains("<script"))
  }
}
