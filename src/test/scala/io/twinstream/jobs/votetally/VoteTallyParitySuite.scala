package io.twinstream.jobs.votetally

import io.twinstream.{Emitted, Restart, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import java.nio.file.Path
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class VoteTallyParitySuite extends AnyFunSuite {
  private def totals(folder: Path, engine: Engine): Map[Long, Map[(String, String), Long]] =
    Emitted.of(folder, engine).groupBy(_.get("batch").asLong).map { case (batch, rows) =>
      batch -> rows
        .map(r => (r.get("kind").asText, r.get("candidate").asText) -> r.get("count").asLong)
        .toMap
    }

  test("repeated, spoiled and malformed lines, a blank vote, an empty batch, a ballot that returns") {
    TempFolder.use { folder =>
      val batches = Seq(
        Seq("b1,Ada", "b2,Ada", "b1,Ada", "b3,", "b4"), // b1 twice, b3 blank, b4 malformed
        Seq.empty,
        Seq("b5,Bob", "b6,Ada", "b6,Bob", ",Ada"), // b6 spoils itself
        Seq("b2,Bob", "b7,Ada"), // b2 is spoiled: one vote of Ada goes, one comes
        Seq("b1,Ada", "b2,Ada", "b3,")
      )
      val result = TwinSession.compare(VoteTallyJob.JOB, batches, folder)
      assert(result.isEqual, result.text)
      val (blank, ada, bob) = (("votes", ""), ("votes", "Ada"), ("votes", "Bob"))
      val (repeated, spoiled, malformed) = (("repeated", ""), ("spoiled", ""), ("malformed", ""))
      val first = Map(ada -> 2L, blank -> 1L, repeated -> 1L, malformed -> 1L)
      val expected = Map(
        1000L -> first,
        2000L -> first,
        3000L -> (first ++ Map(bob -> 1L, spoiled -> 2L, malformed -> 2L)),
        4000L -> (first ++ Map(bob -> 1L, spoiled -> 4L, malformed -> 2L)), // Ada 2 + 1 - 1
        5000L -> (first ++ Map(bob -> 1L, spoiled -> 5L, malformed -> 2L, repeated -> 3L))
      )
      for (engine <- Engine.values) assert(totals(folder, engine) == expected)
    }
  }

  /** Counted without an engine: a ballot counts if all its lines name one candidate. */
  private def votes(lines: Seq[String]): Map[String, Long] =
    lines
      .map(_.split(",", -1))
      .collect { case Array(id, candidate) if id.nonEmpty => id -> candidate }
      .groupBy(_._1)
      .map(_._2.map(_._2).distinct)
      .collect { case Seq(candidate) => candidate }
      .groupBy(identity)
      .map { case (candidate, ballots) => candidate -> ballots.size.toLong }

  private val anyLine = Gen.frequency(
    12 -> Gen.zip(Gen.choose(1, 20), Gen.oneOf("Ada", "Ada", "가")).map { case (id, c) => s"b$id,$c" },
    1 -> Gen.alphaNumStr
  )

  for ((batches, i) <- Samples.of(Gen.listOfN(4, Gen.listOf(anyLine)), count = 2, size = 15).zipWithIndex) {
    test(s"generated $i: both engines agree, and count what is there") {
      TempFolder.use { folder =>
        val result = TwinSession.compare(VoteTallyJob.JOB, batches, folder)
        assert(result.isEqual, result.text)
        val last = totals(folder, Engine.DSTREAM).maxBy(_._1)._2
        val counted = last.collect { case (("votes", candidate), count) if count > 0 => candidate -> count }
        assert(counted == votes(batches.flatten))
        assert(last.values.sum == batches.flatten.size)
      }
    }
  }

  for (engine <- Engine.values) {
    test(s"$engine: a run that goes on from its checkpoint knows the ballots of before") {
      TempFolder.use { folder =>
        val lines = (0 until 14).flatMap(k => Seq(s"${1000 * k}\tb$k,Ada", s"${1000 * k}\tb${k / 2},Ada"))
        val counts = Restart.lastRows(VoteTallyJob.JOB, engine, lines, stopAt = 5000, folder)(count =>
          (count.getKind, count.getCandidate)
        )
        // 14 ballots, and as many lines that repeat one
        assert(counts("votes" -> "Ada").getCount == 14 && counts("repeated" -> "").getCount == 14)
        assert(counts.size == 2)
      }
    }
  }
}
