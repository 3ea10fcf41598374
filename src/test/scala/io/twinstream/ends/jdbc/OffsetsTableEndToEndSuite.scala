package io.twinstream.ends.jdbc

import io.twinstream.ends.jdbc.OffsetsInTable
import io.twinstream.ends.OpenSinks
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.Postgres
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.{BatchRows, RowFormat, Sink}
import io.twinstream.api.TopicIds
import io.twinstream.ends.kafka.{DirectOffsets, KafkaClientSettings}
import java.util.Arrays.asList
import java.util.TreeMap
import java.util.concurrent.{Callable, CyclicBarrier, Executors, TimeUnit}
import org.apache.kafka.clients.consumer.OffsetCommitCallback
import org.apache.kafka.common.TopicPartition
import org.apache.spark.streaming.kafka010.{CanCommitOffsets, OffsetRange}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The table of offsets under several runs of one name, in a real PostgreSQL, without Spark and Kafka. */
@EndToEnd
class OffsetsTableEndToEndSuite extends AnyFunSuite with BeforeAndAfterAll {
  private val folder = java.nio.file.Files.createTempDirectory("twinstream-test")
  private lazy val postgres = Postgres.begin(folder)
  private var names = 0

  override def afterAll(): Unit = {
    postgres.stop()
    TempFolder.delete(folder)
  }

  private def newName(): String = {
    names += 1
    s"name$names"
  }

  private def ids(each: (String, String)*): TopicIds = new TopicIds(new TreeMap(each.toMap.asJava))

  /** A driver, as far as offsets and rows are concerned. */
  private final class Driver(name: String, id: String, topics: TopicIds = TopicIds.none) {
    private val rows: Sink[CountedWord] = OpenSinks
      .parse(
        s"${postgres.url}#$name",
        new RowFormat(WordCountJob.JOB.keyColumns, WordCountJob.JOB.valueColumns),
        id,
        classOf[CountedWord],
        true,
        KafkaClientSettings.NONE
      )
    rows.check()
    val kept = new OffsetsInTable[CountedWord](rows, name, topics)
    private lazy val sink: Sink[CountedWord] = kept.sink()

    def load(): Map[Int, Long] = offsets(kept.load())

    /** Writes one word for a range of offsets; a driver is a process, and so has its own ranges. */
    def write(batch: Long, from: Long, until: Long): Unit = {
      DirectOffsets.begin(NoStream).generated(batch, Array(OffsetRange.create("t", 0, from, until)))
      sink.write(BatchRows.of(asList(new CountedWord("w", until - from))), batch)
    }
  }

  private def offsets(of: java.util.Map[TopicPartition, java.lang.Long]): Map[Int, Long] =
    of.asScala.map { case (partition, offset) => (partition.partition, offset.toLong) }.toMap

  private def counted(name: String): Long =
    postgres.query(s"SELECT coalesce(sum(count), 0) FROM $name").head.head.toLong

  private def kept(name: String): Seq[Seq[String]] =
    postgres.query(s"SELECT partition, until FROM twinstream_offsets WHERE name = '$name' ORDER BY 1")

  private def assertEnds(body: => Unit): Unit = {
    val error = intercept[UserError](body)
    assert(error.exitCode == ExitCode.FAILED)
    assert(
      error.getMessage.contains(
        "a later run writes under the name"
      ) && error.getMessage.linesIterator.size == 1,
      error.getMessage
    )
  }

  test("the first start of two runs: the older ends, whichever writes first") {
    for (olderIsFirst <- Seq(true, false)) {
      val name = newName()
      val (older, newer) = (new Driver(name, "1"), new Driver(name, "2"))
      assert(older.load() == Map.empty && newer.load() == Map.empty)
      if (olderIsFirst) assertEnds(older.write(1, 0, 4))
      newer.write(1, 0, 5)
      if (!olderIsFirst) assertEnds(older.write(1, 0, 4))
      newer.write(2, 5, 9)
      assert(counted(name) == 9 && kept(name) == Seq(Seq("0", "9")))
    }
  }

  test("two runs whose batches end at the same offset: the records are counted once") {
    val name = newName()
    val (older, newer) = (new Driver(name, "1"), new Driver(name, "2"))
    older.load()
    newer.load()
    newer.write(1, 0, 20)
    assertEnds(older.write(1, 0, 20))
    assert(counted(name) == 20)
  }

  test("the newer goes on where the older has come to, and the older ends at its next batch") {
    val name = newName()
    val older = new Driver(name, "1")
    older.load()
    older.write(1, 0, 5)
    val newer = new Driver(name, "2")
    assert(newer.load() == Map(0 -> 5L))
    assertEnds(older.write(2, 5, 8))
    newer.write(1, 5, 8)
    assert(counted(name) == 8 && kept(name) == Seq(Seq("0", "8")))
  }

