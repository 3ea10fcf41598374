package io.twinstream.run

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Broker, Postgres}
import io.twinstream.error.UserError
import io.twinstream.jobs.Jobs
import io.twinstream.jobs.wordcount.{CountedWord, DStreamWordCount}
import io.twinstream.sink.{BatchRows, JdbcSink, RowFormat, Sink, Sinks}
import io.twinstream.source.{KafkaAddress, KafkaClientSettings, KafkaReading, KafkaSource, SourceRecord}
import java.nio.file.Path
import java.time.Duration
import java.util.Optional
import org.apache.kafka.common.TopicPartition
import org.apache.spark.SparkConf
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

  override def afterAll(): Unit = session.stop()

  private def source(topic: String): KafkaSource =
    new KafkaSource(new KafkaAddress(broker.address, Seq(topic).asJava), KafkaReading.DEFAULT)

  /** One place to write to, and its store; a new object for each run, as each run is a process. */
  private final class Run(postgres: Postgres, topic: String, store: OffsetStore, id: String) {
    val from: KafkaSource = source(topic)

    private val table: JdbcSink[CountedWord] = Sinks
      .parse(
        s"${postgres.url}#words",
        new RowFormat(Jobs.WORD_COUNT.keyColumns, Jobs.WORD_COUNT.valueColumns),
        id,
        classOf[CountedWord],
        true,
        KafkaClientSettings.NONE
      )
      .asInstanceOf[JdbcSink[CountedWord]]

    table.check()
    from.check()

    private def kept(rows: Sink[CountedWord]): Option[KeptOffsets[CountedWord]] = store match {
      case OffsetStore.GROUP => Some(new KeptOffsets.InGroup(from, topic, rows))
      case OffsetStore.TABLE => Some(new KeptOffsets.InTable(table, topic))
      case _                 => None
    }

    /** Runs until the topic is read, or until the sink that breaks says so. */
    def run(
        folder: Path,
        breaks: String,
        until: Until = Until.END,
        stop: StopRequest = new StopRequest
    ): Unit = {
      val inner = if (breaks == "before rows") new Breaking(table, false) else new Breaking(table, true)
      val rows: Sink[CountedWord] = if (Set("before rows", "after rows")(breaks)) inner else table
      val offsets = kept(rows)
      offsets.foreach(kept =>
        from.goOnAt(kept.load(), if (store == OffsetStore.GROUP) Optional.of(topic) else Optional.empty())
      )
      val sink = offsets.fold(rows)(_.sink())
      val outer = if (breaks == "after offsets") new Breaking(sink, true) else sink
      val checkpoint =
        if (store == OffsetStore.CHECKPOINT) Optional.of(folder.resolve("checkpoint").toString)
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
  private def timesCounted(store: OffsetStore, point: String): Set[Long] = TempFolder.use { folder =>
    Postgres.use(folder) { postgres =>
      val topic = s"$store-${point.replace(' ', '-')}"
      broker.create(topic, 1)
      broker.send(topic, 0, (1 to 20).map(n => s"w$n"): _*)
      // A checkpoint has the id of its first run; the others begin a run of their own.
      val id = if (store == OffsetStore.CHECKPOINT) "same" else "second"
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
    (OffsetStore.CHECKPOINT, "before rows", once),
    (OffsetStore.CHECKPOINT, "after rows", once), // the batch replaces its rows
    (OffsetStore.GROUP, "before rows", once),
    (OffsetStore.GROUP, "after rows", twice),
    (OffsetStore.GROUP, "after offsets", twice), // the commit would have gone with the next batch
    (OffsetStore.TABLE, "in the transaction", once),
    (OffsetStore.TABLE, "after offsets", once)
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
          val deadline = System.nanoTime + Duration.ofSeconds(60).toNanos
          while (!source(topic).committed(topic).containsValue(2L) && System.nanoTime < deadline)
            Thread.sleep(200)
          broker.send(topic, 0, "c")
          while (!source(topic).committed(topic).containsValue(3L) && System.nanoTime < deadline)
            Thread.sleep(200)
          isSeen = System.nanoTime < deadline
          stop.request()
        })
        watch.start()
        new Run(postgres, topic, OffsetStore.GROUP, "1").run(folder, "never", Until.NEVER, stop)
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
        new Run(postgres, topic, OffsetStore.GROUP, "1").run(folder, "never")
        assert(source(topic).committed(topic).asScala == Map(new TopicPartition(topic, 0) -> 2L))
        broker.send(topic, 0, "c")
        new Run(postgres, topic, OffsetStore.GROUP, "2").run(folder, "never")
        assert(postgres.query("SELECT word, count FROM words WHERE run = '2'") == Seq(Seq("c", "1")))
      }
    }
  }

  test("table: another run under the same name is found out") {
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        val topic = "two-runs"
        broker.create(topic, 1)
        broker.send(topic, 0, "a", "b", "c")
        val late = new Run(postgres, topic, OffsetStore.TABLE, "1")
        postgres.execute(
          "CREATE TABLE twinstream_offsets (name text, topic text, partition int, " +
            "until bigint NOT NULL, PRIMARY KEY (name, topic, partition))"
        )
        postgres.execute(
          "CREATE FUNCTION other() RETURNS trigger AS $$ BEGIN " +
            s"INSERT INTO twinstream_offsets VALUES ('$topic', '$topic', 0, 1) ON CONFLICT DO NOTHING; RETURN NULL; END $$$$ LANGUAGE plpgsql"
        )
        postgres.execute("CREATE TRIGGER other AFTER INSERT ON words EXECUTE FUNCTION other()")
        val error = intercept[UserError](late.run(folder, "never"))
        assert(
          error.getMessage.contains(s"'$topic' is at offset 1 of $topic-0, and this batch begins at 0"),
          error
        )
      }
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
    from.counted(memory).since(spark, Long.MinValue).map((r: SourceRecord) => r.value).collect().asScala.toSeq
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
        val error = intercept[UserError](new Run(postgres, "columns", OffsetStore.CHECKPOINT, "1"))
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
