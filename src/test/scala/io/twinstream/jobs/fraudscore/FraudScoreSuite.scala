package io.twinstream.jobs.fraudscore

import io.twinstream.RuleTier
import io.twinstream.error.Malformed
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class FraudScoreSuite extends AnyFunSuite {
  for (
    (line, expected) <- Seq(
      "c1,250,DE" -> Some(new Transaction("c1", 250, "DE")),
      ",0," -> Some(new Transaction("", 0, "")), // the empty card, nothing paid, no country
      "가,999999999999,KR" -> Some(new Transaction("가", 999999999999L, "KR")),
      "c1,250" -> None,
      "c1,250,DE,more" -> None,
      "c1,2.50,DE" -> None,
      "c1,-250,DE" -> None,
      "c1,,DE" -> None,
      "c1,1000000000000,DE" -> None, // 13 digits
      "" -> None
    )
  ) test(s"read: '$line'") {
    val malformed = Malformed.count(Transaction.EXPECTED)
    assert(Transaction.of(line).asScala == expected.toSeq)
    assert(Malformed.count(Transaction.EXPECTED) - malformed == (if (expected.isEmpty) 1 else 0))
  }

  private val activity = Seq("c,100,DE", "c,700,FR", "c,250,DE")
    .map(line => CardActivity.of(Transaction.of(line).get(0)))

  test("features: how many, their sum, the greatest, in how many countries; in any order") {
    for (order <- activity.permutations)
      assert(order.reduce(_ and _).features.toSeq == Seq(3.0, 10.5, 7.0, 2.0))
  }

  test("what a card pays does not end a run when it is too much for a long") {
    val most = CardActivity.of(new Transaction("c", Long.MaxValue, "DE"))
    assert(
      (most and most).and(activity.head).scored("c", 0) == new CardScore("c", 3, Long.MaxValue, 0, false)
    )
  }

  test("a score is rounded to millionths, and a half is fraud") {
    def score(probability: Double) = activity.head.scored("c", probability)
    assert(score(0.4999994) == new CardScore("c", 1, 100, 499999, false))
    assert(score(0.4999995) == new CardScore("c", 1, 100, 500000, true))
    assert(score(1.0) == new CardScore("c", 1, 100, 1000000, true))
  }
}
