package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.browser.Browser
import java.nio.file.Files
import java.util.concurrent.{Executors, TimeUnit}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A classic job and its port on Kafka, watched on one page, by Spark's metrics and by a real Prometheus. */
@EndToEnd
class WatchEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private val folder = Files.createTempDirectory("twinstream-watch")
  private lazy val broker = Broker.shared
  private val feeding = Executors.newSingleThreadScheduledExecutor()
  private var isStarted = false

  private var again: Option[WatchedRun] = None

  private def run(engine: String, serve: String, more: String*): WatchedRun = new WatchedRun(
    folder,
    Seq("bin/twinstream", "run", "visit-sessions", "--engine", engine, "--master", "local[1]") ++
      Seq("--source", s"kafka:${broker.address}/visits", "--sink", s"json:${folder.resolve(engine)}") ++
      Seq("--checkpoint", folder.resolve(s"checkpoint-$engine").toString, "--batch-interval", "2s") ++
      Seq("--dead-letter", s"kafka:${broker.address}/letters-$engine", "--serve", serve),
    more ++ Seq("--rows", "open"): _*
  )

  private lazy val classic: WatchedRun = {
    isStarted = true
    broker.create("visits", 2)
    var sent = 0
    val producer = broker.producer()
    feeding.scheduleAtFixedRate(
      () =>
        (1 to 10).foreach { _ =>
          sent += 1
          val now = System.currentTimeMillis
          val user = sent % 40 + sent / 400 * 40 // forty more every four seconds
          val line = if (sent % 10 == 0) "no visit" else s"$now\tu$user\t/page"
          producer.send(broker.record("visits", sent % 2, line))
        },
      0,
      100,
      TimeUnit.MILLISECONDS
    )
    val started = run("dstream", "0")
    Bin.eventually(started.running)(started.page.nonEmpty)
    started
  }

  private lazy val port: WatchedRun = {
    val started = run("structured", "0", "--beside", classic.page.get)
    Bin.eventually(classic.running)(classic.metrics.getOrElse("twinstream_batches_total", 0.0) >= 3)
    Bin.eventually(started.running)(started.metrics.getOrElse("twinstream_batches_total", 0.0) >= 3)
    started
  }

  private lazy val both = Seq(port, classic)

  override protected def afterAll(): Unit = {
    feeding.shutdownNow()
    if (isStarted) (both ++ again).foreach(_.kill())
    TempFolder.delete(folder)
  }

  /** What only one engine has. */
  private val ofOne = Set("twinstream_rate_limit_records_per_second")

  test("both engines have the same figures under the same names, on their pages and in Spark's metrics") {
    val names = both.map { run =>
      Bin.eventually(run.running) {
        val now = run.metrics
        now.contains("twinstream_lag_records") && now.contains("twinstream_state_rows") &&
        now("twinstream_dead_letters_total") > 0
      }
      // Spark's servlet is asked until the partitions are known to it too; each scrape is of another moment.
      Bin.eventually(run.running)(run.sparkMetrics.contains("twinstream_lag_records_visits_1"))
      val (ours, sparks) = (run.metrics, run.sparkMetrics)
      for (name <- ours.keySet - "twinstream_batch_interval_seconds")
        assert(sparks.keys.exists(_.startsWith(name)), s"$name is not among $sparks")
      assert(ours("twinstream_fence_epoch") == 1 && sparks("twinstream_fence_epoch") == 1)
      // Of ten lines one is none, and each user has one open session.
      val letters = ours("twinstream_dead_letters_total") / ours("twinstream_rows_in_total")
      assert(letters > 0.05 && letters < 0.15, ours)
      assert(ours("twinstream_state_rows") >= 36 && ours("twinstream_state_bytes") > 0, ours)
      assert(ours("twinstream_rows_out_total") > 0, ours)
      assert(ours("twinstream_committed_offset") >= ours("twinstream_rows_in_total") - 1000, ours)
      // What was counted once is counted again.
      Bin.eventually(run.running)(run.metrics("twinstream_state_rows") > ours("twinstream_state_rows"))
      ours.keySet -- ofOne
    }
    assert(names.head == names.last)
  }

  test("one page shows both twins within a batch, and without an error") {
    if (!Browser.isHere) cancel("no chromium here, so the page is not looked at")
    val browser = Browser.start()
    try {
      browser.open(port.page.get, 390, isDark = false)
      def text: String = browser.evaluate("document.getElementById('runs').textContent").asText
      Bin.eventually(port.running)(text.contains("on dstream") && text.contains("on structured"))
      // A batch that ends while one looks is there before the next one ends.
      val late = scala.collection.mutable.Set.empty[Int]
      Bin.eventually(port.running) {
        val seen = browser.evaluate("document.documentElement.dataset.late").asText("")
        if (seen.nonEmpty) late += seen.toInt
        late.size >= 5
      }
      info(s"a batch was shown ${late.toSeq.sorted.mkString(", ")} ms after its end")
      assert(late.toSeq.sorted.apply(late.size / 2) < 2000, late)
      assert(browser.evaluate("document.documentElement.scrollWidth").asInt == 390)
      val classes = "document.querySelectorAll('#partitions tbody tr').length"
      Bin.eventually(port.running)(browser.evaluate(classes).asInt == 4)
      browser.picture(
        java.nio.file.Paths.get(sys.env("TWINSTREAM_TARGET")).resolve("pages/watch-live-390.png")
      )
      assert(browser.takeProblems().isEmpty)
    } finally browser.close()
  }

  /** Every query of the board, as Grafana would ask it. */
  private def queries: Seq[(String, String)] = {
    val board = new ObjectMapper().readTree(Bin.home.resolve("conf/grafana/twinstream.json").toFile)
    def all(node: JsonNode): Seq[JsonNode] = node.elements.asScala.toList
    for (panel <- all(board.get("panels")); target <- all(panel.get("targets")))
      yield panel.get("title").asText -> target
        .get("expr")
        .asText
        .replace("$job", "twinstream")
        .replace("$application", ".*")
        .replace("$__rate_interval", "10s")
  }

  test("a real Prometheus scrapes both, and every query of the board has data of both engines") {
    if (!Prometheus.isHere) cancel("no prometheus here (Debian: prometheus), so the board is not asked")
    val prometheus = new Prometheus(folder, both.flatMap(_.page), both.flatMap(_.sparkPage))
    try {
      Bin.eventually(prometheus.running)(prometheus.query("up == 1").size == 4)
      assert(queries.size >= 20, queries)
      for ((panel, query) <- queries) {
        def engines = prometheus.query(query).map(_.get("metric").path("engine").asText).toSet
        val isOfOne = ofOne.exists(query.contains)
        try Bin.eventually(prometheus.running, 60)(engines.size == (if (isOfOne) 1 else 2))
        catch {
          case e: Throwable => fail(s"$panel: $query has data of $engines: ${prometheus.query(query)}", e)
        }
      }
      // What Spark's servlet says has the same names after relabelling, with the topic and its partition.
      val lag = """twinstream_lag_records{job="spark",topic="visits",partition="1"}"""
      Bin.eventually(prometheus.running)(prometheus.query(lag).size == 2)
      assert(prometheus.query("""twinstream_no_such_thing""").isEmpty)
    } finally prometheus.kill()
  }

  test(
    "a run that is gone is said to be, and shown when it is started again, with the savepoint made of it",
    LongRun
  ) {
    val page = classic.page.get
    classic.running.signal("TERM")
    assert(classic.running.await().exit == 0)
    def beside: String = port.get("beside.json").map(_.body).getOrElse("")
    Bin.eventually(port.running)(beside.contains("does not answer"))
    val checkpoint = folder.resolve("checkpoint-dstream").toString
    val made =
      Bin.run(folder, "bin/twinstream", "savepoint", checkpoint, "--out", s"${folder.resolve("savepoint-1")}")
    assert(made.exit == 0, made)
    again = Some(run("dstream", page.split(":").last))
    Bin.eventually(again.get.running)(
      again.get.status.exists(
        _.get("savepoints").elements.asScala.exists(_.get("folder").asText == "savepoint-1")
      )
    )
    assert(again.get.metrics("twinstream_fence_epoch") == 2 && beside.contains("savepoint-1"), beside)
    assert(port.status.exists(_.get("savepoints").size == 0))
  }

  test("bin/demo watch: both engines on one page, until its limit, and nothing stays behind") {
    val demo = Bin.start(folder, Seq("bin/demo", "watch", "--for", "2s", "--rate", "100"))
    val started = scala.collection.mutable.Set.empty[ProcessHandle]
    while (demo.isAlive) {
      started ++= demo.descendants
      java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50))
    }
    val result = demo.await()
    assert(result.exit == 0 && result.err.contains("both engines on one page: http://localhost:"), result)
    assert(result.out.linesIterator.map(_.takeWhile(_ != ' ')).toSeq == Seq("dstream", "structured"), result)
    assert(!result.out.contains(" 0 records read"), result)
    assert(started.size >= 4, started)
    started.foreach(_.onExit.get(30, TimeUnit.SECONDS))
  }

  test("the page says how its run has ended before it goes") {
    val ended = scala.collection.mutable.Set.empty[String]
    port.running.signal("TERM")
    while (port.running.isAlive) port.status.foreach(now => ended += now.get("phase").asText)
    assert(ended("done"), ended)
  }
}
