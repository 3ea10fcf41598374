package io.twinstream.jobs.samplestats

import io.twinstream.RuleTier
import io.twinstream.api.InputRecord
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

@RuleTier
class SampleStatsSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val at = 1795262400000L
  private val rule = new SampleStats(Duration.ofHours(1))

  private def line(value: String, time: Any = at): String = s"""{"timestamp":$time,"value":$value}"""

  private def stats(lines: String*): MinuteStats =
    lines.map(rule.sample(_, at).get).reduce(_ and _).stats

  // line, millionths
  for (
    (text, micros) <- Seq(
      line("21.5") -> 21500000L,
      line("-0.000001") -> -1L,
      line("0") -> 0L,
      line("2e3") -> 2000000000L,
      line("1E-3") -> 1000L,
      line("999999999999.999999") -> 999999999999999999L,
      line("0.0000005") -> 0L, // between two: to the even one
      line("0.0000015") -> 2L,
      line("4.9e-324") -> 0L,
      s"""  {"unit":"°C", "value": 1, "timestamp": $at, "tags": {"value": 2}} """ -> 1000000L
    )
  ) test(s"read: $text") {
    val row = stats(text)
    assert(row == new MinuteStats(at, at + 60000, 1, micros, micros, micros))
  }

  // line, problem
  for (
    (text, problem) <- Seq(
      "" -> "the timestamp is not",
      "21.5" -> "the timestamp is not",
      "null" -> "the timestamp is not",
      "[]" -> "the timestamp is not",
      "{" -> "not a JSON object",
      s"$at,21.5" -> "not a JSON object",
      line("21.5") + "}" -> "not a JSON object",
      line("1,\"value\":2") -> "not a JSON object",
      line("NaN") -> "not a JSON object",
      line("\"21.5\"") -> "the value is not",
      line("null") -> "the value is not",
      line("true") -> "the value is not",
      line("1000000000000") -> "the value is not", // thirteen digits
      line("1e12") -> "the value is not",
      line("1e999999999") -> "the value is not",
      line("1e-999999999") -> "the value is not",
      """{"timestamp":1}""" -> "the value is not",
      """{"value":1}""" -> "the timestamp is not",
      line("1", "\"2026-11-21T12:00:00Z\"") -> "the timestamp is not",
      line("1", -1) -> "the timestamp is not",
      line("1", "1795262400000.5") -> "the timestamp is not",
      line("1", "1000000000000000") -> "the timestamp is not",
      line("1", "99999999999999999999") -> "the timestamp is not",
      line("1", at + 60001) -> "taken after it arrived"
    )
  ) test(s"malformed: $text") {
    val found = SampleStats.problem(text, at)
    assert(found.isPresent && found.get.startsWith(problem), found)
    assert(!rule.sample(text, at).isPresent)
  }

  test("a tombstone is no sample") {
    assert(!rule.samples(new InputRecord("t", 0, 0, at, null: String)).hasNext)
  }

  test("a sample counts if it arrives no later than the lateness after it was taken") {
    assert(rule.sample(line("1"), at + 3600000).isPresent)
    assert(!rule.sample(line("1"), at + 3600001).isPresent)
    assert(!SampleStats.problem(line("1"), at + 3600001).isPresent)
  }

  test("a minute has its beginning and not its end") {
    for ((time, start) <- Seq(at -> at, (at + 59999) -> at, (at + 60000) -> (at + 60000), 0L -> 0L))
      assert(rule.sample(line("1", time), time).get.stats.getWindowStart == start)
  }

  // samples, mean
  for (
    (values, mean) <- Seq(
      Seq("1", "2") -> 1500000L,
      Seq("0", "0.000001") -> 0L, // a half millionth: to the even one
      Seq("0.000001", "0.000002") -> 2L,
      Seq("-1", "-2", "-2") -> -1666667L
    )
  ) test(s"the mean of ${values.mkString(", ")} is $mean millionths") {
    assert(stats(values.map(line(_)): _*).getMeanMicros == mean)
  }

  test("statistics are exact, and the same in any order and however they are divided") {
    forAll(Gen.nonEmptyListOf(Gen.choose(-999999999999999999L, 999999999999999999L)), Gen.choose(0, 9)) {
      (values, cut) =>
        val parts = Seq(values.take(cut), values.drop(cut)).filter(_.nonEmpty)
        val all = parts.reverse.map(_.map(MinuteSamples.of(at, _)).reduce(_ and _)).reduce(_ and _).stats
        assert(
          (all.getSamples, all.getMinMicros, all.getMaxMicros) == (
            (
              values.size.toLong,
              values.min,
              values.max
            )
          )
        )
        val mean = BigDecimal(values.map(BigInt(_)).sum) / values.size
        assert((BigDecimal(all.getMeanMicros) - mean).abs <= 0.5)
    }
  }
}
