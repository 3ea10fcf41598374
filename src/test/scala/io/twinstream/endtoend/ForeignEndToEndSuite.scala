package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.sun.net.httpserver.HttpServer
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.io.ByteArrayOutputStream
import java.math.BigInteger
import java.net.{InetAddress, InetSocketAddress}
import java.nio.ByteBuffer
import java.nio.file.{Files, Path}
import java.util.concurrent.atomic.AtomicInteger
import org.apache.avro.Schema
import org.apache.avro.generic.{GenericData, GenericDatumWriter, GenericRecord}
import org.apache.avro.io.EncoderFactory
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.util.Random

/** Whole programs of others, unmodified: their input is recorded, replayed twenty times as fast while the old
  * program and the new one run as processes of their own, and what they wrote is compared.
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
      Seq(
        "bin/twinstream",
        "record",
        s"kafka:${broker.address}/$live",
        "--out",
        s"$file",
        "--until",
        "latest"
      ): _*
    )
    assert(recorded.exit == 0 && recorded.err.contains(f"${records.size}%,d records"), recorded)
    file
  }

  /** Replays a recording to fresh topics, named without `-live`, while programs run, which are stopped when
    * they have done all of it.
    */
  private def replay(recording: Path, to: String, programs: Program*): Unit = {
    programs.foreach(_.begin())
    try {
      val replayed = Bin.run(
        folder,
        Seq("bin/twinstream", "replay", s"$recording", "--to", to, "--speed", "20"): _*
      )
      assert(replayed.exit == 0, replayed)
      programs.foreach(_.awaitDone())
      programs.foreach(_.stop())
    } finally programs.foreach(_.kill())
  }

  /** Where a recording of one topic is replayed to. */
  private def fresh(topic: String, partitions: Int): String = {
    Foreign.topic(broker, topic, partitions)
    s"kafka:${broker.address}/$topic"
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
    val orders = for (i <- 0 until 2000) yield {
      val amount = f"${random.nextInt(1000000) / 100.0}%.2f"
      val status = if (random.nextInt(10) == 0) "CANCELLED" else "PAID"
      val order =
        s"""{"order":$i,"customer":"c${random.nextInt(customers)}","amount":$amount,"status":"$status"}"""
      Input("orders", i % 3, i * 50L, if (i % 500 == 7) "no order" else order)
    }
    postgres.execute("""
      CREATE TABLE order_totals (customer TEXT PRIMARY KEY, orders BIGINT, revenue NUMERIC(14,2));
      CREATE TABLE order_totals_v2 (customer TEXT PRIMARY KEY, orders BIGINT, revenue NUMERIC(14,2))""")
    replay(
      record("orders", orders),
      fresh("orders", 3),
      classic("order-totals", "com.acme.orders.OrderTotals", "orders", "order-totals"),
      port("order-totals", "com.acme.orders.OrderTotalsStream", "orders")
    )
    assertEqual(compare(table("order_totals"), table("order_totals_v2"), "--key", "customer"), customers)
  }

  foreign(
    "devices: a Scala job with case classes and updateStateByKey, and flatMapGroupsWithState",
    LongRun
  ) {
    val random = new Random(2)
    val readings = for (i <- 0 until 3000) yield {
      val device = random.nextInt(90)
      val line = f"d$device,${random.nextInt(4000) / 100.0}%.2f,${began + i * 60L}"
      Input.keyed("devices", device % 3, i * 60L, s"d$device", if (i % 700 == 9) "no reading" else line)
    }
    val last =
      for (partition <- 0 to 2)
        yield Input.keyed(
          "devices",
          partition,
          180100,
          s"end$partition",
          s"end$partition,1.0,${began + 180100}"
        )
    val to = fresh("devices", 3)
    Seq("states", "states-v2").foreach(broker.create(_, 2))
    def start(mainClass: String, output: String) = Foreign.start(
      folder,
      "device-state",
      s"com.globex.devices.$mainClass",
      Seq(broker.address, "devices", output, checkpoint(mainClass).toString): _*
    )
    replay(
      record("devices", readings ++ last),
      to,
      new Program(
        start("DeviceStateJob", "states"),
        Set("end0", "end1", "end2").subsetOf(broker.keys("states").toSet)
      ),
      new Program(
        start("DeviceStateStream", "states-v2"),
        Foreign.hasCommitted(checkpoint("DeviceStateStream"), broker, "devices")
      )
    )
    val states = s"kafka:${broker.address}/states"
    assertEqual(
      compare(states, s"$states-v2", "--key", "device", "--tolerance", "average=0.000001"),
      readings.map(_.key).distinct.size + 3L
    )
  }

  foreign("views: a Java job that reads a socket, and a Python program without Spark", LongRun) {
    val python = "/usr/bin/python3"
    assume(
      Files.isExecutable(java.nio.file.Paths.get(python)) &&
        Bin.run(folder, python, "-c", "import psycopg2").exit == 0,
      "Debian's python3-psycopg2 is not installed"
    )
    val random = new Random(3)
    val views =
      for (i <- 0 until 3000)
        yield Input(
          "views",
          0,
          i * 60L,
          if (i % 900 == 9) "no view" else s"/p${random.nextInt(150)},${random.nextInt(90)}"
        )
    val recording = record("views", views :+ Input("views", 0, 180100, "/end,1"))
    postgres.execute("""
      CREATE TABLE page_views (page TEXT PRIMARY KEY, views BIGINT, seconds BIGINT);
      CREATE TABLE page_views_py (page TEXT PRIMARY KEY, views INTEGER, seconds NUMERIC)""")
    val (sparkPort, pythonPort) = (Bin.freePort(), Bin.freePort())
    replay(
      recording,
      s"socket:$sparkPort",
      new Program(
        Foreign
          .start(
            folder,
            "page-views",
            "com.vandelay.pages.PageViewsJob",
            "localhost",
            s"$sparkPort",
            postgres.url
          ),
        postgres.query("SELECT 1 FROM page_views WHERE page = '/end'").nonEmpty
      )
    )
    val replayed =
      Bin.start(
        folder,
        Seq("bin/twinstream", "replay", s"$recording", "--to", s"socket:$pythonPort", "--speed", "20")
      )
    try {
      Bin.eventually(replayed)(replayed.err.contains("waiting for a client"))
      val dsn = postgres.url.stripPrefix("jdbc:")
      val program = Foreign.file("page-views/page_views.py").toString
      val ended = Bin.run(folder, python, program, "localhost", s"$pythonPort", dsn)
      assert(ended.exit == 0 && replayed.await().exit == 0, ended)
    } finally replayed.kill()
    assertEqual(compare(table("page_views"), table("page_views_py"), "--key", "page"), 151)
  }

  foreign("clicks: two topics and a join with a window of the other, and a join of two streams", LongRun) {
    val random = new Random(4)
    val shown = for (i <- 0 until 2000) yield (s"i$i", i * 80L + random.nextInt(50))
    def at(millis: Long) = java.time.Instant.ofEpochMilli(began + millis)
    val impressions =
      for (((id, millis), i) <- shown.zipWithIndex)
        yield Input(
          "impressions",
          i % 2,
          millis,
          s"""{"impression":"$id","campaign":"c${i % 17}","shownAt":"${at(millis)}"}"""
        )
    val clicked =
      for ((id, millis) <- shown if random.nextInt(4) == 0)
        yield (id, millis + 10000 + random.nextInt(20000))
    val clicks = for (((id, millis), k) <- clicked.sortBy(_._2).zipWithIndex) yield {
      // One in ten is of an impression that nobody has seen.
      val impression = if (k % 10 == 5) s"x$k" else id
      Input(
        "clicks",
        k % 2,
        millis,
        s"""{"click":"k$k","impression":"$impression","clickedAt":"${at(millis)}"}"""
      )
    }
    val end = clicked.map(_._2).max + 5000
    val last = Seq(
      Input(
        "impressions",
        0,
        end - 4000,
        s"""{"impression":"end","campaign":"c0","shownAt":"${at(end - 4000)}"}"""
      ),
      Input("clicks", 0, end, s"""{"click":"end","impression":"end","clickedAt":"${at(end)}"}""")
    )
    val recording = record("clicks", (impressions ++ clicks ++ last).sortBy(_.millis))
    val topics = Seq("replayed-impressions-live", "replayed-clicks-live")
    topics.foreach(Foreign.topic(broker, _, 2))
    val (old, port) = (folder.resolve("paid"), folder.resolve("paid-v2"))
    def start(mainClass: String, output: Path) = Foreign.start(
      folder,
      "ad-clicks",
      s"com.umbrella.ads.$mainClass",
      Seq(broker.address) ++ topics ++ Seq(output.toString, checkpoint(mainClass).toString): _*
    )
    replay(
      recording,
      s"kafka:${broker.address}/replayed-*",
      new Program(start("ClickJob", old), lines(old).exists(_.contains("\"click\":\"end\""))),
      new Program(
        start("ClickStream", port),
        Foreign.hasCommitted(checkpoint("ClickStream"), broker, topics: _*)
      )
    )
    val paid = clicks.indices.count(_ % 10 != 5) + 1L
    assertEqual(compare(s"json:$old", s"parquet:$port", "--key", "click", "--as", "log"), paid)
  }

  /** What is in the files of a folder whose names are not hidden. */
  private def lines(output: Path): Seq[String] =
    if (!Files.isDirectory(output)) Seq.empty
    else
      Files
        .list(output)
        .iterator
        .asScala
        .filter(_.getFileName.toString.startsWith("part-"))
        .flatMap(Files.readAllLines(_).asScala)
        .toList

  foreign("payments: Avro in and Avro out, decoded by hand and by spark-avro", LongRun) {
    val schema =
      new Schema.Parser().parse(Foreign.file("payments-avro/src/main/resources/payment.avsc").toFile)
    val random = new Random(5)
    val cents = Seq.fill(3000)(random.nextInt(1000000))
    val payments = for ((amount, i) <- cents.zipWithIndex) yield {
      val payment = new GenericData.Record(schema)
      payment.put("id", s"p$i")
      payment.put("amount", ByteBuffer.wrap(BigInteger.valueOf(amount.toLong).toByteArray))
      payment.put("currency", new GenericData.EnumSymbol(schema.getField("currency").schema, "EUR"))
      payment.put("at", began + i * 60L)
      payment.put("note", if (i % 3 == 0) null else s"no. $i")
      val bytes = new ByteArrayOutputStream
      val encoder = EncoderFactory.get.binaryEncoder(bytes, null)
      new GenericDatumWriter[GenericRecord](schema).write(payment, encoder)
      encoder.flush()
      Input("payments", i % 3, i * 60L, bytes.toByteArray)
    }
    val to = fresh("payments", 3)
    Seq("alerts", "alerts-v2").foreach(broker.create(_, 2))
    def start(mainClass: String, args: String*) =
      Foreign
        .start(
          folder,
          "payments-avro",
          s"com.hooli.payments.$mainClass",
          Seq(broker.address, "payments") ++ args: _*
        )
    val port = checkpoint("LargePaymentsStream")
    replay(
      record("payments", payments),
      to,
      new Program(start("LargePayments", "alerts"), broker.hasCommitted("large-payments", "payments")),
      new Program(
        start("LargePaymentsStream", "alerts-v2", port.toString),
        Foreign.hasCommitted(port, broker, "payments")
      )
    )
    val avro = s"?avro=${Foreign.file("payments-avro/src/main/resources/alert.avsc")}"
    def alerts(name: String) = s"kafka:${broker.address}/$name$avro"
    assertEqual(
      compare(alerts("alerts"), alerts("alerts-v2"), "--key", "id", "--as", "log"),
      cents.count(_ >= 500000)
    )
  }

  private val pkg = "com.initech.weblog"

  /** Requests of 100 s; of the last half, one in ten is told 50 s after it was made. */
  private def requests(): Seq[Input] = {
    val random = new Random(6)
    for (i <- 0 until 2000) yield {
      val millis = i * 50L
      val isLate = millis > 50000 && random.nextInt(10) == 0
      val at = java.time.Instant.ofEpochMilli(began + millis - (if (isLate) 50000 else 0))
      val status = if (random.nextInt(12) == 0) 500 else 200
      Input("requests", i % 2, millis, s"r$i $at /${"abcde".charAt(random.nextInt(5))} $status")
    }
  }

  foreign(
    "requests: ports that drop what is late, shift their windows, and write twice after a retry are found",
    LongRun
  ) {
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
        fresh("requests", 2),
        classic("access-log", s"$pkg.AccessLogJob", "requests", "access-log"),
        hits("HitsStream"),
        hits("HitsStreamLate"),
        hits("HitsStreamShifted"),
        new Program(start(), Foreign.hasCommitted(checkpoint(errors), broker, "requests"), restarts = 1)
      )
    }
    def compared(port: String) =
      compare(table("hits"), table(port), "--window", "slot", "--key", "path")
    assertEqual(compared("hits_v2"), 40)
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
