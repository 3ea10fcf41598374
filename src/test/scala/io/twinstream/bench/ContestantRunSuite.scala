package io.twinstream.bench

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import java.nio.file.{Files, Path, Paths}
import java.time.Duration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A contestant that is wrong on purpose. */
object WrongContestant {
  def main(args: Array[String]): Unit = args(0) match {
    case "silent"       => ()
    case "warm-up only" => println("pass 0 5")
    case "no totals"    => println("pass 0 5\npass 1 5")
    case "hangs"        => Thread.sleep(600000)
    case "dies"         => throw new IllegalStateException("on purpose")
  }
}

/** What becomes of a contestant that fails, in a JVM of its own. */
@RuleTier
class ContestantRunSuite extends AnyFunSuite {
  private val classPath = Seq[Class[_]](WrongContestant.getClass, classOf[Product])
    .map(each => Paths.get(each.getProtectionDomain.getCodeSource.getLocation.toURI))
    .mkString(":")

  private def run(folder: Path, what: String): ContestantRun.Measured =
    new ContestantRun(TempFolder.write(folder.resolve("options"), ""), "64m", Duration.ofSeconds(4))
      .run(classPath, "io.twinstream.bench.WrongContestant", Seq(what).asJava, folder)

  for (
    (what, said) <- Seq(
      "silent" -> "ended without a pass",
      "hangs" -> "stopped after 4 s",
      "dies" -> "exit code 1: .*IllegalStateException: on purpose"
    )
  ) {
    test(s"a contestant that is wrong: $what") {
      TempFolder.use { folder =>
        val failure = intercept[UserError](run(folder, what))
        assert(failure.getMessage.matches(said), failure.getMessage)
      }
    }
  }

  test("a contestant that ends after its warm-up, or without totals, has no result") {
    TempFolder.use { folder =>
      val warmUp = run(folder, "warm-up only")
      val failure = intercept[UserError](WordsResult.of(WordsContestant.LIMIT, 10, 100, 1, warmUp, true))
      assert(failure.getMessage == "ended after the passes that warm up")
      val noTotals = run(folder, "no totals")
      assert(WordsResult.of(WordsContestant.LIMIT, 10, 100, 1, noTotals, true).median == 2000)
      val missing = intercept[UserError](Fingerprint.of(folder.resolve("totals-0")))
      assert(missing.getMessage == "ended without its totals-0")
      assert(Files.exists(folder.resolve("errors.log")))
    }
  }

  test("what a machine has too little of is named, with what is needed and what to do") {
    val folder = Paths.get("folder")
    val needs = Needs.ofContestant("2g", 1000).andBroker()
    assert(needs == new Needs(2048 + 512 + 1536, 1000))
    needs.check("words-kafka", 5000, 1000, folder)
    val memory = intercept[UserError](needs.check("words-kafka", 4000, 1000, folder))
    assert(memory.getMessage.contains("words-kafka: needs 4,096 MiB of memory at once, 4,000 MiB"))
    val disk = intercept[UserError](needs.check("words-kafka", 5000, 999, folder))
    assert(disk.getMessage.contains("needs 1,000 MiB in folder, 999 MiB are free"))
    assert(intercept[UserError](Needs.ofContestant("much", 1)).getMessage.contains("--heap much: write"))
  }
}
