package io.twinstream.endtoend

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.endtoend.FollowedPrograms._
import java.nio.file.{Files, Path, Paths}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** `compare --rows --follow` on a real PostgreSQL and a real Kafka that are being written. */
@EndToEnd
class FollowEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder = Files.createTempDirectory("twinstream-follow")
  private lazy val postgres = Postgres.begin(folder)
  private lazy val broker = Broker.shared

  override protected def afterAll(): Unit = {
    postgres.stop()
    TempFolder.delete(folder)
  }

  test(
    "two programs, a database that is restarted, a run that is killed: the true differences and no other",
    LongRun
  ) {
    val programs = new FollowedPrograms(broker, postgres, "followed_live", perSecond = 500)
    val state = folder.resolve("state")
    val follow = new FollowProcess(
      folder,
      programs,
      Seq("--interval", "2s", "--until", "settled=5s", "--state", state.toString, "--format", "json"): _*
    )
    try {
      def matched(more: Long) = {
        val least = programs.due + more
        follow.watchUntil(s"$least rows match", 200)(_.exists(_.get("matched").asLong >= least))
      }
      matched(500)
      val early = Seq(MissingLeft, MissingRight, Changed).map(programs.injure)
      follow.watchUntil("the first differences are found", 120)(
        _.exists(_.get("different").asLong == early.size)
      )
      follow.killAndStartAgain()
      matched(500)
      assert(follow.running.err.contains("going on with the state in"), follow.running.err)
      postgres.stop()
      follow.watchUntil("the database is away", 120)(_.exists(!_.get("right").get("problem").isNull))
      postgres.startAgain()
      matched(500)
      val late = Seq(Changed, MissingRight, MissingLeft, Changed).map(programs.injure)
      follow.watchUntil("all differences are found", 120)(
        _.exists(_.get("different").asLong == early.size + late.size)
      )
      for (n <- early ++ late) {
        // Two intervals: the reading that sees it, and those that are a settle time later.
        val ticks = follow.ticksUntilFound(programs.id(n), programs.wroteAt(n).get)
        assert(ticks <= 4, s"row $n was found after $ticks ticks: ${follow.running.err}")
      }
      checkPage(follow)
      programs.end()
      val result = follow.running.await(400)
      assert(result.exit == 1, result)
      val verdict = new ObjectMapper().readTree(result.out)
      assert(verdict.get("changedRows").asLong == 3, result)
      assert(verdict.get("onlyLeftRows").asLong == 2 && verdict.get("onlyRightRows").asLong == 2, result)
      assert(verdict.get("equalRows").asLong == programs.rows("left") - 7, result)
    } finally {
      follow.kill()
      programs.kill()
    }
  }

  private def checkPage(follow: FollowProcess): Unit = {
    val metrics = follow.get("metrics").get
    assert(metrics.headers.firstValue("content-type").get.startsWith("text/plain; version=0.0.4"))
    val samples = PrometheusText.parse(metrics.body)
    assert(samples("twinstream_follow_different_keys{kind=\"changed\"}") == 3, metrics.body)
    assert(samples("twinstream_follow_matched_keys") > 1000, metrics.body)
    val stranger = rawGet(follow.page.get, "evil.example.com")
    assert(stranger.startsWith("HTTP/1.1 403"), stranger)
    val chromium = Seq("chromium", "chromium-browser", "google-chrome").flatMap(onPath).headOption
    if (chromium.isEmpty) info("no chromium here, so the page is not looked at in a browser")
    chromium.foreach(program => checkBrowser(program, follow.page.get))
  }

  private def onPath(program: String): Option[Path] =
    sys.env("PATH").split(":").map(Paths.get(_).resolve(program)).find(Files.isExecutable(_))

  private def checkBrowser(program: Path, url: String): Unit = {
    val picture = Bin.home.resolve("target/follow-page.png")
    def chromium(what: String*) = Bin
      .start(
        folder,
        Seq(program.toString, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage") ++
          Seq(s"--user-data-dir=${folder.resolve("chromium")}", "--virtual-time-budget=4000") ++
          Seq("--window-size=390,1600", "--hide-scrollbars") ++ what :+ url
      )
      .await(120)
    val page = chromium("--dump-dom")
    assert(page.exit == 0, page)
    assert(page.out.contains("7 keys differ"), page)
    assert(page.out.contains("missing on the right") && page.out.contains("<mark>price: -1</mark>"), page)
    assert(page.out.contains("<polyline"), page)
    assert(chromium(s"--screenshot=$picture").exit == 0)
    assert(Files.size(picture) > 10000)
  }

  /** Java's client lets nobody name another host. */
  private def rawGet(url: String, host: String): String = {
    val at = java.net.URI.create(url)
    val socket = new java.net.Socket(at.getHost, at.getPort)
    try {
      socket.getOutputStream.write(
        s"GET /status.json HTTP/1.1\r\nHost: $host\r\nConnection: close\r\n\r\n".getBytes
      )
      new String(socket.getInputStream.readAllBytes)
    } finally socket.close()
  }

  test("what cannot be followed is said in one line") {
    broker.create("still", 1)
    broker.send("still", 0, """{"id":"a","n":1}""")
    postgres.execute("CREATE TABLE still (id TEXT, n INT); INSERT INTO still VALUES ('a', 1)")
    val left = s"kafka:${broker.address}/still"
    val right = s"${postgres.url}#still"
    val rows = Seq("--rows", left, right, "--key", "id", "--state", folder.resolve("still").toString)
    val used = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress)
    val cases = Seq(
      Seq("--follow") -> "--follow: which rows?",
      (rows ++ Seq("--follow", "--interval", "0")) -> "is not a duration of at least 1 ms",
      (rows ++ Seq("--follow", "--until", "settled=")) -> "--until settled=: '' is not a duration",
      (rows ++ Seq("--follow", "--until", "10s")) -> "--until 10s: write settled=60s",
      (rows ++ Seq("--interval", "1s")) -> "--interval: goes with --follow",
      (rows ++ Seq("--follow", "--serve", used.getLocalPort.toString)) -> "cannot listen there",
      (rows ++ Seq("--follow", "--groups", "nobody,")) -> "consumer group 'nobody': has committed nothing"
    )
    try
      for ((options, said) <- cases) {
        val result = Bin.run(folder, Seq("bin/twinstream", "compare") ++ options: _*)
        assert(result.exit == 2 && result.err.contains(said), result)
        assert(
          result.err.linesIterator.count(_.startsWith("twinstream: ")) == 1 || result.err.contains("--help"),
          result
        )
      }
    finally used.close()
  }

  test("Ctrl-C ends it with what is known, and another request does not take its state") {
    broker.create("quiet", 1)
    broker.send("quiet", 0, """{"id":"a","n":1}""", """{"id":"b","n":2}""")
    postgres.execute("CREATE TABLE quiet (id TEXT, n INT); INSERT INTO quiet VALUES ('a', 1), ('b', 2)")
    val state = folder.resolve("quiet").toString
    def command(key: String) = Seq("bin/twinstream", "compare", "--rows", s"kafka:${broker.address}/quiet") ++
      Seq(s"${postgres.url}#quiet", "--key", key, "--follow", "--interval", "500ms", "--state", state)
    val follow = Bin.start(folder, command("id"))
    Bin.eventually(follow)(follow.err.contains("matched 2, open 0"))
    follow.signal("INT")
    val result = follow.await()
    assert(result.exit == 0 && result.out.startsWith("follow: matched 2, open 0"), result)
    val other = Bin.run(folder, command("n"): _*)
    assert(other.exit == 2 && other.err.contains("is that of another request"), other)
  }
}
