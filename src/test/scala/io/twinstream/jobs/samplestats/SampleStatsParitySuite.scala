package io.twinstream.jobs.samplestats

import io.twinstream.{Emitted, Restart, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import io.twinstream.ends.recording.Recording
import io.twinstream.migration.compare.Comparison
import java.nio.file.Path
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

/** Both twins over batches of half a minute, so that a few batches hold several minutes. */
class SampleStatsParitySuite extends AnyFunSuite {
  private val interval = Duration.ofSeconds(30)

  /** A sample that arrives in a batch, with the second it was taken in, after the begin of the recording. */
  private final case class Sent(second: Int, value: BigDecimal)

  private def line(sample: Sent): String =
    s"""{"timestamp":${sample.second * 1000L},"value":${sample.value.bigDecimal.toPlainString}}"""

  /** Compares the twins over lines that arrive in a second; a sample may be a minute late. */
  private def compare(batches: Seq[(Int, Seq[String])], folder: Path): Comparison.Result = {
    val lines = for ((second, each) <- batches; line <- each) yield s"${second * 1000L}\t$line\n"
    val job = SampleStatsJob.JOB
    val options = TwinSession.parsed(job, Seq("--lateness", "60s"))
    Comparison.run(
      job,
      options,
      Comparison.Twins.of(job, options),
      Recording.open(TempFolder.write(folder.resolve("r"), lines.mkString), interval),
      TwinSession.session,
      folder,
      (_: Any, _: Any) => ()
    )
  }

  /** The rows: batch and minute to samples, min, max and mean. */
  private def rows(folder: Path, engine: Engine): Seq[((Long, Long), Seq[Long])] =
    Emitted
      .of(folder, engine)
      .map(r =>
        (r.get("batch").asLong / 1000, r.get("windowStart").asLong / 60000) ->
          Seq("samples", "minMicros", "maxMicros", "meanMicros").map(r.get(_).asLong)
      )

  test("a late sample, one too late, a repeated one, malformed lines, empty batches, a minute's end") {
    TempFolder.use { folder =>
      val batches = Seq(
        0 -> Seq(line(Sent(0, 1)), line(Sent(0, 1)), "{}", ""),
        30 -> Seq(line(Sent(29, -4))),
        60 -> Seq(
          line(Sent(59, 2)),
          line(Sent(60, 7))
        ), // the last second of a minute, and the next one's first
        90 -> Seq(line(Sent(30, 100)), line(Sent(29, 100))), // 60 s late, and 61
        300 -> Seq(line(Sent(299, 3))),
        330 -> Seq(line(Sent(270, 5)))
      )
      val result = compare(batches, folder)
      assert(result.isEqual, result.text)
      val expected = Map(
        (30L, 0L) -> Seq(2L, 1000000L, 1000000L, 1000000L),
        (60L, 0L) -> Seq(3L, -4000000L, 1000000L, -666667L), // (1 + 1 - 4) / 3
        (90L, 0L) -> Seq(4L, -4000000L, 2000000L, 0L),
        (90L, 1L) -> Seq(1L, 7000000L, 7000000L, 7000000L),
        (120L, 0L) -> Seq(5L, -4000000L, 100000000L, 20000000L),
        (330L, 4L) -> Seq(1L, 3000000L, 3000000L, 3000000L),
        (360L, 4L) -> Seq(2L, 3000000L, 5000000L, 4000000L)
      )
      for (engine <- Engine.values) {
        val found = rows(folder, engine)
        assert(found.size == expected.size && found.toMap == expected)
      }
    }
  }

  private val anySample =
    Gen.zip(Gen.choose(0, 80), Gen.choose(-999999999L, 999999999L)).map { case (age, micros) =>
      (age, BigDecimal(micros, 6))
    }

  for ((batches, i) <- Samples.of(Gen.listOfN(4, Gen.listOf(anySample)), count = 2, size = 12).zipWithIndex) {
    test(s"generated $i: both engines agree, and sum up what is there") {
      TempFolder.use { folder =>
        val sent = batches.zipWithIndex.map { case (batch, k) =>
          (100 + 45 * k) -> batch.map { case (age, value) => Sent(100 + 45 * k - age, value) }
        }
        val result = compare(sent.map { case (second, each) => second -> each.map(line) }, folder)
        assert(result.isEqual, result.text)
        val inTime = for { (second, each) <- sent; s <- each if second - s.second <= 60 } yield s
        val expected = inTime.groupBy(_.second / 60).map { case (minute, each) =>
          val micros = each.map(s => (s.value * 1000000).toLongExact)
          val mean =
            (BigDecimal(micros.sum) / micros.size).setScale(0, BigDecimal.RoundingMode.HALF_EVEN).toLong
          minute.toLong -> Seq(micros.size.toLong, micros.min, micros.max, mean)
        }
        for (engine <- Engine.values) {
          val last = rows(folder, engine).groupBy(_._1._2).map { case (minute, each) =>
            minute -> each.maxBy(_._1._1)._2
          }
          assert(last == expected)
        }
      }
    }
  }

  for (engine <- Engine.values) {
    test(s"$engine: a run that goes on from its checkpoint knows the minutes of before") {
      TempFolder.use { folder =>
        val lines = (0 until 20).map(k => s"${1000 * k}\t${line(Sent(k % 2 * 60, k))}")
        val rows = Restart.lastRows(
          SampleStatsJob.JOB,
          engine,
          // From the second minute on, so that no sample is ahead of its arrival.
          lines.map { each =>
            val Array(at, payload) = each.split("\t")
            s"${at.toLong + 60000}\t$payload"
          },
          stopAt = 67000,
          folder
        )(_.getWindowStart)
        assert(rows(0) == new MinuteStats(0, 60000, 10, 0, 18000000, 9000000)) // 0, 2, ... 18
        assert(rows(60000) == new MinuteStats(60000, 120000, 10, 1000000, 19000000, 10000000))
      }
    }
  }
}
