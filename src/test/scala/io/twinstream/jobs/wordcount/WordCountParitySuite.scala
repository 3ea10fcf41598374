package io.twinstream.jobs.wordcount

import io.twinstream.{Emitted, Samples, TempFolder, TwinSession}
import io.twinstream.api.Engine
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite

class WordCountParitySuite extends AnyFunSuite {
  // name, batches in, rows out
  private val cases = Seq(
    (
      "counts begin anew in each batch",
      Seq(Seq("a b a"), Seq("a")),
      Set((1000L, "a", 2L), (1000L, "b", 1L), (2000L, "a", 1L)) // a: 2 + 1, never 3
    ),
    (
      "an empty batch gives no row, and a word returns after it",
      Seq(Seq("a"), Seq.empty, Seq.empty, Seq("a")),
      Set((1000L, "a", 1L), (4000L, "a", 1L))
    ),
    ("empty lines and white space give no row", Seq(Seq("", " \t "), Seq("x")), Set((2000L, "x", 1L))),
    (
      "the same line twice counts twice",
      Seq(Seq("a", "a")),
      Set((1000L, "a", 2L))
    ),
    (
      "Unicode, NUL and a carriage return",
      Seq(Seq("가 \ud83d\ude00\r", "가 x\u0000y")),
      Set((1000L, "가", 2L), (1000L, "\ud83d\ude00", 1L), (1000L, "x\u0000y", 1L))
    )
  )

  for ((name, batches, expected) <- cases) {
    test(name) {
      TempFolder.use { folder =>
        val result = TwinSession.compare(WordCountJob.JOB, batches, folder)
        assert(result.isEqual, result.text)
        assert(Emitted.counts(folder, Engine.DSTREAM) == expected)
        assert(Emitted.counts(folder, Engine.STRUCTURED) == expected)
      }
    }
  }

  private val anyBatches = {
    val word = Gen.oneOf("a", "b", "A", "가", "\u00a0", "\ud83d\ude00")
    val line = Gen.listOf(Gen.oneOf(word, Gen.oneOf(" ", "\t", "  "))).map(_.mkString)
    Gen.listOfN(5, Gen.listOf(line))
  }

  for ((batches, i) <- Samples.of(anyBatches, count = 5, size = 8).zipWithIndex) {
    test(s"generated $i: both engines agree, and count what is there") {
      TempFolder.use { folder =>
        val result = TwinSession.compare(WordCountJob.JOB, batches, folder)
        assert(result.isEqual, result.text)
        val counted = Emitted.counts(folder, Engine.DSTREAM).toSeq.map(_._3).sum
        assert(counted == batches.flatten.flatMap(_.split("[ \t]+")).count(_.nonEmpty))
      }
    }
  }
}
