package io.twinstream.engine

import io.twinstream.api.ClassicInput
import io.twinstream.api.DStreamTwin
import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.Path
import java.util.Optional
import java.util.concurrent.ConcurrentLinkedQueue
import org.apache.spark.api.java.{JavaRDD, JavaSparkContext}
import org.apache.spark.api.java.function.Function
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.streaming.api.java.JavaDStream
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Broadcast values and counts of a classic job that is stopped and recovered from its checkpoint. */
class PerContextSuite extends AnyFunSuite {
  private val batches = 10

  /** Runs until that batch is done; each has the lines `kept` and `dropped`. */
  private def run(folder: Path, twin: DStreamTwin[String], upTo: Int): RunReport = {
    val lines = (0 until batches).map(k => s"${1000 * k}\tkept\n${1000 * k}\tdropped\n")
    val file = TempFolder.write(folder.resolve("r"), lines.mkString)
    val stop = new StopRequest
    val listener = new RunListener {
      override def batchCompleted(batch: RunListener.Batch): Unit =
        if (batch.batch >= upTo * 1000L) stop.request()
    }
    val settings = new RunSettings[String](
      new RecordingSource(Recording.open(file, TwinSession.interval)),
      SeenSink,
      Optional.of(folder.resolve("checkpoint").toString),
      TwinSession.interval,
      Until.END
    )
    DStreamRunner.run(twin, settings, TwinSession.session, listener, stop)
  }

  /** Runs, loses what a driver loses when it dies, and recovers. */
  private def runTwice(twin: DStreamTwin[String]): Unit = TempFolder.use { folder =>
    Seen.clear()
    run(folder, twin, 4)
    Seen.broadcasts.asScala.foreach(_.destroy())
    run(folder, twin, batches)
    ()
  }

  test("a broadcast value per context is made again") {
    val asks = new DStreamTwin[String] {
      override def topology(in: ClassicInput): JavaDStream[String] = {
        val lines = in.lines
        val kept = PerContext.of[Broadcast[String]](spark => Seen.broadcast(spark))
        val keep: Function[JavaRDD[String], JavaRDD[String]] = batch => {
          val line = kept.in(batch.context)
          val isKept: Function[String, java.lang.Boolean] = each => each == line.value
          batch.filter(isKept)
        }
        lines.transform(keep)
      }
    }
    runTwice(asks)
    assert(Seen.lines.asScala.toSet == (1 to batches).map(k => (1000L * k, "kept")).toSet)
    assert(Seen.broadcasts.size == 2)
  }

  test("a tally goes on with what was counted before the recovery") {
    val counts = new DStreamTwin[String] {
      override def topology(in: ClassicInput): JavaDStream[String] = {
        val lines = in.lines
        val tally = new RunningTally("lines")
        val count: Function[JavaRDD[String], JavaRDD[String]] = batch => {
          val counted = tally.in(batch.context)
          Seen.totals.add(tally.total)
          val add: Function[String, String] = line => {
            counted.add(1L)
            line
          }
          batch.map(add)
        }
        lines.transform(count)
      }
    }
    runTwice(counts)
    // Asked when the last batch begins; a batch that is run again, at most two here, counts again.
    val total = Seen.totals.asScala.max
    assert(total >= 2L * (batches - 1) && total <= 2L * (batches + 1), Seen.totals)
  }
}

/** What the jobs of the suite have done, in this JVM. */
object Seen {
  val lines = new ConcurrentLinkedQueue[(Long, String)]
  val broadcasts = new ConcurrentLinkedQueue[Broadcast[String]]
  val totals = new ConcurrentLinkedQueue[Long]

  def clear(): Unit = Seq(lines, broadcasts, totals).foreach(_.clear())

  def broadcast(spark: JavaSparkContext): Broadcast[String] = {
    val made = spark.broadcast("kept")
    broadcasts.add(made)
    made
  }
}

/** Remembers the lines of each batch; apart from what it remembers, as it is part of the checkpoint. */
object SeenSink extends Sink[String] {
  override def write(rows: BatchRows[String], batch: Long): Unit =
    rows.collect().asScala.foreach(line => Seen.lines.add((batch, line)))
}
