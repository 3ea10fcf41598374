package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import org.scalatest.funsuite.AnyFunSuite

/** What commands listen on while they run: nothing that another machine reaches. */
@EndToEnd
class LoopbackEndToEndSuite extends AnyFunSuite {

  test("run, savepoint and compare listen on the loopback interface only", LongRun) {
    assume(Listeners.canBeSeen, "there is no /proc/net/tcp")
    TempFolder.use { folder =>
      val checkpoint = folder.resolve("checkpoint").toString
      val recording = TempFolder.write(folder.resolve("r"), (0 until 20).map(k => s"${k}000\ta\n").mkString)
      for (
        command <- Seq(
          Seq("run", "running-word-count", "--engine", "dstream", "--source", s"recording:$recording") ++
            Seq("--checkpoint", checkpoint, "--sink", s"json:${folder.resolve("out")}"),
          Seq("savepoint", checkpoint, "--out", folder.resolve("savepoint").toString),
          Seq("compare", "word-count", "--input", recording.toString)
        )
      ) {
        val running = Bin.start(folder, "bin/twinstream" +: command)
        val seen = Listeners.until(running)
        val result = running.await()
        assert(result.exit == 0, result)
        // Spark's RPC and its block manager.
        assert(seen.size >= 2, command.head)
        assert(seen.filterNot(_.isLoopback).isEmpty, command.head)
      }
    }
  }
}
