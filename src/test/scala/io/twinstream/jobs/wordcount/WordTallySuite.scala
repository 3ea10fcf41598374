package io.twinstream.jobs.wordcount

import io.twinstream.RuleTier
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks
import scala.collection.JavaConverters._

@RuleTier
class WordTallySuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private def tallied(lines: Seq[String]): Seq[(String, Long)] =
    WordTally.of(lines.iterator.asJava).iterator.asScala.map(c => (c.getWord, c.getCount)).toSeq

  private def counted(lines: Seq[String]): Map[String, Long] =
    lines.flatMap(WordCount.words(_).asScala).groupBy(identity).map { case (word, all) =>
      (word, all.size.toLong)
    }

  private val line = Gen
    .listOf(Gen.frequency(2 -> Gen.oneOf(" \t\n\u000b\f\r".toSeq), 5 -> Gen.choose(0.toChar, 0x3100.toChar)))
    .map(_.mkString)

  test("counts what the rule of the word count gives, each word once") {
    forAll(Gen.listOf(line)) { lines =>
      val found = tallied(lines)
      assert(found.toMap == counted(lines) && found.size == found.toMap.size)
    }
  }

  test("words beyond the Basic Multilingual Plane, and malformed input as it arrives decoded") {
    val lines = Seq("\ud83d\ude00 a\ufffd \ud83d\ude00", "a\ufffd")
    assert(tallied(lines).toSet == Set("\ud83d\ude00" -> 2L, "a\ufffd" -> 2L))
  }

  test("words with the same hash are told apart") {
    // Behind their first seven bytes these are alike to a hash that multiplies by 31.
    val lines = Seq("1234567AaAa 1234567BBBB 1234567AaBB 1234567BBAa 1234567BBBB")
    assert(tallied(lines).toMap == counted(lines) && tallied(lines).size == 4)
  }

  test(
    "words of any length up to beyond two words of the machine, which differ in the last byte or its absence"
  ) {
    val words =
      for (length <- 0 to 20; last <- Seq("\u0000", "a", "\u007f", "\u0000\u0000"))
        yield "\u0000" * length + last
    for (lines <- Seq(Seq(words.mkString(" ")), words.reverse)) {
      assert(tallied(lines).toMap == counted(lines))
    }
  }

  test("grows: more words than the table begins with, and one that is longer than its array") {
    val long = "x" * 100000
    val lines = (0 until 50000).map(i => s"w$i w${i % 7} long-word-$i long-word-${i % 3000}") :+ long
    assert(tallied(lines).toMap == counted(lines))
  }

  test("no line, and lines without a word") {
    assert(tallied(Nil).isEmpty && tallied(Seq("", " \t ")).isEmpty)
  }
}
