package io.twinstream.bench.start

import io.twinstream.bench.shared.RepeatedResult
import io.twinstream.{RuleTier, TempFolder}
import java.nio.file.Files
import java.time.Duration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What `start` measures, of programs that are not Spark's. */
@RuleTier
class StartRunSuite extends AnyFunSuite {

  /** The result of a program in place of bin/twinstream, whose last argument but two names the port. */
  private def started(script: String): RepeatedResult =
    TempFolder.use { folder =>
      Files.createDirectory(folder.resolve("bin"))
      val program = TempFolder.write(folder.resolve("bin/twinstream"), s"#!/usr/bin/env bash\n$script\n")
      assert(program.toFile.setExecutable(true))
      new StartRun(folder, 2, Duration.ofSeconds(3))
        .run(Set(StartContestant.DSTREAM).asJava, _ => ())
        .asScala
        .head
    }

  test("the time ends with the line's result, and begins before the program") {
    val echo =
      """exec 3<>"/dev/tcp/localhost/${8##*:}"; echo ready; read -r line <&3; sleep 0.4; echo "$line=1"; sleep 9"""
    val result = started(echo)
    assert(result.failure.isEmpty && result.values.size == 2, result)
    assert(result.values.asScala.forall(millis => millis >= 400 && millis < 3000), result)
    assert(result.median >= result.values.get(0))
  }

  for (
    (name, script, why) <- Seq(
      ("ends without a result", "echo ready; echo 'Error: on purpose' >&2; exit 1", "Error: on purpose"),
      ("hangs", "exec sleep 60", "no result within 3 s")
    )
  ) {
    test(s"a contestant that $name is told, with what it said") {
      val result = started(script)
      assert(result.values.isEmpty && result.failure.get.contains(why), result)
    }
  }
}
