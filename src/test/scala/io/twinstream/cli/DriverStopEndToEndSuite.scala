package io.twinstream.cli

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.endtoend.{Bin, Broker}
import io.twinstream.savepoint.Savepoints
import java.nio.file.{Files, Path}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A savepoint that stops the process of its checkpoint first. */
@EndToEnd
class DriverStopEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared

  private def refused(message: String)(args: String*): Unit = {
    val (exit, text) = Cli.run("savepoint" +: args: _*)
    assert(exit == 2 && text.contains(message), text)
  }

  test(
    "a driver is stopped gracefully, and cut where it ended; a process that does not hold it is left alone"
  ) {
    TempFolder.use { folder =>
      broker.create("stopped", 1)
      broker.send("stopped", 0, "a b a", "c")
      val checkpoint = folder.resolve("checkpoint")
      val out = folder.resolve("savepoint")
      val running = Bin.start(
        folder,
        Seq(
          "bin/twinstream",
          "run",
          "running-word-count",
          "--engine",
          "structured",
          "--master",
          "local[2]"
        ) ++
          Seq("--source", s"kafka:${broker.address}/stopped", "--sink", s"json:${folder.resolve("rows")}") ++
          Seq("--checkpoint", checkpoint.toString)
      )
      try {
        Bin.eventually(running)(Files.exists(checkpoint.resolve("commits/0")))
        val pid = running.pid.toString
        def args(stop: String) = Seq(checkpoint.toString, "--stop", stop, "--out", out.toString)
        val own = ProcessHandle.current.pid.toString
        refused(s"does not hold checkpoint $checkpoint, which process $pid on")(args(own): _*)
        refused("--stop: only with a checkpoint and --out DIR")(
          checkpoint.toString,
          "--stop",
          pid,
          "--dry-run"
        )
        val foreign = "src/test/resources/io/twinstream/migration/inspect/spark-3.5"
        refused("does not say which process holds it")(
          Bin.home.resolve(foreign).toString,
          "--stop",
          own,
          "--out",
          out.toString
        )
        assert(running.isAlive && !Files.exists(out))
        val result = Bin.run(folder, Seq("bin/twinstream", "savepoint") ++ args(pid): _*)
        assert(result.exit == 0 && result.err.contains(s"process $pid was asked to stop"), result)
        assert(running.await().exit == 0)
        val source = Savepoints.read(out.toString, new Configuration).sources.get(0)
        assert(source.offsets.asScala.map(_.offset) == Seq(2L) && source.uncertain.isEmpty)
        refused(s"process $pid: has ended already")(
          checkpoint.toString,
          "--stop",
          pid,
          "--out",
          folder.resolve("other").toString
        )
        otherOfTheSameNumber(checkpoint, out, pid)
      } finally running.kill()
    }
  }

  /** The number of a process that has ended is given to another one day: here to this one. */
  private def otherOfTheSameNumber(checkpoint: Path, out: Path, pid: String): Unit = {
    val file = checkpoint.resolve("twinstream.epoch-1")
    val text = new String(Files.readAllBytes(file), "UTF-8")
    val own = ProcessHandle.current.pid.toString
    val old = text
      .replace(s"process $pid on", s"process $own on")
      .replaceAll("started at [^\"]+", "started at 2020-01-01T00:00:00Z")
    TempFolder.write(file, old)
    refused("it is another")(checkpoint.toString, "--stop", own, "--out", s"$out-2")
  }
}
