package io.twinstream.jobs.visitsessions

import io.twinstream.{Emitted, KeptRows, Samples, StateApis, TempFolder, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.migration.compare.Verdict
import io.twinstream.api.Engine
import io.twinstream.engine.{RunListener, RunSettings, StopRequest, StructuredRunner, Until}
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.Path
import java.util.Optional
import java.util.concurrent.atomic.AtomicLong
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class VisitSessionsParitySuite extends AnyFunSuite {
  private val options = Seq("--gap", "3s", "--lateness", "1ms")

  private def visit(at: Double, user: String): String = s"${(1000 * at).toLong}\t$user\t/page"

  private def until(second: Int, batches: Map[Int, Seq[String]]): Seq[Seq[String]] =
    (0 until second).map(batches.getOrElse(_, Seq.empty))

  private def rows(folder: Path, engine: Engine): Set[(String, Long, Long, Long)] =
    Emitted
      .of(folder, engine)
      .map(r =>
        (
          r.get("user").asText,
          r.get("sessionStart").asLong,
          r.get("sessionEnd").asLong,
          r.get("visits").asLong
        )
      )
      .toSet

  for (api <- StateApis.all)
    test(s"sessions end by silence and by coming back, for the empty user too: $api") {
      TempFolder.use { folder =>
        val batches = until(
          25,
          Map(
            0 -> Seq(visit(0.5, "a"), visit(0.1, ""), visit(0.6, "a"), "not a visit"),
            1 -> Seq(visit(1.0, "b")),
            2 -> Seq(visit(2.0, "a")),
            6 -> Seq(visit(6.5, "a")), // 4.5 s after 2.0: another session
            7 -> Seq(visit(7.0, "b"), visit(7.0, "b")), // the same twice
            22 -> Seq(visit(22.0, "z")), // moves the watermark
            24 -> Seq(visit(24.0, "z"))
          )
        )
        val result =
          TwinSession.compare(VisitSessionsJob.JOB, batches, folder, options ++ Seq("--state-api", api))
        assert(result.isEqual, result.text)
        val expected = Set(
          ("a", 500L, 2000L, 3L),
          ("", 100L, 100L, 1L),
          ("b", 1000L, 1000L, 1L),
          ("a", 6500L, 6500L, 1L),
          ("b", 7000L, 7000L, 2L)
        )
        for (engine <- Engine.values) assert(rows(folder, engine) == expected)
      }
    }

  for (api <- StateApis.all)
    test(s"--rows open: all open sessions with every batch, until the gap is over: $api") {
      TempFolder.use { folder =>
        val batches =
          until(
            7,
            Map(
              0 -> Seq(visit(0.5, "a")),
              1 -> Seq(visit(1.5, "b"), visit(1.9, "b")),
              6 -> Seq(visit(6.0, "c"))
            )
          )
        val result =
          TwinSession.compare(
            VisitSessionsJob.JOB,
            batches,
            folder,
            options ++ Seq("--rows", "open", "--state-api", api)
          )
        assert(result.isEqual, result.text)
        val byBatch =
          Emitted.of(folder, Engine.DSTREAM).groupBy(_.get("batch").asLong).map { case (batch, rows) =>
            (batch, rows.map(_.get("user").asText).toSet)
          }
        assert(
          byBatch == Map(
            1000L -> Set("a"),
            2000L -> Set("a", "b"),
            3000L -> Set("a", "b"), // 2.5 s after a
            4000L -> Set("b"),
            7000L -> Set("c")
          )
        )
      }
    }

  private val anyVisits = Gen.listOfN(
    12,
    Gen.listOf(Gen.zip(Gen.choose(0, 999), Gen.oneOf("a", "b", "가", "")))
  )

  for {
    (visits, i) <- Samples.of(anyVisits, count = 2, size = 3).zipWithIndex
    api <- StateApis.all
  } {
    val (rows, closing) = if (i % 2 == 0) (Seq.empty, (12 to 30)) else (Seq("--rows", "open"), Nil)
    val more = rows ++ Seq("--state-api", api)
    test(s"generated $i ${more.mkString(" ")}: both engines agree") {
      TempFolder.use { folder =>
        val batches = visits.zipWithIndex.map { case (batch, k) =>
          batch.sorted.map { case (ms, user) => visit(k + ms / 1000.0, user) }
        } ++ closing.map(k => Seq(visit(k, "z")))
        val result = TwinSession.compare(VisitSessionsJob.JOB, batches, folder, options ++ more)
        assert(result.isEqual, result.text)
        if (rows.isEmpty) {
          val counted = Emitted
            .of(folder, Engine.STRUCTURED)
            .filter(_.get("user").asText != "z")
            .map(_.get("visits").asLong)
            .sum
          assert(counted == visits.flatten.size)
        }
      }
    }
  }

  test("a late visit is dropped by the port alone, and reported") {
    TempFolder.use { folder =>
      val batches = until(
        25,
        Map(
          0 -> Seq(visit(0.5, "a")),
          5 -> Seq(visit(5.0, "b")),
          6 -> Seq(visit(0.4, "a")),
          22 -> Seq(visit(22.0, "z")), // moves the watermark
          24 -> Seq(visit(24.0, "z"))
        )
      )
      val result = TwinSession.compare(VisitSessionsJob.JOB, batches, folder, options)
      assert(!result.isEqual && result.divergentBatches == 1, result.text)
      // One visit more in the session of a alone, which begins with it; all else is the same.
      val others = Set(("b", 5000L, 5000L, 1L))
      assert(rows(folder, Engine.DSTREAM) == others + (("a", 400L, 500L, 2L)))
      assert(rows(folder, Engine.STRUCTURED) == others + (("a", 500L, 500L, 1L)))
    }
  }

  test("the progress of the port says how many visits the watermark dropped") {
    TempFolder.use { folder =>
      val lines = Seq("500\ta", "5000\tb", "400\tc", "300\tc", "9000\tb")
      val text = lines.zipWithIndex.map { case (line, k) => s"${1000 * k + 5000}\t$line\t/\n" }.mkString
      val dropped = new AtomicLong
      val listener = new RunListener {
        override def batchCompleted(batch: RunListener.Batch): Unit = {
          dropped.addAndGet(batch.dropped)
          ()
        }
      }
      val settings = new RunSettings[VisitSession](
        new RecordingSource(
          Recording.open(TempFolder.write(folder.resolve("r"), text), TwinSession.interval)
        ),
        new KeptRows[VisitSession],
        Optional.empty(),
        TwinSession.interval,
        Until.END
      )
      val port = VisitSessionsJob.JOB.structured(TwinSession.parsed(VisitSessionsJob.JOB, options))
      StructuredRunner.run(port, settings, TwinSession.session, listener, new StopRequest)
      assert(dropped.get == 2)
    }
  }

  test("in silence the sessions of the classic job end, and those of the port do not: reported") {
    for (end <- Seq("20000 end\n", "")) TempFolder.use { folder =>
      val text = s"500\t500\ta\t/\n$end"
      val result = TwinSession.compareRecording(VisitSessionsJob.JOB, text, folder, options)
      if (end.isEmpty) {
        assert(result.verdict == Verdict.NOTHING_COMPARED, result.text)
        assert(result.text.contains("neither engine wrote a row for the 1 record\n"))
      } else {
        assert(result.divergentBatches == 1, result.text)
        assert(result.text.contains("First divergence: batch 0 (1000 ms): MISSING_ROW"))
        assert(rows(folder, Engine.DSTREAM) == Set(("a", 500L, 500L, 1L)))
      }
    }
  }

  private val future = Seq("999999999999999", "63001") // it arrives at 3,000, and clocks differ by a minute

  for (at <- future) {
    test(s"a visit from the future is malformed, and no other visit is lost by it: $at") {
      TempFolder.use { folder =>
        val batches = until(
          28,
          Map(
            1 -> Seq(visit(1.0, "a")),
            3 -> Seq(s"$at\tx\t/page", visit(3.0, "b")),
            5 -> Seq(visit(5.5, "b")),
            8 -> Seq(visit(8.0, "c")),
            24 -> Seq(visit(24.0, "z")), // moves the watermark
            26 -> Seq(visit(26.0, "z")),
            27 -> Seq(visit(27.0, "z"))
          )
        )
        val result = TwinSession.compare(VisitSessionsJob.JOB, batches, folder, options)
        assert(result.isEqual, result.text)
        val expected =
          Set(("a", 1000L, 1000L, 1L), ("b", 3000L, 5500L, 2L), ("c", 8000L, 8000L, 1L))
        for (engine <- Engine.values) assert(rows(folder, engine) == expected)
      }
    }
  }

  test("a port that goes by the machine's clock is not compared in virtual time") {
    TempFolder.use { folder =>
      val refused = intercept[UserError] {
        TwinSession.compare(VisitSessionsJob.JOB, Seq(Seq.empty), folder, Seq("--timeout", "processing"))
      }
      assert(refused.getMessage.contains("machine's clock"))
    }
  }
}
