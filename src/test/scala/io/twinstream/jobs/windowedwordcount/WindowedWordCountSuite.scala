package io.twinstream.jobs.windowedwordcount

import io.twinstream.{RuleTier, TwinSession}
import io.twinstream.error.UserError
import io.twinstream.jobs.{Jobs, WindowLayout}
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
    ("12\ta b", 12L, "a b"),
    ("0\t", 0L, ""),
    ("\ta", -1L, ""),
    ("a b", -1L, ""),
    ("-1\ta", -1L, ""),
    ("1x\ta", -1L, ""),
    ("1234567890123456789\ta", -1L, "")
  )

  for ((line, time, text) <- lines) {
    test(s"timed line: ${line.replace("\t", "\\t")}") {
      assert(TimedLine.eventTimeMillis(line) == time && TimedLine.text(line) == text)
    }
  }

  private val refused = Seq(
    (Seq("--window", "1500ms"), "--window 1500 ms: must be a multiple of the batch interval, 1000 ms"),
    (Seq("--window", "4s", "--slide", "1500ms"), "--slide 1500 ms: must be a multiple"),
    (Seq("--window", "2s", "--slide", "4s"), "is longer than --window 2000 ms")
  )

  for ((options, message) <- refused) {
    test(s"refused: ${options.mkString(" ")}") {
      val parsed = TwinSession.parsed(Jobs.WINDOWED_WORD_COUNT, options)
      assert(intercept[UserError](parsed.check(Duration.ofSeconds(1))).getMessage.contains(message))
    }
  }
}
