package io.twinstream.migration.compare.rows

import io.twinstream.RuleTier
import org.scalatest.funsuite.AnyFunSuite

/** One text for each value. */
@RuleTier
class NumbersSuite extends AnyFunSuite {
  test("numbers of one value have one text, of whatever type they are") {
    val one = Seq(
      Numbers.canonical(1.0),
      Numbers.canonical(1f),
      Numbers.canonical(new java.math.BigDecimal("1.000")),
      Numbers.ofText(" 1.0"),
      Numbers.ofText("1e0"),
      Numbers.ofUntyped("1.0")
    )
    assert(one.distinct == Seq("1"))
    assert(Numbers.canonical(0.1f) == "0.1" && Numbers.canonical(-0.0) == "0")
    assert(Numbers.canonical(1e20) == "100000000000000000000" && Numbers.ofText("1e20") == "1" + "0" * 20)
    assert(Numbers.canonical(Double.NaN) == "NaN")
  }

  // text, what it is as a number, what it is where nobody says that it is one
  private val texts = Seq(
    ("007", "7", "007"),
    ("+49", "49", "+49"),
    ("-0.50", "-0.5", "-0.5"),
    ("-01", "-1", "-01"),
    ("0", "0", "0"),
    ("0.0", "0", "0"),
    ("1,000", "1,000", "1,000"),
    ("", "", ""),
    ("12a", "12a", "12a"),
    ("1d", "1d", "1d"),
    ("1e999999999", "1e999999999", "1e999999999")
  )

  for ((text, number, untyped) <- texts)
    test(s"'$text' is $number as a number, $untyped where nothing is said") {
      assert(Numbers.ofText(text) == number && Numbers.ofUntyped(text) == untyped)
    }

  test("times are compared by instant") {
    val noon = Seq(
      "2024-01-01T12:00:00Z",
      "2024-01-01T12:00:00.000Z",
      "2024-01-01T13:00:00+01:00",
      "2024-01-01 12:00:00",
      "2024-01-01T12:00"
    )
    assert(noon.map(Canonical.instant).distinct == Seq("2024-01-01T12:00:00Z"))
    for (text <- Seq("2024-01-01", "2024-13-01T12:00:00Z", "2024-01-01T12:00:00Zz", "", "not a time at all"))
      assert(Canonical.instant(text) == text)
  }

  test("numbers that stand for a time are seconds, milliseconds, microseconds or nanoseconds by their size") {
    val second = 1700000000L
    for (number <- Seq(second, second * 1000, second * 1000000, second * 1000000000))
      assert(Canonical.epochMicros(number.toString) == (second * 1000000).toString)
    assert(Canonical.epochMicros("soon") == "soon")
  }

  test(
    "nested values: fields in any order, numbers by value, fields that are null like those that are not there"
  ) {
    assert(
      NestedJson.canonical("""{"b":[1.0,{"y":null,"x":2}],"a":"1.0"}""") == """{"a":"1.0","b":[1,{"x":2}]}"""
    )
  }

  test("what most values are is found in whatever order they come") {
    val frequent = new Frequent[java.lang.Long]
    (1L to 1000L).foreach(k => frequent.add(k))
    (1L to 2000L).foreach(_ => frequent.add(-1L))
    assert(frequent.top.get.getKey == -1L && frequent.top.get.getValue >= 1900)
  }
}
