package io.twinstream.jobs.wordcount

import io.twinstream.RuleTier
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

@RuleTier
class WordCountSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val cases = Seq(
    ("no text", "", Seq.empty),
    ("only white space", " \t\n\u000b\f\r ", Seq.empty),
    ("runs of white space", "  a \t\t b  ", Seq("a", "b")),
    ("carriage return and line feed", "a\r\nb\r\n", Seq("a", "b")),
    ("case is kept", "The the THE", Seq("The", "the", "THE")),
    ("no-break and ideographic spaces are not ASCII", "a\u00a0b c\u3000d", Seq("a\u00a0b", "c\u3000d")),
    ("NUL is no white space", "a\u0000b", Seq("a\u0000b")),
    ("Korean and emoji", "가나 \ud83d\ude00\ud83d\ude00 가나", Seq("가나", "\ud83d\ude00\ud83d\ude00", "가나")),
    ("the escape below the tab and the one above the return", "a\bb\u000ec", Seq("a\bb\u000ec"))
  )

  for ((name, line, words) <- cases) {
    test(s"words: $name") {
      assert(WordCount.words(line).toArray.toSeq == words)
    }
  }

  test("words are what a split at ASCII white space gives") {
    val text = Gen.listOf(
      Gen.frequency(3 -> Gen.oneOf(" \t\n\u000b\f\r".toSeq), 5 -> Gen.choose(0.toChar, 0x3100.toChar))
    )
    forAll(text) { chars =>
      val line = chars.mkString
      assert(
        WordCount.words(line).toArray.toSeq == line.split("[ \\t\\n\\x0B\\f\\r]+").filter(_.nonEmpty).toSeq
      )
    }
  }

  test("a count that is too great stays at the greatest number, and ends no run") {
    assert(WordCount.add(Long.MaxValue - 1, 1) == Long.MaxValue)
    assert(WordCount.add(Long.MaxValue, 1) == Long.MaxValue)
  }
}
