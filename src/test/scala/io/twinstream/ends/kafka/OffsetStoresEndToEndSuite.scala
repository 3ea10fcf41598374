package io.twinstream.ends.kafka

import io.twinstream.ends.jdbc.OffsetsInTable
import io.twinstream.ends.OpenSinks
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.api.Engine
import io.twinstream.cli.Commands
import io.twinstream.cli.RunOf
import io.twinstream.engine.{DStreamRunner, RunListener, RunSettings, Sessions, StopRequest, Until}
import io.twinstream.ends.jdbc.OffsetsInTable
import io.twinstream.recovery.CheckpointMarker
import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Broker, Postgres}
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.jobs.wordcount.{CountedWord, DStreamWordCount}
import io.twinstream.savepoint
import io.twinstream.savepoint.{PartitionOffset, SourcePosition}
import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.api.InputRecord
import java.io.{PrintWriter, StringWriter}
import java.nio.file.Path
import java.time.Duration
import java.util.{Collections, Optional, OptionalLong, TreeMap, TreeSet}
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.apache.hadoop.conf.Configuration
import org.apache.kafka.common.TopicPartition
import org.apache.spark.{SparkConf, SparkEnv}
import org.apache.spark.api.java.JavaSparkContext
import org.apache.spark.sql.SparkSession
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What each store of offsets loses and repeats when a run breaks off at each point: the table of the page on
  * Kafka. A record is a word of its own; its rows are counted over both runs.
  */
