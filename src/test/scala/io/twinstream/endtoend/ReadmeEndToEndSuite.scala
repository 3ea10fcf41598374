package io.twinstream.endtoend

import io.twinstream.{EndToEnd, Readme, TempFolder}
import org.scalatest.funsuite.AnyFunSuite

/** The commands of the README do what it says. */
@EndToEnd
class ReadmeEndToEndSuite extends AnyFunSuite {

  /** `compare` is in CompareEndToEndSuite and the parity suites, one of them here; demos and those with a
    * socket have suites of their own.
    */
  private def isTestedElsewhere(command: String): Boolean =
    Seq("bin/test", "bin/demo", "bin/twinstream compare word-count", "bin/twinstream compare order-revenue")
      .exists(command.startsWith) ||
      command.contains("socket:")

  for (command <- Readme.commands if !isTestedElsewhere(command)) {
    test(s"README: $command") {
      TempFolder.use { folder =>
        val result = Bin.run(folder, "bash", "-c", command.replace("/tmp/", s"$folder/"))
        assert(result.exit == 0, result)
      }
    }
  }
}
