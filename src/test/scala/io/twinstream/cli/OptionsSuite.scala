package io.twinstream.cli

import io.twinstream.api.EndSettings
import io.twinstream.ends.OpenSinks
import io.twinstream.engine.Sessions
import io.twinstream.engine.Until
import io.twinstream.error.DurationText
import io.twinstream.RuleTier
import io.twinstream.error.{ExitCode, UserError}
import io.twinstream.api.HadoopSettings
import io.twinstream.ends.Sources
import io.twinstream.ends.kafka.KafkaReading
import io.twinstream.api.RowFormat
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
      assert(DurationText.parse(text).toMillis == millis)
    }
  }

  for (text <- Seq("", "10", "0s", "-1s", "ten", "1w", "PT0S", "99999999999999s")) {
    test(s"'$text' is no duration") {
      val error = intercept[UserError](DurationText.parse(text))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"'$text'"))
    }
  }

  test("durations are shown as people write them") {
    assert(DurationText.show(Duration.ofMillis(350)) == "0.35 s")
    assert(DurationText.show(Duration.ofMillis(12340)) == "12.3 s")
    assert(DurationText.show(Duration.ofSeconds(303)) == "5 min 3 s")
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
      val error = intercept[UserError](Sources.open(spec, second, EndSettings.NONE))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"'$spec'"))
    }
  }

  test("a source is shown as it was written") {
    assert(
      Sources
        .open("socket:localhost:9999", second, EndSettings.NONE)
        .spec == "socket:localhost:9999"
    )
    assert(
      Sources.open("files:/tmp/x", second, EndSettings.NONE).spec == "files:/tmp/x"
    )
  }

  for (spec <- Seq("", "json", "json:", "paper:x", "console:x")) {
    test(s"sink '$spec' is refused") {
      val error = intercept[UserError](OpenSinks.parse(spec, new RowFormat(asList("a"), asList("b")), "run"))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"'$spec'"))
    }
  }
}
