package io.twinstream.jobs.orderrevenue

import io.twinstream.RuleTier
import java.time.Duration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class OrderRevenueSuite extends AnyFunSuite {
  private val hour = Duration.ofHours(1)
  private val at = 1767225600000L
  private val good = s"7,u1,19.90,books,$at"

  private val problems = Seq(
    (null, "no value"),
    ("", "1 field where 5 are needed"),
    ("7,u1,19.90,books", "4 fields where 5 are needed"),
    (good + ",x", "6 fields where 5 are needed"),
    (s",u1,1,books,$at", "an empty order_id, user_id or category"),
    (s"7,u1,1,,$at", "an empty order_id, user_id or category"),
    (s"7,u1,free,books,$at", "the amount is not"),
    (s"7,u1,-1,books,$at", "the amount is not"),
    (s"7,u1,1.999,books,$at", "the amount is not"),
    (s"7,u1,1e3,books,$at", "the amount is not"),
    (s"7,u1,9999999999999,books,$at", "the amount is not"),
    ("7,u1,1,books,yesterday", "the order_time is not"),
    ("7,u1,1,books,1767225600000000", "the order_time is not"),
    (s"7,u1,1,books,${at + 60001}", "ordered after it arrived")
  )

  for ((line, problem) <- problems) {
    test(s"'$line': $problem") {
      assert(OrderRevenue.problem(line, at).get.startsWith(problem))
      assert(!OrderRevenue.order(line, at, hour).isPresent)
    }
  }

  test("money is whole cents") {
    for (
      (amount, cents) <- Seq(
        "0" -> 0L,
        "1" -> 100L,
        "1.5" -> 150L,
        "0.07" -> 7L,
        "999999999999.99" -> 99999999999999L
      )
    )
      assert(OrderRevenue.order(s"7,u1,$amount,books,$at", at, hour).get.cents == cents)
  }

  test("an order counts if it arrives no later than the lateness after it was made") {
    assert(OrderRevenue.order(good, at + 3600000, hour).isPresent)
    assert(!OrderRevenue.order(good, at + 3600001, hour).isPresent)
    assert(!OrderRevenue.problem(good, at + 3600001).isPresent)
  }

  test("an order is in the 5 minutes and the two times 10 minutes that hold it, the end not included") {
    def windows(millis: Long): Set[(Long, Long)] =
      OrderRevenue.windows(millis).asScala.map(w => (w.start / 60000, w.end / 60000)).toSet
    assert(windows(10 * 60000L) == Set((10L, 15L), (5L, 15L), (10L, 20L)))
    assert(windows(10 * 60000L - 1) == Set((5L, 10L), (0L, 10L), (5L, 15L)))
    assert(windows(0) == Set((0L, 5L), (-5L, 5L), (0L, 10L)))
  }
}
