package io.twinstream.ends.kafka

import io.twinstream.jobs.clickjoin.ClickJoinJob
import io.twinstream.cli.RunOf
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.api.Jobs
import io.twinstream.api.{BatchRows, Sink}
import java.util.{ArrayList, Arrays, HashMap, Map => JMap}
import org.apache.kafka.clients.consumer.OffsetCommitCallback
import org.apache.kafka.common.TopicPartition
import org.apache.spark.SparkException
import org.apache.spark.streaming.kafka010.{CanCommitOffsets, OffsetRange}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.collection.mutable

/** The offsets of a classic run, called as Spark calls them, without Spark and without Kafka. */
class OffsetKeeperSuite extends AnyFunSuite {
  private val topic = "t"

  /** The direct stream: what was given to it is sent when the next batch is made. */
  private final class Stream extends CanCommitOffsets {
    val queued = new ArrayList[OffsetRange]
    val group = new HashMap[TopicPartition, java.lang.Long]

    override def commitAsync(ranges: Array[OffsetRange]): Unit = {
      queued.addAll(Arrays.asList(ranges: _*)); ()
    }

    override def commitAsync(ranges: Array[OffsetRange], callback: OffsetCommitCallback): Unit =
      throw new UnsupportedOperationException

    def commitAll(): Unit = {
      queued.asScala.foreach(range => group.put(range.topicPartition, range.untilOffset))
      queued.clear()
    }
  }

  private final class Run(
      failing: Set[Long] = Set.empty,
      failure: String => Exception = UserError.failed(_: String)
  ) {
    val stream = new Stream
    val offsets: DirectOffsets = DirectOffsets.begin(stream)
    val written = mutable.Buffer.empty[Long]

    private val rows = new Sink[String] {
      override def write(rows: BatchRows[String], batch: Long): Unit = {
        if (failing(batch)) throw failure(s"batch $batch broke")
        written += batch
        ()
      }
    }

    val kept = new OffsetsInGroup[String](
      new CommittedOffsets {
        override def load(): JMap[TopicPartition, java.lang.Long] = new HashMap(stream.group)
        override def commit(offsets: JMap[TopicPartition, java.lang.Long]): Unit =
          stream.group.putAll(offsets)
      },
      rows
    )
    private val sink = kept.sink()

    /** What `DirectKafkaInputDStream.compute` does. */
    def compute(batch: Long, untils: (Long, Long)*): Unit = {
      offsets.generated(
        batch,
        untils.zipWithIndex.map { case ((from, until), p) =>
          OffsetRange.create(topic, p, from, until)
        }.toArray
      )
      stream.commitAll()
    }

    def write(batch: Long): Unit = sink.write(BatchRows.of(Arrays.asList[String]("row")), batch)

    def committed: Map[Int, Long] = stream.group.asScala.map { case (p, o) => (p.partition, o.toLong) }.toMap
  }

  test("what is written is committed with the next batch, and the last by flush") {
    val run = new Run
    run.compute(1, (0L, 5L))
    run.write(1)
    assert(run.committed == Map.empty)
    run.compute(2, (5L, 9L))
    assert(run.committed == Map(0 -> 5L))
    run.write(2)
    run.kept.flush()
    assert(run.committed == Map(0 -> 9L))
  }

  for ((what, failed) <- Seq("with records" -> (5L, 9L), "without" -> (5L, 5L))) {
    test(s"a batch $what could not be written: nothing later is written, or committed by anyone") {
      val run = new Run(failing = Set(2L))
      run.compute(1, (0L, 5L))
      run.write(1)
      run.compute(2, failed)
      run.compute(3, (failed._2, 12L))
      assert(intercept[UserError](run.write(2)).getMessage == "batch 2 broke")
      assert(intercept[UserError](run.write(3)).getMessage == "batch 2 broke", "the first failure is told")
      run.compute(4, (12L, 12L))
      intercept[UserError](run.write(4))
      run.kept.flush()
      assert(run.committed == Map(0 -> 5L) && run.written == Seq(1L))
    }
  }

