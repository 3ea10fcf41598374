package io.twinstream.jobs

import io.twinstream.RuleTier
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

@RuleTier
class SumsSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val any = Gen.oneOf(
    Gen.choose(Long.MinValue, Long.MaxValue),
    Gen.oneOf(0L, 1L, -1L, Long.MaxValue, Long.MinValue, Long.MaxValue - 1)
  )

  test("a sum is exact, or the greatest or the lowest long if it is beyond") {
    forAll(any, any) { (one, other) =>
      val exact = BigInt(one) + BigInt(other)
      assert(Sums.add(one, other) == exact.min(BigInt(Long.MaxValue)).max(BigInt(Long.MinValue)).toLong)
    }
  }

  test("of numbers that are not negative the order does not matter") {
    forAll(Gen.listOf(any.map(n => n & Long.MaxValue))) { numbers =>
      val exact = numbers.map(BigInt(_)).sum.min(BigInt(Long.MaxValue)).toLong
      assert(numbers.foldLeft(0L)((a, b) => Sums.add(a, b)) == exact)
      assert(numbers.foldRight(0L)((a, b) => Sums.add(a, b)) == exact)
    }
  }

  test("counts that are ints") {
    assert(Sums.add(1, 2) == 3 && Sums.add(Int.MaxValue, 1) == Int.MaxValue)
  }
}
