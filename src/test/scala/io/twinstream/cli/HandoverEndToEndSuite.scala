package io.twinstream.cli

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.endtoend.{Bin, Broker, Database, Foreign, Postgres}
import io.twinstream.ends.lines.SocketSource
import io.twinstream.engine.Sessions
import io.twinstream.savepoint.Savepoints
import java.nio.file.{Files, Path}
import java.time.Instant
import java.util.Random
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.locks.LockSupport
import org.apache.spark.api.java.function.VoidFunction2
import org.apache.spark.sql.{Dataset, Row, SparkSession}
import org.apache.spark.sql.streaming.{StreamingQuery, Trigger}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The program in `foreign/ledger`, which knows nothing of twinstream, is killed while records come, and a
  * query goes on from where it stood; then the program again from where the query stood, and so on. Whoever
  * writes an entry notes it, so the notes tell what was written twice. `TWINSTREAM_HANDOVERS` says how many
  * times each in the long run: 20 unless it is set.
  */
@EndToEnd
class HandoverEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val broker = Broker.shared
  private val long = sys.env.get("TWINSTREAM_HANDOVERS").map(_.toInt).getOrElse(20)
  private val seed = sys.env.get("TWINSTREAM_HANDOVER_SEED").map(_.toLong).getOrElse(20261126L)
  private val partitions = 3
  private val uncertain = """(\S+)-(\d+)  uncertain \[(\d+), (\d+)\)""".r

  private lazy val session: SparkSession = Sessions.open(
    "twinstream handover tests",
    Map("spark.master" -> "local[2]", "spark.ui.enabled" -> "false").asJava,
    new SocketSource("localhost", 1)
  )
  private var isOpen = false

  override def afterAll(): Unit = if (isOpen) session.close()

  /** Who has the topic and where it is remembered. */
  private final class Handover(place: String, folder: Path, postgres: Postgres) {
    val topic = s"handover-$place-${folder.getFileName}"
    val file: Path = folder.resolve("position.json")
    broker.create(topic, partitions)
    postgres.execute(
      "CREATE TABLE ledger (part INT, off BIGINT, word TEXT, PRIMARY KEY (part, off));" +
        "CREATE TABLE notes (part INT, off BIGINT, at BIGINT);" +
        "CREATE TABLE positions (topic TEXT, part INT, last_read BIGINT, PRIMARY KEY (topic, part))"
    )
    private var named = Set.empty[(Int, Long)]
    private var runs = 0

    def noted: Long = postgres.query("SELECT count(*) FROM notes").head.head.toLong

    /** Tells whether the program has remembered a position yet. */
    def isRemembered: Boolean = place match {
      case "file"  => Files.exists(file)
      case "table" => true
      case _       => inGroup.nonEmpty
    }

    private def inGroup: Map[Int, Long] = broker
      .admin(
        _.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata.get(30, TimeUnit.SECONDS)
      )
      .asScala
      .toMap
      .map { case (partition, offset) => partition.partition -> offset.offset }

    def old(body: Bin.Running => Unit): Unit = {
      val where = place match {
        case "group" | "time" => s"group:$topic"
        case "table"          => "table"
        case "file"           => s"file:$file"
      }
      val java = s"${sys.props("java.home")}/bin/java"
      val program = Seq(java, "-cp", Foreign.jar("ledger").toString, "com.soylent.ledger.LedgerKeeper")
      val running = Bin.start(folder, program ++ Seq(broker.address, topic, postgres.url, where))
      try body(running)
      finally {
        running.killNow()
        running.await()
      }
    }

    private def origin: Seq[String] = place match {
      case "group" => Seq("--group", topic)
      case "table" =>
        Seq("--offsets-table", postgres.url, "--offset-is", "last-read", "--columns") ++
          Seq("partition=part,offset=last_read", "--query", "SELECT * FROM positions")
      case "file" => Seq("--offsets", file.toString)
      case "time" =>
        // The newest record of the partition that is least far.
        val newest = postgres.query("SELECT max(at) FROM notes GROUP BY part").map(_.head.toLong)
        val safe = if (newest.size == partitions) newest.min else 0L
        Seq("--at", Instant.ofEpochMilli(safe).toString, "--topics", topic)
    }

    private def command(args: Seq[String]): Unit = {
      val (exit, text) = Cli.run("savepoint" +: (args ++ Seq("--kafka", broker.address)): _*)
      assert(exit == 0, text)
      for (found <- uncertain.findAllMatchIn(text); off <- found.group(3).toLong until found.group(4).toLong)
        named += found.group(2).toInt -> off
    }

    /** The port goes on from a savepoint of where the program stood; the body runs while it does. */
    def port(body: StreamingQuery => Unit): Path = {
      runs += 1
      val savepoint = folder.resolve(s"savepoint-$runs").toString
      // A partition that the program has not come to yet begins where the program would begin it.
      command(origin ++ Seq("--missing", "earliest", "--out", savepoint))
      isOpen = true
      val checkpoint = folder.resolve(s"checkpoint-$runs")
      val url = postgres.url
      val query = session.readStream
        .format("kafka")
        .option("kafka.bootstrap.servers", broker.address)
        .option("subscribe", topic)
        .option("startingOffsets", Savepoints.read(session, savepoint).startingOffsets)
        .option("maxOffsetsPerTrigger", "200")
        .load()
        .selectExpr("partition", "offset", "CAST(value AS STRING)", "unix_millis(timestamp)")
        .writeStream
        .foreachBatch(new EnterBatch(url))
        .option("checkpointLocation", checkpoint.toString)
        .trigger(Trigger.ProcessingTime(0))
        .start()
      try body(query)
      finally query.stop()
      checkpoint
    }

    /** The program is to go on from where the port stood. */
    def back(checkpoint: Path): Unit =
      if (hasCommitted(checkpoint)) {
        command(Seq(checkpoint.toString, "--to-group", topic))
        if (place != "group" && place != "time") {
          // The program's own place is set from the group, as its owner would.
          if (place == "table")
            inGroup.foreach { case (part, offset) =>
              postgres.execute(
                s"INSERT INTO positions VALUES ('$topic', $part, ${offset - 1}) ON CONFLICT (topic, part) " +
                  "DO UPDATE SET last_read = EXCLUDED.last_read"
              )
            }
          else
            TempFolder.write(
              file,
              inGroup
                .map { case (part, offset) => s""""$part":$offset""" }
                .mkString(s"""{"$topic":{""", ",", "}}")
            )
        }
      }

    private def hasCommitted(checkpoint: Path): Boolean =
      Option(checkpoint.resolve("commits").toFile.list).exists(_.exists(_.forall(_.isDigit)))

    /** Each record is in the ledger once; what was written more than once had been named. */
    def check(sent: Map[(Int, Long), String]): Unit = {
      val ledger = postgres.query("SELECT part, off, word FROM ledger").map { case Seq(part, off, word) =>
        (part.toInt, off.toLong) -> word
      }
      assert(ledger.size == sent.size && ledger.toMap == sent)
      val twice = postgres
        .query("SELECT part, off FROM notes GROUP BY part, off HAVING count(*) > 1")
        .map { case Seq(part, off) => (part.toInt, off.toLong) }
      info(s"${sent.size} records, ${twice.size} written more than once, ${named.size} named uncertain")
      assert(twice.filterNot(named) == Nil)
    }
  }

  /** Sends words while the body runs; returns what was sent, by position. */
  private def feeding(topic: String)(body: => Unit): Map[(Int, Long), String] = {
    val isOver = new AtomicBoolean
    val sent = new java.util.concurrent.ConcurrentHashMap[(Int, Long), String]
    val to = broker.producer("linger.ms" -> "2")
    val feeder = new Thread(() => {
      var k = 0
      while (!isOver.get) {
        val word = s"w${k % 17}"
        val partition = k % partitions
        to.send(
          broker.record(topic, partition, word),
          (meta, failure) => if (failure == null) { sent.put((partition, meta.offset), word); () }
        )
        k += 1
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2))
      }
    })
    feeder.start()
    try body
    finally {
      isOver.set(true)
      feeder.join()
      to.close()
    }
    sent.asScala.toMap
  }

  /** For the moment of a kill, which is a time. */
  private def pause(random: Random): Unit = {
    val end = System.nanoTime + TimeUnit.MILLISECONDS.toNanos(200L + random.nextInt(1500))
    while (System.nanoTime < end) LockSupport.parkNanos(end - System.nanoTime)
  }

  private def moves(place: String, rounds: Int): Unit = TempFolder.use { folder =>
    Postgres.use(folder) { postgres =>
      val random = new Random(seed)
      val handover = new Handover(place, folder, postgres)
      val sent = feeding(handover.topic) {
        for (_ <- 1 to rounds) {
          handover.old { running =>
            val before = handover.noted
            Bin.eventually(running)(handover.noted > before && handover.isRemembered)
            pause(random)
          }
          handover.back(handover.port { query =>
            val before = handover.noted
            awaitThat(handover.noted > before, query)
            pause(random)
          })
        }
      }
      handover.port(query => query.processAllAvailable())
      handover.check(sent)
    }
  }

  private def awaitThat(condition: => Boolean, query: StreamingQuery): Unit = {
    val end = System.nanoTime + TimeUnit.SECONDS.toNanos(120)
    while (!condition) {
      assert(System.nanoTime < end && query.isActive, query.exception)
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50))
    }
  }

  for (place <- Seq("group", "table", "file", "time")) {
    test(
      s"a killed program with its position in a $place goes on as a query, and back",
      LongRun.unless(place == "group"): _*
    ) {
      moves(place, 1)
    }

    test(s"a killed program with its position in a $place, $long times there and back", LongRun) {
      moves(place, long)
    }
  }
}

/** Enters the records of a micro-batch into the ledger, and notes each. */
class EnterBatch(url: String) extends VoidFunction2[Dataset[Row], java.lang.Long] {
  override def call(batch: Dataset[Row], id: java.lang.Long): Unit = {
    val rows = batch.collectAsList.asScala
    if (rows.nonEmpty)
      new Database(url).connection { connection =>
        connection.setAutoCommit(false)
        val ledger = connection.prepareStatement("INSERT INTO ledger VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
        val notes = connection.prepareStatement("INSERT INTO notes VALUES (?, ?, ?)")
        for (row <- rows) {
          ledger.setInt(1, row.getInt(0))
          ledger.setLong(2, row.getLong(1))
          ledger.setString(3, row.getString(2))
          ledger.addBatch()
          notes.setInt(1, row.getInt(0))
          notes.setLong(2, row.getLong(1))
          notes.setLong(3, row.getLong(3))
          notes.addBatch()
        }
        ledger.executeBatch()
        notes.executeBatch()
        connection.commit()
      }
  }
}