  test("a batch that failed with Spark's own exception, which is checked: nothing later is written") {
    val run = new Run(failing = Set(2L), new SparkException(_))
    run.compute(1, (0L, 5L))
    run.write(1)
    run.compute(2, (5L, 9L))
    run.compute(3, (9L, 12L))
    val broke = intercept[SparkException](run.write(2))
    assert(intercept[IllegalStateException](run.write(3)).getCause eq broke)
    run.kept.flush()
    assert(run.committed == Map(0 -> 5L) && run.written == Seq(1L))
  }

  test("the first batch could not be written: nothing is committed") {
    val run = new Run(failing = Set(1L))
    run.compute(1, (7L, 9L))
    run.compute(2, (9L, 11L))
    intercept[UserError](run.write(1))
    intercept[UserError](run.write(2))
    run.compute(3, (11L, 11L))
    run.kept.flush()
    assert(run.committed == Map.empty)
  }

  test("a batch that was read and never came to be written: none behind it is") {
    val run = new Run
    run.compute(1, (0L, 5L), (0L, 2L))
    run.write(1)
    run.compute(2, (5L, 5L), (2L, 4L))
    run.compute(3, (5L, 8L), (4L, 4L))
    val error = intercept[UserError](run.write(3))
    assert(
      error.getMessage.contains("topic 't', partition 1: offsets 2 to 4 are not written"),
      error.getMessage
    )
    run.kept.flush()
    assert(run.committed == Map(0 -> 5L, 1 -> 2L) && run.written == Seq(1L))
  }

  test("a partition that is added later begins where its first range does") {
    val run = new Run
    run.compute(1, (3L, 5L))
    run.write(1)
    run.compute(2, (5L, 6L), (0L, 4L))
    run.write(2)
    run.kept.flush()
    assert(run.committed == Map(0 -> 6L, 1 -> 4L))
  }

  test("a batch that was not written cannot be committed; one that is no batch of Kafka is said") {
    val run = new Run
    run.compute(1, (0L, 5L))
    intercept[IllegalStateException](run.offsets.commit(1))
    assert(intercept[IllegalStateException](run.write(7)).getMessage.contains("7 ms is not one of Kafka"))
  }

  test("where partitions begin is kept before anything is read, but where more is known") {
    val run = new Run
    run.stream.group.put(new TopicPartition(topic, 0), 5L)
    run.kept.load()
    run.kept.begin(Map(0 -> 9L, 1 -> 3L).map { case (p, o) =>
      (new TopicPartition(topic, p), Long.box(o))
    }.asJava)
    assert(run.committed == Map(0 -> 5L, 1 -> 3L))
  }

  /** Of every job: whether offsets alone are enough to go on from, and with what options not. */
  private val goesOn = Map(
    "word-count" -> true,
    "windowed-word-count" -> false,
    "running-word-count" -> false,
    "visit-sessions" -> false,
    "access-log" -> true,
    "order-revenue" -> true,
    "vote-tally" -> true,
    "device-monitor" -> false,
    "click-join" -> false,
    "fleet-watch" -> true,
    "fraud-score" -> true,
    "sample-stats" -> true,
    "billing" -> true,
    "recommend" -> true
  )

  for (job <- Jobs.all.asScala) {
    test(s"${job.name}: offsets alone ${if (goesOn(job.name)) "are enough" else "are refused"}") {
      def check(): Unit = OffsetKeeper.checkKeeps("--offsets table", job, job.newOptions)
      if (goesOn(job.name)) check()
      else {
        val error = intercept[UserError](check())
        assert(error.exitCode == ExitCode.USAGE)
        assert(
          error.getMessage.contains(s"--offsets table: what ${job.name} remembers"),
          error.getMessage
        )
      }
    }
  }

  test("click-join within a batch remembers nothing") {
    val options = ClickJoinJob.JOB.newOptions
    new picocli.CommandLine(options).parseArgs("--within", "BATCH")
    OffsetKeeper.checkKeeps("--offsets group", ClickJoinJob.JOB, options)
  }
}
