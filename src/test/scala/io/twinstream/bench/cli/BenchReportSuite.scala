package io.twinstream.bench.cli

import io.twinstream.RuleTier
import io.twinstream.bench.latency.LatencyResult
import io.twinstream.bench.shared.{Attempt, BatchTimes}
import io.twinstream.bench.state.{StateContestant, StateResult}
import io.twinstream.report.Svg
import java.io.StringReader
import java.util.Optional
import javax.xml.parsers.DocumentBuilderFactory
import org.scalatest.funsuite.AnyFunSuite
import org.xml.sax.InputSource
import scala.collection.JavaConverters._
import BenchSections._

/** The page says all that was measured, draws only what was right, and loads nothing. */
@RuleTier
class BenchReportSuite extends AnyFunSuite {
  private def charts(page: String): List[org.w3c.dom.Document] =
    "(?s)<svg.*?</svg>".r
      .findAllIn(page)
      .map { svg =>
        DocumentBuilderFactory.newInstance.newDocumentBuilder.parse(new InputSource(new StringReader(svg)))
      }
      .toList

  private def widths(page: String): Seq[Double] =
    """class="bar [^"]*" style="width: ([0-9.]+)%""".r.findAllMatchIn(page).map(_.group(1).toDouble).toList

  test("bars of those that were right, as long as they are fast; the limit; why the others have none") {
    val html = page(rates)
    val Seq(limit, ours) = widths(html)
    assert(limit == 100 && math.abs(limit / ours - 4) < 0.01)
    assert(html.contains("of the limit") && html.contains("<td class=\"number\">25%</td>"))
    assert(!html.contains("99,999") && html.contains("twinstream structured: WRONG RESULT"))
    assert(html.contains("(unlimited): OutOfMemoryError: &lt;heap&gt;"))
  }

  test("a bar beyond the limit is cut off; passes from the least to the most; ratios to the best other engine") {
    val html = page(words)
    assert(html.contains("bar fill-limit cut") && widths(html).max == 100 && widths(html).size == 6)
    assert(html.contains("1,000,000 to 1,190,000") && html.contains("<td class=\"number\">1.38×</td>"))
    assert(html.contains("of the best other engine") && html.contains("higher is better"))
    assert(html.contains("stopped after 900 s") && html.contains("3,658"))
  }

  test("a curve for each contestant: latencies, and growth with a place left out") {
    val Seq(curve, medians, longest) = charts(page(latency, growth))
    def points(chart: org.w3c.dom.Document) = {
      val all = chart.getElementsByTagName("path")
      (0 until all.getLength)
        .map(all.item(_).getAttributes)
        .filter(_.getNamedItem("class").getNodeValue.startsWith("curve"))
        .map(_.getNamedItem("d").getNodeValue.split("L").length)
    }
    assert(points(curve) == Seq(LatencyResult.PERCENTILES.size))
    assert(points(medians) == Seq(2, 1) && points(longest) == Seq(2, 1))
    val text = curve.getDocumentElement.getTextContent
    assert(text.contains("limit consumer") && text.contains("99.9") && !text.contains("50.0"))
    assert(text.contains("percentile") && text.contains("milliseconds"))
  }

  test("names are escaped, in drawings too") {
    assert(new Svg(1, 1, "<a>").text(0, 0, "start", "", "a & <b>").toString.contains("a &amp; &lt;b>"))
  }

  test("a bar for the batches of a window and for a start, a curve for savepoints") {
    val html = page(windows, starts, move)
    assert(widths(html).size == 2 && html.contains("4,000 to 4,500") && html.contains("lower is better"))
    val Seq(curve) = charts(html)
    assert(curve.getDocumentElement.getTextContent.contains("100,000"))
  }

  test("the page has every scenario's figures and settings, and names no other place") {
    val html = page(rates, latency, growth)
    for (shown <- Seq(rates, latency, growth)) {
      val name = shown.json.get("scenario").asText
      assert(html.contains(s"""<h2 id="$name">$name</h2>""") && html.contains(s"Results of $name"))
    }
    assert(html.contains("2 cores, Linux, Java 17") && html.contains("a heap of 4g, 5,000,000 lines"))
    assert(html.contains("at least 40 s of warm-up") && html.contains("jobs: -XX:+UseParallelGC."))
    assert(!"(src|href)=\"(?!#|data:)".r.findFirstIn(html).isDefined && !html.contains("<script"))
  }

  test("the rows of the JSON files are those that other programs read") {
    def rows(section: BenchReport.Section) = section.results.asScala.map(_.json.toString)
    assert(
      rows(
        rates
      ).last == """{"name":"spark dstream socketTextStream (unlimited)","correct":true,"linesPerSecond":0,""" +
        """"cpuSecondsPerMillionLines":1.5,"linesSent":4000,"delayMillis":{"median":20,"max":20},""" +
        """"liveHeapMebibytes":{"atHalf":30,"atEnd":25},"failure":"OutOfMemoryError: <heap>"}"""
    )
    assert(
      rows(latency).head.startsWith(
        """{"name":"limit consumer","correct":true,"percentiles":[{"percentile":0.0,"millis":0.001},"""
      )
    )
    assert(
      rows(growth).head == """{"name":"twinstream structured","keys":10000,"correct":true,""" +
        """"millisPerBatch":{"median":50,"min":1,"max":100},"peakHeapMebibytes":64}"""
    )
    val failed = new Attempt[BatchTimes](Optional.empty[BatchTimes], Optional.of("exit code 1"))
    assert(
      new StateResult(StateContestant.STRUCTURED, 10, failed).json.toString ==
        """{"name":"twinstream structured","keys":10,"correct":false,"failure":"exit code 1"}"""
    )
    assert(
      rows(
        move
      ).head == """{"name":"twinstream structured","keys":10000,"correct":true,"savepointSeconds":4.5,""" +
        """"keysPerSecond":2222,"peakMemoryMebibytes":512}"""
    )
    assert(
      rows(starts).head == """{"name":"twinstream dstream","correct":true,""" +
        """"millisToFirstResult":{"median":4100,"min":4000,"max":4500}}"""
    )
  }

  test("what a contestant says of its batches is read back") {
    val times = new BatchTimes(false, 5, 4, 9, 64)
    assert(BatchTimes.parse(times.json.toString) == times)
  }
}
