package io.twinstream.jobs.runningwordcount

import io.twinstream.{Emitted, Samples, StateApis, TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.jobs.wordcount.CountedWord
import io.twinstream.api.Engine
import io.twinstream.engine.{DStreamRunner, RunListener, RunSettings, StopRequest, StructuredRunner, Until}
import io.twinstream.api.{BatchRows, Sink}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.util.Optional
import java.util.concurrent.ConcurrentHashMap
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

class RunningWordCountParitySuite extends AnyFunSuite {
  private val batches = Seq(Seq("a b a"), Seq.empty, Seq("a"), Seq("~a c"), Seq("a"))
  private val initial = "b\t10\nz\t5\n"

  private val changed = Set(
    (1000L, "a", 2L),
    (1000L, "b", 11L), // 10 + 1
    (3000L, "a", 3L), // 2 + 1, over an empty batch
    (4000L, "c", 1L),
    (5000L, "a", 1L) // forgotten in the batch before
  )

  private val all = Set(
    (1000L, Map("a" -> 2L, "b" -> 11L, "z" -> 5L)),
    (2000L, Map("a" -> 2L, "b" -> 11L, "z" -> 5L)),
    (3000L, Map("a" -> 3L, "b" -> 11L, "z" -> 5L)),
    (4000L, Map("b" -> 11L, "c" -> 1L, "z" -> 5L)),
    (5000L, Map("a" -> 1L, "b" -> 11L, "c" -> 1L, "z" -> 5L))
  ).flatMap { case (batch, totals) => totals.map { case (word, total) => (batch, word, total) } }

  for ((grain, expected) <- Seq("changed" -> changed, "all" -> all); api <- StateApis.all) {
    test(s"--grain $grain, $api: totals go on from the initial ones, a forgotten word begins anew") {
      TempFolder.use { folder =>
        val file = TempFolder.write(folder.resolve("initial"), initial)
        val options = Seq("--grain", grain, "--initial", file.toString, "--state-api", api)
        val result = TwinSession.compare(RunningWordCountJob.JOB, batches, folder, options)
        assert(result.isEqual, result.text)
        for (engine <- Engine.values) assert(Emitted.counts(folder, engine) == expected)
      }
    }
  }

  private val anyBatches =
    Gen.listOfN(5, Gen.listOf(Gen.listOf(Gen.oneOf("a", "b", "~a", "~b", "가", "~")).map(_.mkString(" "))))

  for ((batches, i) <- Samples.of(anyBatches, count = 4, size = 4).zipWithIndex; api <- StateApis.all) {
    val grain = if (i % 2 == 0) "all" else "changed"
    test(s"generated $i, --grain $grain, $api: both engines agree") {
      TempFolder.use { folder =>
        val result = TwinSession.compare(
          RunningWordCountJob.JOB,
          batches,
          folder,
          Seq("--grain", grain, "--state-api", api)
        )
        assert(result.isEqual, result.text)
      }
    }
  }

  if (StateApis.all.size == 1) {
    test("transformWithState on Spark 3.5 is refused") {
      val options = TwinSession.parsed(RunningWordCountJob.JOB, Seq("--state-api", "transform"))
      val refused = intercept[UserError](RunningWordCountJob.JOB.structured(options))
      assert(refused.getMessage.contains("run the job with Spark 4 (TWINSTREAM_SPARK=4)"))
    }
  }

  for (engine <- Engine.values) {
    test(s"$engine: a run that goes on from its checkpoint goes on with its totals") {
      TempFolder.use { folder =>
        val lines = (0 until 14).map(k => s"${1000 * k}\ta w$k\n").mkString
        val file = TempFolder.write(folder.resolve("r"), lines)
        val checkpoint = Optional.of(folder.resolve("checkpoint").toString)
        LastTotals.counts.clear()
        run(engine, file.toString, checkpoint, stopAt = 5000)
        assert(LastTotals.counts.asScala("a") < 14)
        run(engine, file.toString, checkpoint, stopAt = Long.MaxValue)
        val expected = (0 until 14).map(k => s"w$k" -> 1L).toMap + ("a" -> 14L) // one in each of 14 batches
        assert(LastTotals.counts.asScala.toMap.mapValues(_.toLong).toMap == expected)
      }
    }
  }

  private def run(engine: Engine, file: String, checkpoint: Optional[String], stopAt: Long): Unit = {
    val stop = new StopRequest
    val listener = new RunListener {
      override def batchCompleted(batch: RunListener.Batch): Unit = if (batch.batch >= stopAt) stop.request()
    }
    val recording = Recording.open(java.nio.file.Paths.get(file), TwinSession.interval)
    val settings = new RunSettings[CountedWord](
      new RecordingSource(recording),
      new LastTotals,
      checkpoint,
      TwinSession.interval,
      Until.END
    )
    engine match {
      case Engine.DSTREAM =>
        DStreamRunner.run(
          new DStreamRunningWordCount(new RunningOptions),
          settings,
          TwinSession.session,
          listener,
          stop
        )
      case _ =>
        StructuredRunner.run(
          new StructuredRunningWordCount(new RunningOptions),
          settings,
          TwinSession.session,
          listener,
          stop
        )
    }
    ()
  }
}

/** Keeps the newest total of each word; in a checkpoint it is empty, so the totals are the object's. */
class LastTotals extends Sink[CountedWord] {
  override def write(rows: BatchRows[CountedWord], batch: Long): Unit =
    rows.collect().asScala.foreach(row => LastTotals.counts.put(row.getWord, row.getCount))
}

object LastTotals {
  val counts = new ConcurrentHashMap[String, java.lang.Long]
}
