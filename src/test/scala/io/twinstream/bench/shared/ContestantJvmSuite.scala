package io.twinstream.bench.shared

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.error.UserError
import java.nio.file.{Path, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What a contestant's JVM is given, and what the machine must have for it. */
@RuleTier
class ContestantJvmSuite extends AnyFunSuite {
  private def jvm(folder: Path, heap: String): ContestantJvm = {
    TempFolder.write(folder.resolve("jvm.options"), "")
    TempFolder.write(
      folder.resolve("spark-defaults.conf"),
      "spark.driver.defaultJavaOptions  -XX:+UseSerialGC -Da=b\n"
    )
    ContestantJvm.of(folder, heap, Seq("-Dc=d").asJava)
  }

  test("ours have the options of bin/twinstream run, and all those that are measured alone") {
    TempFolder.use { folder =>
      def command(maker: Contestant.Maker) =
        jvm(folder, "64m")
          .command(maker, Seq("-Xlog").asJava, new Program("x.jar", "Main", Seq("y").asJava))
          .asScala
          .drop(5)
      val toMain = Seq("-Dc=d", "-Xlog", "-cp", "x.jar", "Main", "y")
      assert(command(Contestant.Maker.TWINSTREAM) == Seq("-XX:+UseSerialGC", "-Da=b") ++ toMain)
      for (other <- Contestant.Maker.values.toSeq.filter(_ != Contestant.Maker.TWINSTREAM))
        assert(command(other) == toMain)
      val chosen = ContestantJvm.of(folder, "64m", Seq("-XX:+UseG1GC").asJava)
      assert(chosen.ours.asScala == Seq("-Da=b") && chosen.more.asScala == Seq("-XX:+UseG1GC"))
    }
  }

  test("what a machine has too little of is named, with what is needed and what to do") {
    val folder = Paths.get("folder")
    val needs = Requirements.ofContestant("2g", 1000).andBroker()
    assert(needs == new Requirements(2048 + 512 + 1536, 1000))
    needs.check("words-kafka", 5000, 1000, folder)
    val memory = intercept[UserError](needs.check("words-kafka", 4000, 1000, folder))
    assert(memory.getMessage.contains("words-kafka: needs 4,096 MiB of memory at once, 4,000 MiB"))
    val disk = intercept[UserError](needs.check("words-kafka", 5000, 999, folder))
    assert(disk.getMessage.contains("needs 1,000 MiB in folder, 999 MiB are free"))
    assert(
      intercept[UserError](Requirements.ofContestant("much", 1)).getMessage.contains("--heap much: write")
    )
  }
}
