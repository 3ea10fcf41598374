package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A classic job is killed, and started again from its checkpoint by a jar whose code was changed; at the end
  * the jar of before goes on, and every total is exact.
  */
@EndToEnd
class RedeployEndToEndSuite extends AnyFunSuite {
  private val batches = 60
  private val job = "DStreamRunningWordCount"

  /** Name, class, what its source said and says now, and what is said of it. */
  private val changes = Seq(
    ("serialVersionUID", job, "serialVersionUID = 1L", "serialVersionUID = 2L", s"$job$$Update (local class"),
    (
      "a lambda",
      job,
      ".mapPartitions(partition -> WordTally.of(partition).iterator())",
      ".glom().flatMap(all -> WordTally.of(all.iterator()).iterator())",
      s"$job (has other lambdas)"
    ),
    ("a class's name", job, "Update", "Updating", s"$job$$Update (is not there)"),
    (
      "the class of the state",
      "RunningTotal",
      "serialVersionUID = 1L",
      "serialVersionUID = 2L",
      "RunningTotal (local class"
    )
  )

  test("a redeployed job says what does not fit its checkpoint; the old jar still goes on", LongRun) {
    TempFolder.use { folder =>
      val original = Jar.built
      val running = start(folder, original)
      Bin.eventually(running)(Rows.in(folder.resolve("out")).size >= 40)
      running.signal("KILL")
      assert(running.await().exit == 137)
      val before = contents(folder)
      for ((what, name, from, to, says) <- changes) {
        val result = start(folder, Jar.changed(folder, original, name, from, to)).await()
        val said = result.err.linesIterator.filter(_.startsWith("twinstream: ")).toList
        assert(result.exit == 3 && said.size == 1, s"$what: $result")
        assert(
          said.head.startsWith(s"twinstream: checkpoint ${folder.resolve("checkpoint")}: cannot be continued")
        )
        assert(
          said.head.contains(s"runningwordcount.$says") && said.head.contains("keep this directory"),
          said
        )
        if (name == job) {
          assert(contents(folder) == before, what)
        }
      }
      val last = start(folder, original).await()
      assert(last.exit == 0 && last.err.contains("continues from checkpoint"), last)
      val rows = Rows.in(folder.resolve("out")).map(row => (row.get("word").asText, row.get("count").asLong))
      assert(rows.sorted == (0 until batches).flatMap(k => Seq(("a", k + 1L), (s"w$k", 1L))).sorted)
    }
  }

  private def start(folder: Path, jar: Path): Bin.Running = {
    val recording = folder.resolve("r")
    if (!Files.exists(recording)) {
      TempFolder.write(recording, (0 until batches).map(k => s"${1000L * k}\ta w$k\n").mkString)
    }
    val options = Seq("--source", s"recording:$recording", "--sink", s"json:${folder.resolve("out")}") ++
      Seq("--checkpoint", folder.resolve("checkpoint").toString)
    Bin.start(folder, Jar.command(jar, "run", "running-word-count", "--engine", "dstream") ++ options)
  }

  private def contents(folder: Path): Map[String, Seq[Byte]] =
    Files
      .walk(folder.resolve("checkpoint"))
      .iterator
      .asScala
      .filter(Files.isRegularFile(_))
      .map(file => (file.toString, Files.readAllBytes(file).toSeq))
      .toMap
}
