package io.twinstream.engine

import io.twinstream.recovery.Epoch
import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.lines.SocketSource
import java.nio.file.{Files, Path}
import java.time.Duration
import java.util.Optional
import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkException
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.collection.mutable.ArrayBuffer

/** What a gate lets through to its sink, called as the engines call it. */
@RuleTier
class WriteGateSuite extends AnyFunSuite {
  private val hadoop = new Configuration

  /** Keeps what has appeared: the rows of each batch, in the order of the writes. */
  private class Kept(afterRows: Long => Unit = (_: Long) => ()) extends Sink[String] {
    val batches = ArrayBuffer[(Long, Seq[String])]()
    var isGivenUp = false

    override def write(rows: BatchRows[String], batch: Long): Unit = {
      val all = rows.collect().asScala.toSeq
      afterRows(batch)
      batches += batch -> all
      ()
    }

    override def giveUp(): Unit = isGivenUp = true
  }

  private def gate(
      sink: Sink[String],
      apart: Sink[String],
      epoch: Epoch = Epoch.ALONE,
      earlier: Long = 0,
      isReplayable: Boolean = true
  ): WriteGate[String] = new WriteGate(
    new RunSettings(
      new SocketSource("localhost", 1),
      sink,
      apart,
      Optional.empty[String],
      epoch,
      Duration.ofSeconds(1),
      Until.NEVER
    ),
    (batch: Long) => batch <= earlier,
    () => isReplayable,
    () => ()
  )

  private def rows(of: String*): BatchRows[String] = BatchRows.of(of.asJava)

  // Spark throws the last one, checked, through methods that declare nothing.
  for (failure <- Seq(new IllegalStateException("full"), new StackOverflowError, new SparkException("lost")))
    test(s"after the first write that fails nothing is written: ${failure.getClass.getSimpleName}") {
      val sink = new Kept(batch => if (batch == 2) throw failure)
      val through = gate(sink, new Kept)
      through.write(rows("a"), 1)
      assert(intercept[Throwable](through.write(rows("b"), 2)) eq failure)
      for (later <- Seq(3L, 2L, 4L)) {
        val refused = intercept[IllegalStateException](through.write(rows("c"), later))
        assert(refused.getMessage == s"batch $later is not written, as batch 2 before it failed")
      }
      assert(sink.batches == Seq(1L -> Seq("a")))
      assert(through.failure.get eq failure, "the first is the one that is told")
    }

  test("a driver that was taken over from writes nothing, and names its successor") {
    TempFolder.use { folder =>
      val sink = new Kept
      val first = gate(sink, sink, Epoch.begin(folder.toString, hadoop))
      first.write(rows("a"), 1)
      val second = gate(sink, sink, Epoch.begin(folder.toString, hadoop))
      val refused = intercept[UserError](first.write(rows("zombie"), 2))
      assert(
        refused.exitCode.code == 3 &&
          refused.getMessage.contains(s"another driver has taken it over (epoch 2, process ${pid} on"),
        refused.getMessage
      )
      second.write(rows("b"), 2)
      intercept[IllegalStateException](first.write(rows("zombie"), 3))
      assert(sink.batches == Seq(1L -> Seq("a"), 2L -> Seq("b")))
    }
  }

  private def pid: Long = ProcessHandle.current.pid

  test("a driver that is taken over from while it computes a batch does not let it appear") {
    TempFolder.use { folder =>
      val sink = new Kept
      val epoch = Epoch.begin(folder.toString, hadoop)
      val slow = new BatchRows[String] {
        override def map[M](function: BatchRows.PartitionFunction[String, M]): java.util.List[M] = {
          Epoch.begin(folder.toString, hadoop)
          rows("zombie").map(function)
        }
      }
      intercept[UserError](gate(sink, sink, epoch).write(slow, 1))
      assert(sink.batches.isEmpty)
    }
  }

  test("each start has an epoch of its own, also of drivers that start at once") {
    TempFolder.use { folder =>
      val numbers = inThreads(40)(() => Epoch.begin(folder.toString, hadoop).number)
      assert(numbers.distinct.size == 40, numbers.sorted)
      val last = Epoch.begin(folder.toString, hadoop)
      last.check()
      assert(last.number > numbers.max && names(folder).contains(s"twinstream.epoch-${last.number}"))
    }
  }

  private def inThreads(count: Int)(body: () => Long): Seq[Long] = {
    val all = java.util.Collections.synchronizedList(new java.util.ArrayList[Long])
    val threads = (1 to count).map(_ => new Thread(() => { all.add(body()); () }))
    threads.foreach(_.start())
    threads.foreach(_.join())
    all.asScala.toList
  }

  private def names(folder: Path): Seq[String] = {
    val all = Files.list(folder)
    try all.iterator.asScala.map(_.getFileName.toString).toList
    finally all.close()
  }

  test("a batch that cannot be given again does not take the place of what was written") {
    val (sink, apart) = (new Kept, new Kept)
    val through = gate(sink, apart, earlier = 2, isReplayable = false)
    through.write(rows(), 1) // its records are gone
    through.write(rows("newer"), 2) // what came after the restart was given to it
    through.write(rows("c"), 3)
    assert(sink.batches == Seq(3L -> Seq("c")))
    assert(apart.batches == Seq(1L -> Seq(), 2L -> Seq("newer")))
  }

  test("a batch that can be given again replaces what was written") {
    val (sink, apart) = (new Kept, new Kept)
    gate(sink, apart, earlier = 2).write(rows("a"), 2)
    assert(sink.batches == Seq(2L -> Seq("a")) && apart.batches.isEmpty)
  }

  test("giving up reaches both sinks") {
    val (sink, apart) = (new Kept, new Kept)
    gate(sink, apart).giveUp()
    assert(sink.isGivenUp && apart.isGivenUp)
  }
}
