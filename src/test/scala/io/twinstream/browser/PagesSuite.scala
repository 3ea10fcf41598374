package io.twinstream.browser

import io.twinstream.{LongRun, TempFolder, TwinSession}
import io.twinstream.bench.cli.BenchSections
import io.twinstream.api.Engine
import io.twinstream.ends.recording.Recording
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.local.demo.{DemoPages, DifferenceDemo}
import io.twinstream.migration.RunningWords
import io.twinstream.migration.compare.WrongRevenue
import io.twinstream.migration.compare.follow.FollowPages
import io.twinstream.migration.compare.rows.RowsPages
import io.twinstream.migration.inspect.{Checkpoints, Fixtures}
import io.twinstream.migration.scan.{ScanReport, Scanner}
import io.twinstream.watch.WatchPages
import java.nio.file.{Path, Paths}
import org.apache.hadoop.conf.Configuration
import org.scalatest.{BeforeAndAfterAll, Tag}
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Seconds, Span}
import scala.collection.JavaConverters._

/** Looks at every page in a browser, on a phone, a tablet and a desk, in light and in dark. */
class PagesSuite extends AnyFunSuite with BeforeAndAfterAll with Eventually {
  override implicit val patienceConfig: PatienceConfig = PatienceConfig(Span(30, Seconds))
  private val widths = Seq(390, 768, 1280, 1920)
  private val target = Paths.get(sys.env("TWINSTREAM_TARGET"))
  private val folder = TempFolder.untilExit()
  private lazy val browser = Browser.start()
  private var isStarted = false

  override protected def afterAll(): Unit = if (isStarted) browser.close()

  private def written(name: String, html: String): String =
    TempFolder.write(folder.resolve(s"$name.html"), html).toUri.toString

  private def look(name: String, html: => String, charts: Int = 0, drawings: Int = 0): Unit =
    lookAt(name, charts, drawings)(body => body(written(name, html)))

  /** @param served
    *   gives the page's address to what looks at it
    */
  private def lookAt(name: String, charts: Int, drawings: Int)(served: (String => Unit) => Unit): Unit = {
    def seen(what: String, views: Seq[(Int, Boolean)], tags: Tag*): Unit =
      test(s"$name: $what", tags: _*) {
        if (!Browser.isHere) cancel("no chromium here, so the page is not looked at")
        isStarted = true
        served { url =>
          looked(name, views, charts, drawings)(url)
          browser.open("about:blank", 390, isDark = false) // a live page must not ask a server that is gone
        }
      }
    seen("a phone in light, a desk in dark", Seq(390 -> false, 1280 -> true))
    val all = for (width <- widths; isDark <- Seq(false, true)) yield width -> isDark
    seen(s"${widths.mkString(", ")} px, light and dark", all, LongRun)
  }

  private def looked(name: String, views: Seq[(Int, Boolean)], charts: Int, drawings: Int)(
      url: String
  ): Unit =
    for ((width, isDark) <- views) {
      browser.open(url, width, isDark)
      eventually(assert(browser.evaluate("document.querySelectorAll('svg').length").asInt == drawings))
      val file = target.resolve(s"pages/$name-$width${if (isDark) "-dark" else ""}.png")
      browser.picture(file)
      // The figures beside the charts are looked at too.
      browser.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
      val seen = browser.evaluate(PagesSuite.looking)
      val wrong = browser.takeProblems() ++ seen.get("wrong").elements.asScala.map(_.asText)
      assert(wrong.isEmpty, s"at $width px, dark: $isDark, see $file:\n${wrong.mkString("\n")}")
      assert(seen.get("charts").asInt == charts && seen.get("drawings").asInt == drawings, seen)
      assert(seen.get("words").asInt > 20, seen)
      assert(seen.get("tables").asInt > 0 || name == "demo-difference", seen)
    }

  private lazy val equal = TempFolder.use { rows =>
    val batches = Seq(Seq("a b a", "c"), Seq("a", "d d"), Seq.empty, Seq("a b"), Seq("g"), Seq("h a h"))
    TwinSession.compare(WordCountJob.JOB, batches, rows).html("")
  }

