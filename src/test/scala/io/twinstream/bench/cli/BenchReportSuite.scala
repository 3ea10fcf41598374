package io.twinstream.bench.cli

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.RuleTier
import io.twinstream.bench.latency.{LatencyContestant, LatencyResult, LatencyScenario}
import io.twinstream.bench.move.{MoveResult, MoveScenario}
import io.twinstream.bench.shared.{Attempt, BatchTimes, GcLog, RepeatedResult, Result, Scenario, SvgChart}
import io.twinstream.bench.start.{StartContestant, StartScenario}
import io.twinstream.bench.state.{StateContestant, StateResult, StateScenario}
import io.twinstream.bench.windows.{WindowsContestant, WindowsResult, WindowsScenario}
import io.twinstream.bench.wordssocket.{WordsSocketContestant, WordsSocketResult, WordsSocketScenario}
import java.io.StringReader
import java.util.{Optional, OptionalDouble}
import javax.xml.parsers.DocumentBuilderFactory
import org.scalatest.funsuite.AnyFunSuite
import org.xml.sax.InputSource
import scala.collection.JavaConverters._

/** The page says all that was measured, draws only what was right, and loads nothing. */
@RuleTier
class BenchReportSuite extends AnyFunSuite {
  private def section[R <: Result](scenario: Scenario[_, R], results: R*): BenchReport.Section = {
    val json =
      s"""{"version": 1, "scenario": "${scenario.name}", "machine": {"cores": 2}, "settings": {"heap": "4g"}}"""
    BenchReport.Section.of(scenario, results.asJava, new ObjectMapper().readTree(json))
  }

  private def rate(
      contestant: WordsSocketContestant,
      isCorrect: Boolean,
      rate: Long,
      failure: Option[String] = None
  ) =
    new WordsSocketResult(
      contestant,
      isCorrect,
      rate,
      1.5,
      Seq[java.lang.Long](10L, 20L).asJava,
      Optional.of(new GcLog.LiveHeap(30, 25)),
      4000,
      Optional.ofNullable(failure.orNull)
    )

  private val rates = section(
    new WordsSocketScenario,
    rate(WordsSocketContestant.LIMIT_COUNT, true, 2000),
    rate(WordsSocketContestant.DSTREAM, true, 500),
    rate(WordsSocketContestant.STRUCTURED, false, 99999),
    rate(WordsSocketContestant.SPARK_UNLIMITED, true, 0, Some("OutOfMemoryError: <heap>"))
  )
  private val latency = section(
    new LatencyScenario,
    new LatencyResult(
      LatencyContestant.LIMIT,
      Optional.of(
        new LatencyResult.Measured(
          true,
          LatencyResult.PERCENTILES.asScala.map(p => Long.box(p.toLong * 1000 + 1)).asJava
        )
      ),
      Optional.empty[String]
    )
  )

  private def attempt[M](measured: M) = new Attempt(Optional.of(measured), Optional.empty[String])

  private def state(contestant: StateContestant, keys: Int, median: Long, max: Long) =
    new StateResult(contestant, keys, attempt(new BatchTimes(true, median, 1, max, 64)))

  private val growth = section(
    new StateScenario,
    state(StateContestant.STRUCTURED, 10000, 50, 100),
    state(StateContestant.STRUCTURED, 100000, 500, 900),
    state(StateContestant.MAP_WITH_STATE, 10000, 70, 80)
  )

  private val windows = section(
    new WindowsScenario,
    new WindowsResult(WindowsContestant.PLAIN, attempt(new BatchTimes(true, 50, 40, 100, 64)))
  )

  private def moved(keys: Int, millis: Long) =
    new MoveResult(StateContestant.STRUCTURED, keys, attempt(new MoveResult.Measured(millis, true, 512)))

  private val move = section(new MoveScenario, moved(10000, 4500), moved(100000, 5500))

  private val starts = section(
    new StartScenario,
    new RepeatedResult(
      StartContestant.DSTREAM,
      Seq[java.lang.Long](4000L, 4100L, 4500L).asJava,
      Optional.empty[String]
    )
  )

  private def charts(page: String) =
    "(?s)<svg.*?</svg>".r
      .findAllIn(page)
      .map { svg =>
        DocumentBuilderFactory.newInstance.newDocumentBuilder.parse(new InputSource(new StringReader(svg)))
      }
      .toList

  private def page(sections: BenchReport.Section*): String = BenchReport.of(sections.asJava)

  test("bars of those that were right, as long as they are fast; the limit; why the others have none") {
    val html = page(rates)
    val bars = charts(html).head.getElementsByTagName("rect")
    val widths =
      (0 until bars.getLength).map(bars.item(_).getAttributes.getNamedItem("width").getNodeValue.toDouble)
    assert(widths.size == 2 && math.abs(widths.head / widths(1) - 4) < 0.01)
    assert(charts(html).head.getElementsByTagName("line").getLength == 1)
    assert(!html.contains("99,999") && html.contains("twinstream structured: WRONG RESULT"))
    assert(html.contains("(unlimited): OutOfMemoryError: &lt;heap&gt;"))
  }

  test("a curve for each contestant: latencies, and growth with a place left out") {
    val Seq(curve, medians, longest) = charts(page(latency, growth))
    def lines(chart: org.w3c.dom.Document) = {
      val all = chart.getElementsByTagName("polyline")
      (0 until all.getLength).map(
        all.item(_).getAttributes.getNamedItem("points").getNodeValue.split(" ").length
      )
    }
    assert(
      lines(curve) == Seq(LatencyResult.PERCENTILES.size) && lines(medians) == Seq(2, 1) && lines(
        longest
      ) == Seq(2, 1)
    )
    val text = curve.getDocumentElement.getTextContent
    assert(text.contains("limit consumer") && text.contains("99.9") && !text.contains("50.0"))
  }

  test("names in a chart are escaped") {
    val names = Seq(new SvgChart.Bar("a & <b>", 1)).asJava
    assert(
      charts(SvgChart.bars(names, OptionalDouble.empty)).head.getDocumentElement.getTextContent
        .contains("a & <b>")
    )
  }

  test("a bar for the batches of a window and for a start, a curve for savepoints") {
    val Seq(bars, start, curve) = charts(page(windows, starts, move))
    assert(bars.getElementsByTagName("rect").getLength == 1)
    assert(start.getDocumentElement.getTextContent.contains("4,100"))
    assert(curve.getElementsByTagName("polyline").getLength == 1)
    assert(curve.getDocumentElement.getTextContent.contains("100,000"))
  }

  test("the page has every scenario's table and settings, and names no other place") {
    val html = page(rates, latency, growth)
    for (shown <- Seq(rates, latency, growth))
      assert(
        html.contains("<h2>" + shown.json.get("scenario").asText + "</h2>") &&
          html.contains("<pre>" + shown.table.replace("<", "&lt;").replace(">", "&gt;"))
      )
    assert(html.contains("cores 2") && html.contains("heap 4g"))
    assert(!html.contains("http") && !html.contains("<script"))
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
