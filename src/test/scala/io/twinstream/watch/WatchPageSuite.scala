package io.twinstream.watch

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.LongRun
import io.twinstream.browser.Browser
import io.twinstream.error.UserError
import java.net.{ServerSocket, URI}
import java.net.http.{HttpClient, HttpRequest, HttpResponse}
import java.util.Optional
import org.scalatest.BeforeAndAfterAll
import org.scalatest.concurrent.Eventually
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Seconds, Span}

/** The page of a run: what it answers, and what a browser makes of ten thousand batches. */
class WatchPageSuite extends AnyFunSuite with BeforeAndAfterAll with Eventually {
  override implicit val patienceConfig: PatienceConfig = PatienceConfig(Span(30, Seconds))
  private val http = HttpClient.newHttpClient
  private lazy val browser = Browser.start()
  private var isStarted = false

  override protected def afterAll(): Unit = if (isStarted) browser.close()

  private def looking(): Unit = {
    if (!Browser.isHere) cancel("no chromium here, so the page is not looked at")
    isStarted = true
  }

  private def get(url: String): HttpResponse[String] =
    http.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())

  private def status(url: String, query: String = ""): JsonNode =
    new ObjectMapper().readTree(get(s"${url}status.json$query").body)

  private def text(id: String): String =
    browser.evaluate(s"document.getElementById('$id').textContent").asText

  test("a port that is taken is named, before anything of the run is begun") {
    val taken = new ServerSocket(0)
    try {
      val serving = Optional.of(new Serving(taken.getLocalPort, Optional.empty()))
      val refused = intercept[UserError](Watch.open(WatchPages.info("dstream"), serving))
      assert(
        refused.getMessage == s"page at localhost:${taken.getLocalPort}: cannot listen there " +
          "(Address already in use): choose another port, or stop what uses it"
      )
      assert(refused.exitCode.code == 2)
    } finally taken.close()
  }

  test("the status has the batches from a number on, and none of a number that is not there yet") {
    WatchPages.served("dstream", WatchPages.long("dstream", 30)) { url =>
      assert(status(url).get("rows").size == 30 && status(url).get("first").asLong == 0)
      val later = status(url, "?after=28")
      assert(later.get("first").asLong == 28 && later.get("rows").size == 2)
      assert(status(url, "?after=5000").get("rows").size == 0)
      assert(status(url, "?after=x").get("rows").size == 30)
      assert(later.get("rows").get(0).size == later.get("columns").size)
      assert(later.get("figures").get("batches_total").asLong == 30)
      val elsewhere = get(url + "nothing")
      assert(elsewhere.statusCode == 404 && elsewhere.body == "there is /, /metrics, /status.json\n")
      assert(get(url + "beside.json").statusCode == 404, "there is no run beside it")
    }
  }

  test("what is beside it and is not the page of a run is said to be none") {
    val other = com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress("localhost", 0), 0)
    other.createContext(
      "/",
      exchange => {
        exchange.sendResponseHeaders(200, 0)
        exchange.getResponseBody.write("<html>".getBytes)
        exchange.close()
      }
    )
    other.start()
    val address = s"http://localhost:${other.getAddress.getPort}/"
    try
      WatchPages.served("dstream", WatchPages.figures, Some(address)) { url =>
        assert(get(url + "beside.json").body == s"""{"problem":"$address is not the page of a run"}""")
      }
    finally other.stop(0)
  }

  /** Looks at a page of more batches than are kept; returns the milliseconds to the first paint and to that
    * of the charts.
    */
  private def lookedAtMany(): (Int, Int) = {
    var times = (0, 0)
    WatchPages.served("dstream", WatchPages.long("dstream", 10500)) { url =>
      browser.open(url, 390, isDark = false)
      def number(of: String) = browser.evaluate(of).asInt
      val drawn = "Number(document.documentElement.dataset.drawn || 0)"
      eventually(assert(number(drawn) > 0))
      times = (number("performance.getEntriesByName('first-contentful-paint')[0].startTime"), number(drawn))
      info(s"first paint after ${times._1} ms, that of the charts after ${times._2} ms")
      assert(number("runs[0].rows.length") == 10000, "as many as are kept")
      val most = number(
        "Math.max(...Object.values(Chart.instances).flatMap(c => c.data.datasets.map(d => d.data.length)))"
      )
      assert(most > 300 && most <= 600, "points of a line")
      // The delay of a batch that fell behind is one of ten thousand, and its peak is drawn.
      val peak = "Math.max(...kinds.find(k => k.id === 'delay').chart.data.datasets[0].data.map(p => p.y))"
      assert(browser.evaluate(peak).asDouble == 29.7)
      assert(browser.takeProblems().isEmpty)
      browser.open("about:blank", 390, isDark = false)
    }
    times
  }

  test("ten thousand batches of history are a few hundred points, and no peak is lost") {
    looking()
    lookedAtMany()
  }

  test(
    "ten thousand batches of history: the first paint, with its charts, takes less than a second",
    LongRun
  ) {
    looking()
    val all = (1 to 5).map(_ => lookedAtMany())
    assert(all.map(_._2).sorted.apply(2) < 1000, all)
  }

  test("a run that fails says why before its page goes, and the page then asks no more") {
    looking()
    val figures = WatchPages.long("dstream", 5)
    WatchPages.served("dstream", figures) { url =>
      browser.open(url, 1280, isDark = true)
      eventually(assert(text("runs").contains("Keeps up")))
      figures.failed("a batch failed: the disk is full")
    }
    // The server is closed by now.
    assert(text("runs").contains("Failed: a batch failed: the disk is full"))
    assert(text("errors").contains("the disk is full"))
    Thread.sleep(1500)
    assert(browser.takeProblems().isEmpty)
  }

  test("another run at the same address begins the page anew") {
    looking()
    val first = WatchPages.long("dstream", 40)
    val page = new RunPage(WatchPages.info("dstream"), first, new Serving(0, Optional.empty()), 1)
    val address = new Serving(URI.create(page.url).getPort, Optional.empty())
    val besides = new RunPage(
      WatchPages.info("structured"),
      WatchPages.figures,
      new Serving(0, Optional.of(URI.create(page.url))),
      5
    )
    browser.open(besides.url, 1280, isDark = false)
    eventually(assert(browser.evaluate("runs[1].rows.length").asInt == 40))
    page.close()
    eventually(assert(text("runs").contains("does not answer: what is shown of it is old")))
    val second = new RunPage(WatchPages.info("dstream"), WatchPages.long("dstream", 7), address, 2)
    eventually(assert(browser.evaluate("runs[1].rows.length").asInt == 7))
    assert(browser.takeProblems().isEmpty)
    browser.open("about:blank", 1280, isDark = false)
    second.close()
    besides.close()
  }
}