  look("compare-equal", equal, charts = 2)
  look(
    "compare-different",
    TempFolder.use(rows => WrongRevenue.compared(rows).html("--lateness 10s")),
    charts = 2
  )
  look(
    "compare-nothing",
    TempFolder.use(rows => TwinSession.compare(WordCountJob.JOB, Seq.empty, rows).html("")),
    charts = 2
  )
  look("compare-rows", TempFolder.use(rows => RowsPages.different(rows)))
  look("scan", scanned.html, drawings = scanned.flows.size)
  for (version <- Seq("spark-3.5", "spark-4.1"))
    look(
      s"inspect-$version",
      Fixtures.use(version)(at => Checkpoints.read(at.toString, new Configuration).html),
      drawings = 1
    )
  look("inspect-query", TempFolder.use(at => query(at)))
  lookAt("follow", charts = 0, drawings = 5)(FollowPages.different)
  lookAt("follow-waiting", charts = 0, drawings = 4)(FollowPages.waiting)
  lookAt("watch", charts = 6, drawings = 0)(WatchPages.one)
  lookAt("watch-two", charts = 6, drawings = 0)(WatchPages.two)
  lookAt("watch-waiting", charts = 6, drawings = 0)(WatchPages.waiting)
  look("demo-difference", new DifferenceDemo(words, (_: String) => ()).run(TwinSession.session).html("9 s"))
  look("demo-words", DemoPages.counted, charts = 2)
  look("demo-orders", DemoPages.orders, charts = 1)
  look("demo-handover", DemoPages.handover)
  look("demo-receivers", DemoPages.receivers)
  look("demo-move", DemoPages.move, drawings = 1)
  look("bench", BenchSections.page(BenchSections.all: _*), drawings = 4)

  private def words: Recording =
    Recording.open(Paths.get(sys.env("TWINSTREAM_HOME"), "data/words.recording"), TwinSession.interval)

  private def query(at: Path): String = {
    RunningWords.run(Engine.STRUCTURED, (1 to 3).map(k => Seq(s"w$k w")), at)
    Checkpoints.read(at.toString, new Configuration).html
  }

  private lazy val scanned: ScanReport =
    Scanner.scan(
      Seq("jobs", "testkit").map(room => target.resolve(s"classes/io/twinstream/$room").toString).asJava,
      (_: Int, _: String) => ()
    )

  test("both lines are seen where they coincide, in their own colors; nothing is lost without script") {
    if (!Browser.isHere) cancel("no chromium here, so the page is not looked at")
    isStarted = true
    browser.open(written("coincide", equal), 1280, isDark = false)
    val colors = browser.evaluate("""(() => {
      const canvas = document.getElementById('rows-per-batch');
      const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
      const near = hex => {
        const [r, g, b] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
        let n = 0;
        for (let i = 0; i < all.length; i += 4)
          n += Math.abs(all[i] - r) + Math.abs(all[i + 1] - g) + Math.abs(all[i + 2] - b) < 40 && all[i + 3] > 200 ? 1 : 0;
        return n;
      };
      return {left: near(css('--left')), right: near(css('--right'))};
    })()""")
    assert(colors.get("left").asInt > 200 && colors.get("right").asInt > 200, colors)
    assert(browser.evaluate("document.body.textContent").asText.contains("The lines coincide."))
    browser.withoutScript {
      browser.open(written("coincide", equal), 390, isDark = false)
      val shown = browser
        .evaluate("""[...document.querySelectorAll('canvas, .batch, details.figures table')]
        .map(each => each.tagName + ' ' + (each.checkVisibility() ? 'shown' : 'hidden')).join()""")
        .asText
      assert(
        shown.contains("TABLE shown") && !shown.contains("TABLE hidden") && !shown.contains("DIV hidden"),
        shown
      )
      assert(!shown.contains("CANVAS shown"), shown)
    }
  }

  test("what is looked for is found: a page with every fault") {
    if (!Browser.isHere) cancel("no chromium here, so the page is not looked at")
    isStarted = true
    browser.open(written("faulty", PagesSuite.faulty), 390, isDark = false)
    val wrong =
      browser.evaluate(PagesSuite.looking).get("wrong").elements.asScala.map(_.asText).mkString("\n")
    for (
      fault <- Seq(
        "px wide at 390 px",
        "\"revenueCents\" is on",
        "contrast 2.",
        "a drawing without a name",
        "there is not one main",
        "a heading without a scope",
        "a table without a caption",
        "a scroller that keys do not reach",
        "#nowhere leads nowhere",
        "an empty box"
      )
    ) assert(wrong.contains(fault), s"$fault is not among\n$wrong")
    assert(browser.takeProblems().exists(_.contains("is not defined")))
  }
}

object PagesSuite {
  private lazy val looking: String = {
    val in = getClass.getResourceAsStream("look.js")
    try new String(in.readAllBytes, "UTF-8")
    finally in.close()
  }

  private val faulty =
    """<!DOCTYPE html><html lang="en"><head><title>t</title><meta name="viewport" content="width=device-width"></head>
      |<body style="background: #fff; color: #aaa"><h1>grey</h1><a href="#nowhere">link</a><pre></pre>
      |<div style="width: 700px">wide</div><div class="scroll"><table><tr><th style="overflow-wrap: anywhere; width: 20px;
      |display: block">revenueCents</th></tr></table></div><svg width="300" height="9"></svg>
      |<script>missing()</script></body></html>""".stripMargin
}
