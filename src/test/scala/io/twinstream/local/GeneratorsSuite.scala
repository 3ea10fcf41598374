package io.twinstream.local

import io.twinstream.RuleTier
import io.twinstream.error.UserError
import java.nio.charset.StandardCharsets.US_ASCII
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class GeneratorsSuite extends AnyFunSuite {
  private def words(seed: Long, lines: Int): Seq[String] = {
    val made = Generators.of("words", seed)
    Seq.fill(lines)(new String(made.next(), US_ASCII))
  }

  test("the same seed gives the same lines, another seed others") {
    assert(words(7, 100) == words(7, 100))
    assert(words(7, 100) != words(8, 100))
  }

  test("lines have 5 to 20 words") {
    val lengths = words(1, 2000).map(_.split(" ").length)
    assert(lengths.min == 5 && lengths.max == 20)
  }

  test("frequencies follow Zipf's law: the first word stands about k times as often as the k-th") {
    val counts = words(1, 20000).flatMap(_.split(" ")).groupBy(identity).values.map(_.size).toSeq.sortBy(-_)
    for (k <- Seq(2, 5, 10)) {
      val ratio = counts.head.toDouble / counts(k - 1)
      assert(ratio > 0.8 * k && ratio < 1.25 * k, s"rank $k: $ratio")
    }
  }

  test("an unknown kind is named, with those there are") {
    assert(intercept[UserError](Generators.of("songs", 1)).getMessage == "--generate songs: known are words")
  }
}
