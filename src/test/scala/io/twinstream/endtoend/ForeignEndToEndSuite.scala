package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.sun.net.httpserver.HttpServer
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.net.{InetAddress, InetSocketAddress}
import java.nio.file.{Files, Path}
import java.util.concurrent.atomic.AtomicInteger
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.util.Random

/** Whole programs of others, unmodified: their input is recorded, replayed twenty times as fast while the old program
  * and the new one run as processes of their own, and what they wrote is compared.
  */
@EndToEnd
class ForeignEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  import Foreign.{began, Input}

  private val isSpark4 = sys.env.get("TWINSTREAM_SPARK").contains("4")
  private lazy val folder = Files.createTempDirectory("twinstream-foreign")
  private lazy val postgres = Postgres.begin(folder)
  private lazy val broker = Broker.shared

  override protected def afterAll(): Unit = if (!isSpark4) {
    postgres.stop()
    TempFolder.delete(folder)
  }

  private def foreign(name: String, tags: org.scalatest.Tag*)(body: => Unit): Unit =
    test(name, tags: _*) {
      assume(!isSpark4, "the programs are ones of Spark 3.5")
      body
    }

  /** What came in is on topics named `NAME-live`; returns its recording. */
  private def record(name: String, records: Seq[Input]): Path = {
    val topics = records.map(_.topic).distinct
    for (topic <- topics)
      Foreign.topic(broker, s"$topic-live", records.filter(_.topic == topic).map(_.partition).max + 1)
    Foreign.produce(broker, records.map(each => each.copy(topic = each.topic + "-live")))
    val file = folder.resolve(s"$name.avro")
    val live = topics.map(_ + "-live").mkString(",")
    val recorded = Bin.run(
      folder,
      Seq("bin/twinstream", "record", s"kafka:${broker.address}/$live", "--out", s"$file", "--until", "latest"): _*
    )
    assert(recorded.exit == 0 && recorded.err.contains(f"${records.size}%,d records"), recorded)
    file
  }

  /** Replays a recording to a topic while programs run, which are stopped when they have done all of it. */
  private def replay(recording: Path, topic: String, partitions: Int, programs: Program*): Unit = {
    Foreign.topic(broker, topic, partitions)
    programs.foreach(_.begin())
    try {
      val replayed = Bin.run(
        folder,
        Seq("bin/twinstream", "replay", s"$recording", "--to", s"kafka:${broker.address}/$topic", "--speed", "20"): _*
      )
      assert(replayed.exit == 0, replayed)
      programs.foreach(_.awaitDone())
      programs.foreach(_.stop())
    } finally programs.foreach(_.kill())
  }

  /** A program that is started again so many times when it fails, as by systemd. */
  private final class Program(start: => Bin.Running, isDone: => Boolean, restarts: Int = 0) {
    private var runs = Vector.empty[Bin.Running]

    def begin(): Unit = runs :+= start

    def awaitDone(): Unit = {
      for (_ <- 1 to restarts) {
        val failed = runs.last.await()
        assert(failed.exit == 1, failed)
        begin()
      }
      Bin.eventually(runs.last)(isDone)
    }

    def stop(): Unit = {
      runs.last.signal("TERM")
      val ended = runs.last.await()
      assert(ended.exit == 143 || ended.exit == 0, ended)
    }

    def kill(): Unit = runs.foreach(_.kill())
  }

  private def classic(program: String, mainClass: String, topic: String, group: String): Program =
    new Program(
      Foreign.start(folder, program, mainClass, broker.address, topic, postgres.url),
      broker.hasCommitted(group, topic)
    )

  private def checkpoint(mainClass: String): Path = folder.resolve("checkpoints").resolve(mainClass)

  private def port(program: String, mainClass: String, topic: String): Program =
    new Program(
      Foreign
        .start(folder, program, mainClass, broker.address, topic, postgres.url, s"${checkpoint(mainClass)}"),
      Foreign.hasCommitted(checkpoint(mainClass), broker, topic)
    )

  private def table(name: String) = s"jdbc:${postgres.url.stripPrefix("jdbc:")}#$name"

  /** The verdict of the command. */
  private def compare(left: String, right: String, options: String*): JsonNode = {
    val words = Seq("bin/twinstream", "compare", "--rows", left, right, "--format", "json") ++ options
    val result = Bin.run(folder, words: _*)
    assert(result.exit == 0 || result.exit == 1, result)
    val verdict = new ObjectMapper().readTree(result.out)
    assert(verdict.get("equal").asBoolean == (result.exit == 0), result)
    info(
      s"${verdict.get("verdict").asText} ${verdict.get("kind").asText("")}: ${verdict.get("equalRows")} rows equal, " +
        s"${verdict.get("changedRows")} changed, ${verdict.get("onlyLeftRows")} only left, " +
        s"${verdict.get("onlyRightRows")} only right, ${verdict.get("moreOftenRightRows")} more often right"
    )
    verdict
  }

  private def assertEqual(verdict: JsonNode, rows: Long): Unit = {
    assert(verdict.get("verdict").asText == "EQUAL" && verdict.get("equalRows").asLong == rows, verdict)
    ()
  }

  private def assertFound(verdict: JsonNode, kind: String): Unit = {
    assert(verdict.get("verdict").asText == "DIFFERENT" && verdict.get("kind").asText == kind, verdict)
    ()
  }

  foreign("orders: a Java main with foreachRDD and JDBC, and a port that keeps the totals in its state") {
    val random = new Random(1)
    val customers = 200
    val orders = for (i <- 0 until 4000) yield {
      val amount = f"${random.nextInt(1000000) / 100.0}%.2f"
      val status = if (random.nextInt(10) == 0) "CANCELLED" else "PAID"
      val order = s"""{"order":$i,"customer":"c${random.nextInt(customers)}","amount":$amount,"status":"$status"}"""
      Input("orders", i % 3, i * 50L, if (i % 500 == 7) "no order" else order)
    }
    postgres.execute("""
      CREATE TABLE order_totals (customer TEXT PRIMARY KEY, orders BIGINT, revenue NUMERIC(14,2));
      CREATE TABLE order_totals_v2 (customer TEXT PRIMARY KEY, orders BIGINT, revenue NUMERIC(14,2))""")
    replay(
      record("orders", orders),
      "orders",
      3,
      classic("order-totals", "com.acme.orders.OrderTotals", "orders", "order-totals"),
      port("order-totals", "com.acme.orders.OrderTotalsStream", "orders")
    )
    assertEqual(compare(table("order_totals"), table("order_totals_v2"), "--key", "customer"), customers)
  }

  private val pkg = "com.initech.weblog"

  /** Requests of 200 s; one in twenty is told a minute after it was made. */
  private def requests(): Seq[Input] = {
    val random = new Random(6)
    for (i <- 0 until 4000) yield {
      val millis = i * 50L
      val isLate = millis > 60000 && random.nextInt(20) == 0
      val at = java.time.Instant.ofEpochMilli(began + millis - (if (isLate) 60000 else 0))
      val status = if (random.nextInt(12) == 0) 500 else 200
      Input("requests", i % 2, millis, s"r$i $at /${"abcde".charAt(random.nextInt(5))} $status")
    }
  }

  foreign("requests: ports that drop what is late, shift their windows, and write twice after a retry are found") {
    postgres.execute("""
      CREATE TABLE hits (slot TIMESTAMPTZ, path TEXT, hits BIGINT, PRIMARY KEY (slot, path));
      CREATE TABLE hits_v2 (LIKE hits INCLUDING ALL);
      CREATE TABLE hits_late (LIKE hits INCLUDING ALL);
      CREATE TABLE hits_shifted (LIKE hits INCLUDING ALL);
      CREATE TABLE errors (id TEXT PRIMARY KEY, at TIMESTAMPTZ, path TEXT, status INT);
      CREATE TABLE errors_v2 (id TEXT, at TIMESTAMPTZ, path TEXT, status INT)""")
    val recording = record("requests", requests())
    def hits(mainClass: String) = port("access-log", s"$pkg.$mainClass", "requests")
    failingOnce { webhook =>
      val errors = s"$pkg.ErrorsStream"
      def start() = Foreign.start(
        folder,
        "access-log",
        errors,
        Seq(broker.address, "requests", postgres.url, checkpoint(errors).toString, webhook): _*
      )
      replay(
        recording,
        "requests",
        2,
        classic("access-log", s"$pkg.AccessLogJob", "requests", "access-log"),
        hits("HitsStream"),
        hits("HitsStreamLate"),
        hits("HitsStreamShifted"),
        new Program(start(), Foreign.hasCommitted(checkpoint(errors), broker, "requests"), restarts = 1)
      )
    }
    def compared(port: String) =
      compare(table("hits"), table(port), "--window", "slot", "--key", "path")
    assertEqual(compared("hits_v2"), 90)
    assertFound(compared("hits_late"), "LOWER")
    assertFound(compared("hits_shifted"), "SHIFTED_WINDOW")
    val twice = compare(table("errors"), table("errors_v2"), "--key", "id", "--as", "log")
    assertFound(twice, "DUPLICATE_ROW")
    assert(twice.get("onlyLeftRows").asLong == 0 && twice.get("onlyRightRows").asLong == 0, twice)
  }

  /** A web server whose third answer is that it is not available. */
  private def failingOnce(body: String => Unit): Unit = {
    val asked = new AtomicInteger
    val server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress, 0), 0)
    server.createContext(
      "/",
      exchange => {
        exchange.sendResponseHeaders(if (asked.incrementAndGet() == 3) 503 else 204, -1)
        exchange.close()
      }
    )
    server.start()
    try body(s"http://localhost:${server.getAddress.getPort}/alerts")
    finally server.stop(0)
  }
}
