package io.twinstream.jobs.windowedwordcount

import io.twinstream.{RuleTier, TwinSession}
import io.twinstream.error.{Malformed, UserError}
import io.twinstream.jobs.WindowLayout
import io.twinstream.api.InputRecord
import java.time.Duration
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

@RuleTier
class WindowedWordCountSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("windows end at the zero time and whole slides from it, for any lengths and any zero time") {
    forAll(Gen.choose(-100000L, 100000L), Gen.choose(1L, 50L), Gen.choose(1L, 50L)) { (zero, slides, slide) =>
      val window = slide * slides
      val start = WindowLayout.startTimeMillis(zero, window, slide)
      assert(start >= 0 && start < slide)
      assert(Math.floorMod(start + window - zero, slide) == 0)
    }
  }

  test("a slide that does not divide the day keeps its alignment over midnight") {
    val day = Duration.ofDays(1).toMillis
    val start = WindowLayout.startTimeMillis(day - 3000, 14000, 7000)
    assert(Math.floorMod(start - (day - 3000), 7000L) == 0)
  }

  private val lines = Seq(
    "12\ta b" -> Some((12L, "a b")),
    "0\t" -> Some((0L, "")),
    "\ta" -> None,
    "a b" -> None,
    "-1\ta" -> None,
    "1x\ta" -> None,
    "999999999999999\ta" -> Some((999999999999999L, "a")),
    "9999999999999999\ta" -> None, // 16 digits
    "1234567890123456789\ta" -> None
  )

  for ((line, expected) <- lines) {
    test(s"timed line: ${line.replace("\t", "\\t")}") {
      val malformed = Malformed.count(TimedLine.EXPECTED)
      val timed = TimedLine.of(line, 999999999999999L, 0)
      assert((if (timed.isPresent) Some((timed.get.atMillis, timed.get.text)) else None) == expected)
      assert(Malformed.count(TimedLine.EXPECTED) - malformed == (if (expected.isEmpty) 1 else 0))
    }
  }

  test("a line is malformed if its time is further ahead of its arrival than clocks differ") {
    assert(!TimedLine.problem("1060000\ta", 1000000, 60000).isPresent)
    assert(TimedLine.problem("1060001\ta", 1000000, 60000).get == "its time is after it arrived")
    assert(!TimedLine.of("1060001\ta", 1000000, 60000).isPresent)
  }

  test("a dead letter says so where lines have times of their own") {
    def reason(arguments: String*) = WindowedWordCountJob.JOB
      .rejection(TwinSession.parsed(WindowedWordCountJob.JOB, arguments))
      .reason(new InputRecord("", 0, 0, 1000000, "1005000\ta"))
    assert(!reason().isPresent && !reason("--time", "event").isPresent)
    assert(reason("--time", "event", "--clock-difference", "4s").get == "its time is after it arrived")
  }

  private val refused = Seq(
    (Seq("--window", "1500ms"), "--window 1500 ms: must be a multiple of the batch interval, 1000 ms"),
    (Seq("--window", "4s", "--slide", "1500ms"), "--slide 1500 ms: must be a multiple"),
    (Seq("--window", "2s", "--slide", "4s"), "is longer than --window 2000 ms")
  )

  for ((options, message) <- refused) {
    test(s"refused: ${options.mkString(" ")}") {
      val parsed = TwinSession.parsed(WindowedWordCountJob.JOB, options)
      assert(intercept[UserError](parsed.check(Duration.ofSeconds(1))).getMessage.contains(message))
    }
  }
}
