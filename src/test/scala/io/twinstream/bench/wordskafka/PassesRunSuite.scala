package io.twinstream.bench.wordskafka

import io.twinstream.bench.shared.ContestantJvm
import io.twinstream.bench.shared.ContestantRun
import io.twinstream.bench.shared.Fingerprint
import io.twinstream.bench.shared.Program
import io.twinstream.error.UserError
import io.twinstream.{RuleTier, TempFolder}
import java.nio.file.{Files, Path, Paths}
import java.time.Duration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A contestant that is wrong on purpose. */
object WrongContestant {
  def main(args: Array[String]): Unit = args(0) match {
    case "silent"                => ()
    case "warm-up only"          => println("pass 0 5")
    case "no totals"             => println("pass 0 5\npass 1 5")
    case "does what it is asked" =>
      println("pass 0 0")
      Iterator
        .from(1)
        .takeWhile(_ => scala.io.StdIn.readLine() != null)
        .foreach(pass => println(s"pass $pass $pass"))
    case "hangs" => Thread.sleep(600000)
    case "dies"  => throw new IllegalStateException("on purpose")
  }
}

/** What becomes of a contestant that fails, in a JVM of its own. */
@RuleTier
class PassesRunSuite extends AnyFunSuite {
  private val classPath = Seq[Class[_]](WrongContestant.getClass, classOf[Product])
    .map(each => Paths.get(each.getProtectionDomain.getCodeSource.getLocation.toURI))
    .mkString(":")

  private def jvm(folder: Path): ContestantJvm = {
    TempFolder.write(folder.resolve("jvm.options"), "")
    TempFolder.write(folder.resolve("spark-defaults.conf"), "")
    ContestantJvm.of(folder, "64m", java.util.List.of[String]())
  }

  private def run(folder: Path, what: String): PassesRun.Measured =
    new PassesRun(new ContestantRun(WordsKafkaContestant.LIMIT, jvm(folder), Duration.ofSeconds(4)))
      .run(
        new Program(classPath, "io.twinstream.bench.wordskafka.WrongContestant", Seq(what).asJava),
        folder,
        new Rounds(1, Duration.ZERO, 1)
      )

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
      val failure =
        intercept[UserError](WordsKafkaResult.of(WordsKafkaContestant.LIMIT, 10, 100, warmUp, true))
      assert(failure.getMessage == "ended after the passes that warm up")
      val noTotals = run(folder, "no totals")
      assert(WordsKafkaResult.of(WordsKafkaContestant.LIMIT, 10, 100, noTotals, true).median == 2000)
      val missing = intercept[UserError](Fingerprint.of(folder.resolve("totals-0")))
      assert(missing.getMessage == "ended without its totals-0")
      assert(Files.exists(folder.resolve("errors.log")))
    }
  }

  test("a contestant is asked for passes until it has been warm for long enough and those are measured") {
    TempFolder.use { folder =>
      assert(run(folder, "does what it is asked").millis.asScala.map(_.toInt) == Seq(0, 1))
    }
    val rounds = new Rounds(2, Duration.ofMillis(100), 2)
    def ends(passes: Long*) = passes.map(Long.box).asJava
    for (
      (passes, warmUps, isMore) <- Seq(
        (ends(), 2, true),
        (ends(200), 2, true),
        (ends(200, 400), 2, true),
        (ends(200, 400, 410), 2, true),
        (ends(200, 400, 410, 420), 2, false),
        (ends(40, 80), 3, true),
        (ends(40, 80, 120), 3, true),
        (ends(40, 80, 120, 160), 3, true),
        (ends(40, 80, 120, 160, 200), 3, false)
      )
    ) {
      assert(rounds.warmUps(passes) == warmUps, passes)
      assert(rounds.isMore(passes) == isMore, passes)
    }
  }
}
