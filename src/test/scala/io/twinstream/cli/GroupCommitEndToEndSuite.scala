package io.twinstream.cli

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.api.GroupCommitListener
import io.twinstream.endtoend.{Bin, Broker, Foreign, Jar, Postgres}
import io.twinstream.ends.lines.SocketSource
import io.twinstream.engine.Sessions
import io.twinstream.local.servers.LocalKafka
import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.file.{Files, Path}
import java.util.Random
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport
import org.apache.kafka.clients.consumer.OffsetAndMetadata
import org.apache.kafka.common.TopicPartition
import org.apache.logging.log4j.{Level, LogManager}
import org.apache.logging.log4j.core.{LogEvent, Logger}
import org.apache.logging.log4j.core.appender.AbstractAppender
import org.apache.logging.log4j.core.config.{Configurator, Property}
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.streaming.{StreamingQuery, Trigger}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The group that shows where queries stand. `TWINSTREAM_LISTENER_KILLS` says how many kills the long run
  * has: 50 unless it is set.
  */
@EndToEnd
class GroupCommitEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val broker = Broker.shared
  private val kills = sys.env.get("TWINSTREAM_LISTENER_KILLS").map(_.toInt).getOrElse(50)
  private val seed = 20261126L
  private var isOpen = false

  private lazy val session: SparkSession = {
    isOpen = true
    Sessions.open(
      "twinstream commit tests",
      Map("spark.master" -> "local[2]", "spark.ui.enabled" -> "false").asJava,
      new SocketSource("localhost", 1)
    )
  }

  override def afterAll(): Unit = if (isOpen) session.close()

  private def committed(group: String, of: Broker = broker): Map[Int, Long] = of
    .admin(_.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata.get(30, TimeUnit.SECONDS))
    .asScala
    .map { case (partition, at) => partition.partition -> at.offset }
    .toMap

  /** The offsets of a micro-batch in a query's log. */
  private def logged(checkpoint: Path, topic: String, batch: Long): Map[Int, Long] = {
    val line = Files.readAllLines(checkpoint.resolve(s"offsets/$batch")).asScala.last
    new ObjectMapper()
      .readTree(line)
      .path(topic)
      .fields
      .asScala
      .map(each => each.getKey.toInt -> each.getValue.asLong)
      .toMap
  }

  /** The micro-batches that a query's log calls committed, in their order. */
  private def commits(checkpoint: Path): Seq[Long] =
    Option(checkpoint.resolve("commits").toFile.list).toSeq.flatten
      .filter(_.forall(_.isDigit))
      .map(_.toLong)
      .sorted

  /** Runs a query that the listener hears of. */
  private def query(topic: String, checkpoint: Path, group: String, servers: String = broker.address)(
      body: StreamingQuery => Unit
  ): Unit = {
    val conf = session.sparkContext.getConf
      .set(GroupCommitListener.GROUP, group)
      .set(GroupCommitListener.SERVERS, servers)
    val listener = new GroupCommitListener(conf)
    session.streams.addListener(listener)
    try alone(topic, checkpoint)(body)
    finally session.streams.removeListener(listener)
  }

  private def alone(topic: String, checkpoint: Path)(body: StreamingQuery => Unit): Unit = {
    val running = session.readStream
      .format("kafka")
      .option("kafka.bootstrap.servers", broker.address)
      .option("subscribe", topic)
      .option("startingOffsets", "earliest")
      .load()
      .writeStream
      .format("noop")
      .option("checkpointLocation", checkpoint.toString)
      .trigger(Trigger.ProcessingTime(0))
      .start()
    try body(running)
    finally running.stop()
  }

  private def until(condition: => Boolean): Unit = {
    val end = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
    while (!condition) {
      assert(System.nanoTime < end)
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20))
    }
  }

  /** What the listener says while the body runs. */
  private def said(body: => Unit): Seq[String] = {
    val lines = new java.util.concurrent.ConcurrentLinkedQueue[String]
    val appender = new AbstractAppender("said", null, null, true, Property.EMPTY_ARRAY) {
      override def append(event: LogEvent): Unit =
        if (event.getLoggerName == classOf[GroupCommitListener].getName) {
          lines.add(event.getMessage.getFormattedMessage)
          ()
        }
    }
    appender.start()
    Configurator.setLevel(classOf[GroupCommitListener].getName, Level.WARN)
    val logger = LogManager.getLogger(classOf[GroupCommitListener]).asInstanceOf[Logger]
    logger.addAppender(appender)
    try body
    finally logger.removeAppender(appender)
    lines.asScala.toSeq
  }

  private def reset(group: String, topic: String, offset: Long): Unit = {
    broker.admin(
      _.alterConsumerGroupOffsets(
        group,
        Map(new TopicPartition(topic, 0) -> new OffsetAndMetadata(offset)).asJava
      ).all.get(30, TimeUnit.SECONDS)
    )
    ()
  }

  test("the group follows the commit log, and a restart makes up for a commit that was lost") {
    TempFolder.use { folder =>
      broker.create("followed", 2)
      broker.send("followed", 0, "a", "b", "c")
      val checkpoint = folder.resolve("checkpoint")
      query("followed", checkpoint, "follower") { running =>
        running.processAllAvailable()
        until(committed("follower") == Map(0 -> 3, 1 -> 0))
        broker.send("followed", 1, "d")
        until(committed("follower") == Map(0 -> 3, 1 -> 1))
      }
      for (lost <- Seq(1L, 9L)) {
        reset("follower", "followed", lost)
        // Nothing new comes: the query has no micro-batch.
        query("followed", checkpoint, "follower")(_ => until(committed("follower") == Map(0 -> 3, 1 -> 1)))
      }
      broker.send("followed", 0, "e")
      // The last commit is made although the query stops at once.
      query("followed", checkpoint, "follower")(_.processAllAvailable())
      until(committed("follower") == Map(0 -> 4, 1 -> 1))
    }
  }

  test("a broker that is away: one warning, the query goes on, and its newest offsets are committed later") {
    TempFolder.use { folder =>
      broker.create("away", 1)
      val port = Bin.freePort()
      val lines = said {
        query("away", folder.resolve("checkpoint"), "waiting", s"localhost:$port") { running =>
          for (k <- 1 to 3) {
            broker.send("away", 0, s"w$k")
            running.processAllAvailable()
          }
          assert(running.isActive && running.exception.isEmpty)
          val kafka = LocalKafka.start(Broker.jars, port, folder.resolve("kafka"))
          try {
            val there = new Broker(kafka)
            there.create("away", 1)
            until {
              broker.send("away", 0, "more")
              running.processAllAvailable()
              committed("waiting", there).nonEmpty
            }
            until(committed("waiting", there).get(0).exists(_ >= 4))
          } finally kafka.close()
        }
      }
      assert(lines.head.contains("offsets cannot be committed (no broker answers); the query goes on"), lines)
      assert(lines(1).contains("are committed again"), lines)
    }
  }

  test("run --commit-to-group: kafka-consumer-groups shows the lag") {
    TempFolder.use { folder =>
      broker.create("shown", 2)
      broker.send("shown", 0, "a b", "c", "d")
      val run =
        Seq("bin/twinstream", "run", "word-count", "--engine", "structured", "--master", "local[2]") ++
          Seq("--source", s"kafka:${broker.address}/shown", "--sink", s"json:${folder.resolve("rows")}") ++
          Seq("--checkpoint", folder.resolve("checkpoint").toString, "--commit-to-group", "shown-by")
      val result = Bin.run(folder, run ++ Seq("--until", "end"): _*)
      assert(result.exit == 0, result)
      broker.send("shown", 1, "e", "f")
      val described = GroupTool.run(broker, "--describe", "--group", "shown-by")
      val columns =
        described.linesIterator.map(_.trim.split("\\s+").toSeq).filter(_.headOption.contains("shown-by"))
      // Topic, partition, committed, end, lag.
      assert(
        columns.map(_.slice(1, 6)).toSet ==
          Set(Seq("shown", "0", "3", "3", "0"), Seq("shown", "1", "0", "2", "2")),
        described
      )
    }
  }

  test("an application that is not ours has it by configuration") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        postgres.execute(
          "CREATE TABLE order_totals_v2 (customer TEXT PRIMARY KEY, orders BIGINT, revenue NUMERIC(14,2))"
        )
        broker.create("theirs", 1)
        broker.send(
          "theirs",
          0,
          (1 to 7).map(k => s"""{"customer":"c$k","amount":1.50,"status":"PAID"}"""): _*
        )
        val settings = Seq(
          "--jars",
          Jar.plain.toString,
          "--conf",
          s"${GroupCommitListener.LISTENERS}=${classOf[GroupCommitListener].getName}",
          "--conf",
          s"${GroupCommitListener.GROUP}=their-lag",
          "--conf",
          s"${GroupCommitListener.SERVERS}=${broker.address}"
        )
        val running = Bin.start(
          folder,
          Seq("bash", "-c", "source bin/common.sh; find_java; spark_submit \"$@\"", "submit") ++
            Seq("--master", "local[2]", "--class", "com.acme.orders.OrderTotalsStream") ++ settings ++
            Seq(Foreign.jar("order-totals").toString, broker.address, "theirs", postgres.url) ++
            Seq(folder.resolve("checkpoint").toString),
          env = Map(
            "SPARK_CONF_DIR" -> Bin.home.resolve("src/test/fixtures/foreign/conf").toString,
            "SPARK_HOME" -> ""
          )
        )
        try Bin.eventually(running)(committed("their-lag") == Map(0 -> 7))
        finally {
          running.kill()
          running.await()
        }
      }
    }
  }

  /** Kills the driver that often; after each the group is held against the log, which then stands still. */
  private def killed(times: Int): Unit = TempFolder.use { folder =>
    val topic = s"killed-$times"
    broker.create(topic, 3)
    val random = new Random(seed)
    val checkpoint = folder.resolve("checkpoint")
    val isOver = new AtomicBoolean
    val to = broker.producer()
    val feeder = new Thread(() => {
      var k = 0
      while (!isOver.get) {
        to.send(broker.record(topic, k % 3, "word"))
        k += 1
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5))
      }
    })
    feeder.start()
    var behind = 0
    try
      for (round <- 1 to times) {
        val before = commits(checkpoint).lastOption.getOrElse(-1L)
        val running = Bin.start(
          folder,
          Seq("bin/twinstream", "run", "word-count", "--engine", "structured", "--master", "local[2]") ++
            Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:${folder.resolve("rows")}") ++
            Seq("--checkpoint", checkpoint.toString, "--batch-interval", "500ms", "--commit-to-group", topic)
        )
        Bin.eventually(running)(commits(checkpoint).lastOption.exists(_ > before))
        val end = System.nanoTime + TimeUnit.MILLISECONDS.toNanos(random.nextInt(2500).toLong)
        while (System.nanoTime < end) LockSupport.parkNanos(end - System.nanoTime)
        running.killNow()
        running.await()
        val group = committed(topic)
        val log = commits(checkpoint)
        def atMost(one: Map[Int, Long], other: Map[Int, Long]) =
          one.forall { case (partition, at) => other.get(partition).exists(at <= _) }
        assert(atMost(group, logged(checkpoint, topic, log.last)), s"round $round: ahead of the log")
        if (group != logged(checkpoint, topic, log.last)) {
          behind += 1
          val lowest =
            if (log.size > 1) logged(checkpoint, topic, log(log.size - 2)) else Map.empty[Int, Long]
          assert(atMost(lowest, group), s"round $round: more than one micro-batch below the log")
        }
      }
    finally {
      isOver.set(true)
      feeder.join()
      to.close()
    }
    info(s"$times kills, $behind times one micro-batch below the commit log, never above")
  }

  test("a killed driver, three times: the group is never above the log, and one micro-batch below at most") {
    killed(3)
  }

  test(s"a killed driver, $kills times: the same", LongRun) {
    killed(kills)
  }

  test("what 1,000 partitions cost", LongRun) {
    TempFolder.use { folder =>
      broker.create("wide", 1000)
      val to = broker.producer()
      def batch(running: StreamingQuery): Long = {
        // A task for each partition that has records would take all the time.
        for (k <- 0 until 200) to.send(broker.record("wide", k % 4, "w"))
        to.flush()
        running.processAllAvailable()
        running.lastProgress.durationMs.get("triggerExecution")
      }
      def median(listened: Boolean): Long = {
        var all = Seq.empty[Long]
        val run = (running: StreamingQuery) => all = (1 to 40).map(_ => batch(running)).drop(10)
        val checkpoint = folder.resolve(s"checkpoint-$listened")
        if (listened) query("wide", checkpoint, "wide")(run) else alone("wide", checkpoint)(run)
        all.sorted.apply(all.size / 2)
      }
      val (without, withIt) = (median(listened = false), median(listened = true))
      to.close()
      info(s"a micro-batch of 1,000 partitions takes $without ms, with the listener $withIt ms")
      assert(withIt <= without * 1.2)
    }
  }
}