@EndToEnd
class OffsetStoresEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val broker = Broker.shared
  private lazy val session: SparkSession =
    Sessions.open("twinstream offset tests", Map("spark.master" -> "local[2]").asJava, source("any"))

  private val RATE = "spark.streaming.kafka.maxRatePerPartition"

  override def afterAll(): Unit = session.stop()

  private def source(topic: String, starting: String = "earliest"): KafkaSource =
    new KafkaSource(
      new KafkaAddress(broker.address, Seq(topic).asJava),
      new KafkaReading(
        KafkaClientSettings.NONE,
        starting,
        Optional.empty(),
        OptionalLong.empty,
        OptionalLong.empty
      )
    )

  private def committed(topic: String): java.util.Map[TopicPartition, java.lang.Long] =
    source(topic).group(topic).load()

  /** One place to write to, and its store; a new object for each run, as each run is a process. */
  private final class Run(
      postgres: Postgres,
      topic: String,
      store: OffsetKeeper.Place,
      id: String,
      starting: String = "earliest"
  ) {
    val from: KafkaSource = source(topic, starting)

    private val table: Sink[CountedWord] = OpenSinks
      .parse(
        s"${postgres.url}#words",
        new RowFormat(WordCountJob.JOB.keyColumns, WordCountJob.JOB.valueColumns),
        id,
        classOf[CountedWord],
        true,
        KafkaClientSettings.NONE
      )

    table.check()
    from.check()

    private def kept(rows: Sink[CountedWord]): Option[OffsetKeeper[CountedWord]] = store match {
      case OffsetKeeper.Place.GROUP => Some(new OffsetsInGroup(from.group(topic), rows))
      case OffsetKeeper.Place.TABLE => Some(new OffsetsInTable(table, topic, from.topics))
      case _                        => None
    }

    def load(): Unit = kept(table).foreach(load)

    /** As the command does it. */
    private def load(kept: OffsetKeeper[CountedWord]): Unit = {
      from.goOnAt(
        kept.load(),
        if (store == OffsetKeeper.Place.GROUP) Optional.of(topic) else Optional.empty()
      )
      if (!from.startsAreStable) kept.begin(from.settleStarts())
    }

    /** Runs until the topic is read, or until the sink that breaks says so. */
    def run(
        folder: Path,
        breaks: String,
        until: Until = Until.END,
        stop: StopRequest = new StopRequest
    ): Unit = {
      val rows: Sink[CountedWord] = breaks match {
        case "before rows"        => new Breaking(table, false)
        case "after rows"         => new Breaking(table, true)
        case "in the third batch" => new ThirdBreaks(table)
        case _                    => table
      }
      val offsets = kept(rows)
      offsets.foreach(load)
      val sink = offsets.fold(rows)(_.sink())
      val outer = breaks match {
        case "after offsets" => new Breaking(sink, true)
        case _               => sink
      }
      val checkpoint =
        if (store == OffsetKeeper.Place.CHECKPOINT) Optional.of(folder.resolve("checkpoint").toString)
        else Optional.empty[String]
      DStreamRunner.run(
        new DStreamWordCount,
        new RunSettings(from, outer, checkpoint, Duration.ofMillis(500), until),
        session,
        RunListener.NONE,
        stop
      )
      offsets.foreach(_.flush())
    }
  }

  /** How often each record is in the table after a run that broke off and one that did not. */
  private def timesCounted(store: OffsetKeeper.Place, point: String): Set[Long] = TempFolder.use { folder =>
    Postgres.use(folder) { postgres =>
      val topic = s"$store-${point.replace(' ', '-')}"
      broker.create(topic, 1)
      broker.send(topic, 0, (1 to 20).map(n => s"w$n"): _*)
      // A checkpoint has the id of its first run; the others begin a run of their own.
      val id = if (store == OffsetKeeper.Place.CHECKPOINT) "same" else "second"
      Breaking.isBroken = false
      if (point == "in the transaction") {
        new Run(postgres, topic, store, "first").from
        postgres.execute(
          "CREATE TABLE twinstream_offsets (name text, topic text, partition int, " +
            "until bigint NOT NULL CHECK (until < 20), PRIMARY KEY (name, topic, partition))"
        )
        intercept[UserError](new Run(postgres, topic, store, "first").run(folder, point))
        postgres.execute("ALTER TABLE twinstream_offsets DROP CONSTRAINT twinstream_offsets_until_check")
      } else {
        val first = new Run(postgres, topic, store, if (id == "same") id else "first")
        val error = intercept[UserError](first.run(folder, point))
        assert(error.getMessage.contains("broken off"), error.getMessage)
      }
      new Run(postgres, topic, store, id).run(folder, "never")
      val counts = postgres.query("SELECT word, sum(count) FROM words GROUP BY word")
      assert(counts.size == 20, "a record is lost")
      counts.map(_(1).toLong).toSet
    }
  }

  @volatile private var isSeen = false

  private val once = Set(1L)
  private val twice = Set(2L)

  private val cases = Seq(
    (OffsetKeeper.Place.CHECKPOINT, "before rows", once),
    (OffsetKeeper.Place.CHECKPOINT, "after rows", once), // the batch replaces its rows
    (OffsetKeeper.Place.GROUP, "before rows", once),
    (OffsetKeeper.Place.GROUP, "after rows", twice),
    (OffsetKeeper.Place.GROUP, "after offsets", twice), // the commit would have gone with the next batch
    (OffsetKeeper.Place.TABLE, "in the transaction", once),
    (OffsetKeeper.Place.TABLE, "after offsets", once)
  )

  for ((store, point, expected) <- cases) {
    test(s"$store: broken off $point: nothing is lost, each record is counted ${expected.head} times") {
      assert(timesCounted(store, point) == expected)
    }
  }

  test("group: what is written is committed while the run goes on") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val topic = "committed"
        broker.create(topic, 1)
        broker.send(topic, 0, "a", "b")
        val stop = new StopRequest
        val watch = new Thread(() => {
          try {
            await(committed(topic).containsValue(2L))
            broker.send(topic, 0, "c")
            await(committed(topic).containsValue(3L))
            isSeen = true
          } finally stop.request()
        })
        watch.start()
        new Run(postgres, topic, OffsetKeeper.Place.GROUP, "1").run(folder, "never", Until.NEVER, stop)
        watch.join()
        assert(isSeen)
      }
    }
  }

  test("group: a graceful stop commits the last batch; the next run reads what came after it") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val topic = "graceful"
        broker.create(topic, 1)
        broker.send(topic, 0, "a", "b")
        new Run(postgres, topic, OffsetKeeper.Place.GROUP, "1").run(folder, "never")
        assert(committed(topic).asScala == Map(new TopicPartition(topic, 0) -> 2L))
        broker.send(topic, 0, "c")
        new Run(postgres, topic, OffsetKeeper.Place.GROUP, "2").run(folder, "never")
        assert(postgres.query("SELECT word, count FROM words WHERE run = '2'") == Seq(Seq("c", "1")))
      }
    }
  }

  test("group: a batch fails and Spark goes on with those behind it: each record is counted all the same") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val topic = "goes-on"
        broker.create(topic, 1)
        broker.send(topic, 0, (1 to 40).map(n => s"w$n"): _*)
        SparkEnv.get.conf.set(RATE, "4") // 2 records a batch
        val first = new Run(postgres, topic, OffsetKeeper.Place.GROUP, "1")
        try {
          val error = intercept[UserError](first.run(folder, "in the third batch", Until.NEVER))
          assert(error.getMessage.contains("the third batch broke"), error.getMessage)
        } finally SparkEnv.get.conf.remove(RATE)
        assert(committed(topic).values.asScala.forall(_ <= 4), "what was not written is committed")
        new Run(postgres, topic, OffsetKeeper.Place.GROUP, "2").run(folder, "never")
        val counted = postgres.query("SELECT word, sum(count) FROM words GROUP BY word").map(_.head).toSet
        assert((1 to 40).map(n => s"w$n").filterNot(counted) == Nil, "are lost")
      }
    }
  }

  test("group: --starting-offsets latest: what comes before the first batch is written is not passed over") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val topic = "from-latest"
        broker.create(topic, 1)
        broker.send(topic, 0, "before")
        def start(id: String) = new Run(postgres, topic, OffsetKeeper.Place.GROUP, id, "latest")
        val first = start("1")
        first.load()
        broker.send(topic, 0, "after")
        val second = start("2")
        second.run(folder, "never")
        assert(postgres.query("SELECT word FROM words") == Seq(Seq("after")))
      }
    }
  }

  test("group: a topic that is deleted takes the offsets along: one that is made anew begins anew") {
    val topic = "made-anew"
    broker.create(topic, 1)
    broker.send(topic, 0, "a", "b", "c")
    val at = new TopicPartition(topic, 0)
    source(topic).group(topic).commit(Map(at -> Long.box(2)).asJava)
    val before = source(topic)
    before.check()
    assert(committed(topic).get(at) == 2L)
    broker.deleteTopic(topic)
    await(!broker.admin(_.listTopics.names.get(30, TimeUnit.SECONDS)).contains(topic))
    broker.create(topic, 1)
    await(committed(topic).isEmpty)
    val after = source(topic)
    after.check()
    assert(before.topics.ids.get(topic) != after.topics.ids.get(topic))
  }

  for (engine <- Engine.values) {
    test(s"$engine: a checkpoint, and a savepoint, of a topic that was made anew are refused") {
      TempFolder.use { folder =>
        val topic = s"anew-$engine"
        broker.create(topic, 1)
        val before = source(topic)
        before.check()
        val checkpoint = folder.resolve("checkpoint").toString
        CheckpointMarker
          .of(checkpoint, "word-count", engine, Map.empty[String, String].asJava, new Configuration)
          .goingOn(before.topics, checkpoint)
          .claim(checkpoint, new Configuration)
        TempFolder.write(folder.resolve("checkpoint/metadata"), "{}")
        broker.deleteTopic(topic)
        await(!broker.admin(_.listTopics.names.get(30, TimeUnit.SECONDS)).contains(topic))
        broker.create(topic, 1)
        broker.send(topic, 0, "of the new one")
        val err = new StringWriter
        val exit = Commands.execute(
          RunOf(WordCountJob.JOB, new PrintWriter(err)),
          Seq("--engine", engine.label, "--checkpoint", checkpoint, "--until", "end", "--source") :+
            s"kafka:${broker.address}/$topic": _*
        )
        assert(exit == ExitCode.FAILED.code, err)
        assert(
          err.toString.startsWith(s"twinstream: checkpoint $checkpoint: topic '$topic' was recreated since"),
          err
        )
        assert(err.toString.trim.endsWith("start with a new checkpoint"), err)
        val after = source(topic)
        after.check()
        val position = before.topics.in(
          new SourcePosition(
            0,
            "kafka",
            new TreeMap[String, String],
            Seq(new PartitionOffset(new savepoint.TopicPartition(topic, 0), 1)).asJava,
            Collections.emptyList[savepoint.OffsetRange],
            new TreeSet[String],
            0,
            new TreeSet[String]
          )
        )
        val error = intercept[UserError](after.startAt(Seq(position).asJava))
        assert(error.getMessage.contains(s"savepoint: topic '$topic' was recreated"), error.getMessage)
      }
    }
  }

  private def await(condition: => Boolean): Unit = {
    val deadline = System.nanoTime + Duration.ofSeconds(60).toNanos
    while (!condition) {
      assert(System.nanoTime < deadline)
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos)
    }
  }

  /** What a job makes its state of that goes on at an offset of a topic of one partition. */
  private def before(
      from: KafkaSource,
      topic: String,
      until: Long,
      memory: Optional[Duration]
  ): Seq[String] = {
    from.goOnAt(Map(new TopicPartition(topic, 0) -> Long.box(until)).asJava, Optional.empty())
    val spark = JavaSparkContext.fromSparkContext(session.sparkContext)
    from.counted(memory).since(spark, Long.MinValue).map((r: InputRecord) => r.value).collect().asScala.toSeq
  }

  test("the state is of all records and the first are gone: said, with where the topic begins") {
    val topic = "shortened"
    broker.create(topic, 1)
    broker.send(topic, 0, "a", "b", "c")
    assert(before(source(topic), topic, 2, Optional.empty()) == Seq("a", "b"))
    broker.deleteBelow(topic, 0, 1)
    val error = intercept[UserError](before(source(topic), topic, 2, Optional.empty()))
    assert(error.getMessage.contains("topic 'shortened', partition 0: begins at offset 1"), error.getMessage)
    assert(before(source(topic), topic, 2, Optional.of(Duration.ofHours(1))) == Seq("b"))
  }

  test("the records before the kept offsets are read across gaps too") {
    val topic = "in-transactions"
    broker.create(topic, 1)
    val producer = broker.producer("transactional.id" -> topic)
    producer.initTransactions()
    for (value <- Seq("a", "b")) {
      producer.beginTransaction()
      producer.send(broker.record(topic, 0, value))
      producer.commitTransaction()
    }
    producer.close()
    val from = source(topic)
    from.configure(new SparkConf(false).set("spark.streaming.kafka.allowNonConsecutiveOffsets", "true"))
    // a, the mark of its transaction, b and its mark
    assert(before(from, topic, 4, Optional.empty()) == Seq("a", "b"))
  }

  test("a table with other columns is refused, with both lists") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        postgres.execute("CREATE TABLE words (word text, count bigint)")
        broker.create("columns", 1)
        val error = intercept[UserError](new Run(postgres, "columns", OffsetKeeper.Place.CHECKPOINT, "1"))
        assert(
          error.getMessage.contains(
            "table words: has the columns word text, count bigint, and the rows have run text, batch bigint, word text, count bigint"
          )
        )
      }
    }
  }
}

/** Breaks off once: the first batch that has rows is the last, before its rows are written or after. */
class Breaking(rows: Sink[CountedWord], isAfter: Boolean) extends Sink[CountedWord] {
  override def write(batchRows: BatchRows[CountedWord], batch: Long): Unit = {
    val breaks = !Breaking.isBroken && !batchRows.collect().isEmpty
    if (breaks && !isAfter) Breaking.off()
    rows.write(batchRows, batch)
    if (breaks) Breaking.off()
  }
}

object Breaking {
  @volatile var isBroken = false

  def off(): Nothing = {
    isBroken = true
    throw new IllegalStateException("broken off")
  }
}

/** The third batch that has rows cannot be written. */
class ThirdBreaks(rows: Sink[CountedWord]) extends Sink[CountedWord] {
  override def write(batchRows: BatchRows[CountedWord], batch: Long): Unit = {
    if (!batchRows.collect().isEmpty) ThirdBreaks.seen += 1
    if (ThirdBreaks.seen == 3) throw new IllegalStateException("the third batch broke")
    rows.write(batchRows, batch)
  }
}

object ThirdBreaks {
  @volatile var seen = 0
}
