package io.twinstream.run

import io.twinstream.RuleTier
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.source.{HadoopSettings, KafkaReading, Sources}
import io.twinstream.sink.{RowFormat, Sinks}
import java.time.Duration
import java.util.Arrays.asList
import org.scalatest.funsuite.AnyFunSuite

/** What people write on the command line. */
@RuleTier
class OptionsSuite extends AnyFunSuite {
  private val second = Duration.ofSeconds(1)

  for (
    (text, millis) <- Seq(
      "500ms" -> 500L,
      "10s" -> 10000L,
      "5m" -> 300000L,
      "5min" -> 300000L,
      "1h" -> 3600000L
    ) ++
      Seq("2d" -> 172800000L, "PT1.5S" -> 1500L, " 3 S " -> 3000L)
  ) {
    test(s"duration $text is $millis ms") {
      assert(Durations.parse(text).toMillis == millis)
    }
  }

  for (text <- Seq("", "10", "0s", "-1s", "ten", "1w", "PT0S", "99999999999999s")) {
    test(s"'$text' is no duration") {
      val error = intercept[UserError](Durations.parse(text))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"'$text'"))
    }
  }

  test("durations are shown as people write them") {
    assert(Durations.show(Duration.ofMillis(350)) == "0.35 s")
    assert(Durations.show(Duration.ofMillis(12340)) == "12.3 s")
    assert(Durations.show(Duration.ofSeconds(303)) == "5 min 3 s")
  }

  test("until: what ends a run") {
    val idle = Until.parse("idle=10s")
    assert(!idle.isReached(Duration.ofHours(1), Duration.ofMillis(9999), true))
    assert(idle.isReached(Duration.ofSeconds(10), Duration.ofSeconds(10), false))
    val duration = Until.parse("duration=1m")
    assert(!duration.isReached(Duration.ofSeconds(59), Duration.ofHours(1), true))
    assert(duration.isReached(Duration.ofSeconds(60), Duration.ZERO, false))
    assert(Until.parse("end").isReached(Duration.ZERO, Duration.ZERO, true))
    assert(!Until.parse("end").isReached(Duration.ofHours(1), Duration.ofHours(1), false))
    assert(!Until.NEVER.isReached(Duration.ofDays(1), Duration.ofDays(1), true))
  }

  for (text <- Seq("", "idle", "idle=", "idle=x", "forever", "duration=0s")) {
    test(s"--until '$text' is refused") {
      assert(intercept[UserError](Until.parse(text)).exitCode == ExitCode.USAGE)
    }
  }

  for (
    spec <- Seq(
      "",
      "socket",
      "socket:",
      "socket:9999",
      "socket:host:",
      "socket:host:0",
      "socket:host:70000",
      "tape:x"
    )
  ) {
    test(s"source '$spec' is refused") {
      val error = intercept[UserError](Sources.parse(spec, second, KafkaReading.DEFAULT, HadoopSettings.NONE))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"'$spec'"))
    }
  }

  test("a source is shown as it was written") {
    assert(
      Sources
        .parse("socket:localhost:9999", second, KafkaReading.DEFAULT, HadoopSettings.NONE)
        .spec == "socket:localhost:9999"
    )
    assert(
      Sources.parse("files:/tmp/x", second, KafkaReading.DEFAULT, HadoopSettings.NONE).spec == "files:/tmp/x"
    )
  }

  for (spec <- Seq("", "json", "json:", "paper:x")) {
    test(s"sink '$spec' is refused") {
      val error = intercept[UserError](Sinks.parse(spec, new RowFormat(asList("a"), asList("b")), "run"))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"'$spec'"))
    }
  }

  test("cores of a local master") {
    assert(Sessions.localCores("local") == 1)
    assert(Sessions.localCores("local[3]") == 3)
    assert(Sessions.localCores("local[4,2]") == 4)
    assert(Sessions.localCores("local[*]") == Runtime.getRuntime.availableProcessors)
    assert(Sessions.localCores("spark://host:7077") == 0)
    assert(Sessions.localCores("yarn") == 0)
  }
}