  test("a batch whose commit was cut off is written again by the same run") {
    val name = newName()
    val run = new Driver(name, "1")
    run.load()
    run.write(1, 0, 5)
    run.write(1, 0, 5)
    run.write(2, 5, 9)
    assert(counted(name) == 9 && kept(name) == Seq(Seq("0", "9")))
  }

  test("a start waits for the transaction that is under way, and sees what it keeps") {
    val name = newName()
    val older = new Driver(name, "1")
    older.load()
    older.write(1, 0, 5)
    postgres.connection { connection =>
      connection.setAutoCommit(false)
      val statement = connection.createStatement
      statement.execute(s"SELECT owner FROM twinstream_offsets_owners WHERE name = '$name' FOR UPDATE")
      statement.execute(s"UPDATE twinstream_offsets SET until = 7 WHERE name = '$name'")
      val starts = Executors.newSingleThreadExecutor()
      try {
        val loaded = starts.submit(new Callable[Map[Int, Long]] {
          override def call(): Map[Int, Long] = new Driver(name, "2").load()
        })
        while (postgres.query("SELECT 1 FROM pg_locks WHERE NOT granted").isEmpty) Thread.onSpinWait()
        connection.commit()
        assert(loaded.get(60, TimeUnit.SECONDS) == Map(0 -> 7L))
      } finally starts.shutdownNow()
      ()
    }
  }

  test("many first starts at once in a database without tables: each has its turn, the last one writes") {
    postgres.execute("DROP TABLE IF EXISTS twinstream_offsets, twinstream_offsets_owners")
    val name = newName()
    val drivers = (1 to 8).map(n => new Driver(name, n.toString))
    val (threads, barrier) = (Executors.newFixedThreadPool(8), new CyclicBarrier(8))
    try
      drivers
        .map(driver =>
          threads.submit(new Callable[Map[Int, Long]] {
            override def call(): Map[Int, Long] = {
              barrier.await(60, TimeUnit.SECONDS)
              driver.load()
            }
          })
        )
        .foreach(started => assert(started.get(60, TimeUnit.SECONDS) == Map.empty))
    finally threads.shutdownNow()
    val wrote = drivers.count(driver =>
      try { driver.write(1, 0, 5); true }
      catch { case _: UserError => false }
    )
    assert(wrote == 1 && counted(name) == 5)
  }

  test("a table of an older version keeps working, and one whose offsets do not fit is said") {
    postgres.execute("DROP TABLE IF EXISTS twinstream_offsets, twinstream_offsets_owners")
    postgres.execute(
      "CREATE TABLE twinstream_offsets (name text, topic text, partition int, until bigint NOT NULL, " +
        "PRIMARY KEY (name, topic, partition))"
    )
    val name = newName()
    postgres.execute(s"INSERT INTO twinstream_offsets VALUES ('$name', 't', 0, 5)")
    val run = new Driver(name, "1", ids("t" -> "A"))
    assert(run.load() == Map(0 -> 5L))
    run.write(1, 5, 9)
    assert(kept(name) == Seq(Seq("0", "9")))
    val error = intercept[UserError](run.write(2, 11, 12))
    assert(error.getMessage.contains(s"'$name' is at offset 9 of t-0, and this batch begins at 11"), error)
    assert(counted(name) == 4)
  }

  test("a topic that was made anew is refused before anything is owned, and begun anew where asked") {
    val name = newName()
    val run = new Driver(name, "1", ids("t" -> "A"))
    run.load()
    run.write(1, 0, 5)
    val error = intercept[UserError](new Driver(name, "2", ids("t" -> "B")).load())
    assert(
      error.getMessage.contains(s"'$name': topic 't' was recreated since (its id was A and is B)"),
      error
    )
    run.write(2, 5, 6)
    postgres.execute(s"DELETE FROM twinstream_offsets WHERE name = '$name'")
    val anew = new Driver(name, "2", ids("t" -> "B"))
    assert(anew.load() == Map.empty)
    anew.write(1, 0, 3)
    assert(new Driver(name, "3", ids("t" -> "B")).load() == Map(0 -> 3L))
  }

  test("where a run begins is kept before its first batch, and does not go over what is kept") {
    val name = newName()
    val run = new Driver(name, "1")
    run.load()
    run.kept.begin(Map(new TopicPartition("t", 0) -> Long.box(10)).asJava)
    val next = new Driver(name, "2")
    assert(next.load() == Map(0 -> 10L))
    next.write(1, 10, 12)
    next.kept.begin(
      Map(new TopicPartition("t", 0) -> Long.box(99), new TopicPartition("t", 1) -> Long.box(3)).asJava
    )
    assert(kept(name) == Seq(Seq("0", "12"), Seq("1", "3")))
    assertEnds(run.kept.begin(Map(new TopicPartition("t", 2) -> Long.box(1)).asJava))
  }
}

private object NoStream extends CanCommitOffsets {
  override def commitAsync(ranges: Array[OffsetRange]): Unit = ()

  override def commitAsync(ranges: Array[OffsetRange], callback: OffsetCommitCallback): Unit = ()
}
