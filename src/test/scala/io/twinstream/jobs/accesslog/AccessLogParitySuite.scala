package io.twinstream.jobs.accesslog

import io.twinstream.{Emitted, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class AccessLogParitySuite extends AnyFunSuite {
  private def line(path: String, status: Int): String =
    s"""10.0.0.1 - - [01/Jan/2024:00:00:00 +0000] "GET $path HTTP/1.1" $status 1"""

  test("statuses, ranks, ties, malformed lines, an empty batch") {
    TempFolder.use { folder =>
      val alike = Seq("/\ud800\udc00", "/\ue000", "/b")
      val batches = Seq(
        alike.map(line(_, 200)) ++ Seq(line("/a", 404), line("/a", 200), "?", "?"),
        Seq.empty,
        Seq(line("/b", 200))
      )
      val result = TwinSession.compare(AccessLogJob.JOB, batches, folder, Seq("--top", "3"))
      assert(result.isEqual, result.text)
      val expected = Set(
        (1000L, "status", "200", 0, 4L), // alike, and /a once
        (1000L, "status", "404", 0, 1L),
        (1000L, "status", "malformed", 0, 2L),
        (1000L, "endpoint", "/a", 1, 2L),
        (1000L, "endpoint", "/b", 2, 1L),
        (1000L, "endpoint", "/\ue000", 3, 1L), // its bytes come before those of U+10000
        (3000L, "status", "200", 0, 1L),
        (3000L, "endpoint", "/b", 1, 1L)
      )
      for (engine <- Engine.values) {
        val rows = Emitted.of(folder, engine).map { row =>
          (
            row.get("batch").asLong,
            row.get("kind").asText,
            row.get("name").asText,
            row.get("rank").asInt,
            row.get("count").asLong
          )
        }
        assert(rows.size == expected.size && rows.toSet == expected)
      }
    }
  }

  private val anyBatches = {
    val request = Gen.zip(Gen.oneOf("/", "/a", "/가", "/\ud83d\ude00", "/b?c"), Gen.oneOf(200, 404))
    Gen.listOfN(4, Gen.listOf(Gen.frequency(8 -> request.map((line _).tupled), 1 -> Gen.asciiPrintableStr)))
  }

  for ((batches, i) <- Samples.of(anyBatches, count = 3, size = 12).zipWithIndex) {
    test(s"generated $i: both engines agree, and every line has a status") {
      TempFolder.use { folder =>
        val result = TwinSession.compare(AccessLogJob.JOB, batches, folder, Seq("--top", "2"))
        assert(result.isEqual, result.text)
        val statuses = Emitted.of(folder, Engine.STRUCTURED).filter(_.get("kind").asText == "status")
        assert(statuses.map(_.get("count").asLong).sum == batches.flatten.size)
      }
    }
  }
}
