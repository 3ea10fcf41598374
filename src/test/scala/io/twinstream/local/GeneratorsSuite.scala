package io.twinstream.local

import io.twinstream.RuleTier
import io.twinstream.error.UserError
import io.twinstream.jobs.orderrevenue.OrderRevenue
import java.nio.charset.StandardCharsets.US_ASCII
import org.scalatest.funsuite.AnyFunSuite

@RuleTier
class GeneratorsSuite extends AnyFunSuite {
  private val none = new Shares(0, 0, 0)
  private val noon = 1767268800000L

  private def orders(seed: Long, count: Int, shares: Shares): Seq[String] = {
    val made = Generators.of("orders", seed, shares, () => noon)
    Seq.fill(count)(new String(made.next(), US_ASCII))
  }

  test("orders: the same seed and clock give the same lines; shares are what was asked for") {
    val shares = new Shares(0.05, 0.01, 0.01)
    val made = orders(3, 20000, shares)
    assert(made == orders(3, 20000, shares) && made != orders(4, 20000, shares))
    val (bad, good) = made.partition(OrderRevenue.problem(_, noon).isPresent)
    val late = good.distinct.count(_.split(",")(4).toLong < noon - 2000)
    assert(good.distinct.map(_.split(",")(0)).distinct.size == good.distinct.size)
    for ((count, share) <- Seq(bad.size -> 0.01, (good.size - good.distinct.size) -> 0.01, late -> 0.05))
      assert(count > 20000 * share * 0.7 && count < 20000 * share * 1.3, s"$count of 20000 for $share")
  }

  test("orders: a share of nothing is nothing") {
    val made = orders(3, 5000, none)
    assert(made.distinct.size == 5000 && made.forall(!OrderRevenue.problem(_, noon).isPresent))
  }

  private def words(seed: Long, lines: Int): Seq[String] = {
    val made = Generators.of("words", seed, none, () => 0L)
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
    assert(
      intercept[UserError](
        Generators.of("songs", 1, none, () => 0L)
      ).getMessage == "--generate songs: known are orders, words"
    )
  }
}
