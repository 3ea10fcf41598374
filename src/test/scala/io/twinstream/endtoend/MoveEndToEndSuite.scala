package io.twinstream.endtoend

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import java.util.Random
import java.util.concurrent.TimeUnit.{MILLISECONDS, SECONDS}
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite

/** A job on a real broker is stopped and moved while its input goes on, three times in a round: to a changed
  * class, to the port, and back; nothing is lost and nothing counted twice. `TWINSTREAM_MOVE_ROUNDS` says how
  * many rounds: one unless it is set. `TWINSTREAM_MOVE_SEED` takes others. The same from Spark 3.5 to 4.2 and
  * from 4.2 to 3.5, each run and its savepoint on one line.
  */
@EndToEnd
class MoveEndToEndSuite extends AnyFunSuite {
  private val rounds = sys.env.get("TWINSTREAM_MOVE_ROUNDS").map(_.toInt).getOrElse(1)
  private val words = 7
  private val random = new Random(sys.env.get("TWINSTREAM_MOVE_SEED").map(_.toLong).getOrElse(20260104L))

  /** How a run is stopped. */
  private sealed abstract class Stop(val name: String)
  private case object Anywhere extends Stop("killed anywhere")
  private case object InCheckpoint extends Stop("killed while it checkpoints")
  private case object Graceful extends Stop("stopped gracefully")

  private val stops = Seq(InCheckpoint, Anywhere, Graceful)

  private val changed = "dstream with a changed class"
  private val port = "structured"

  /** The runs of a round, and the lines of Spark they are on; all but the last are stopped. */
  private final case class Runs(engines: Seq[String], lines: Seq[String])

  private val here = sys.env.getOrElse("TWINSTREAM_SPARK", "3")
  private val onOneLine = {
    val engines = Seq("dstream", changed, port, "dstream")
    Runs(engines, engines.map(_ => here))
  }

  private def fromTo(from: String, to: String): Runs =
    Runs(Seq("dstream", port, "dstream", port), Seq(from, to, from, to))

  private def highest(rows: Seq[JsonNode]): Map[String, Long] =
    rows.groupBy(_.get("word").asText).map { case (word, each) =>
      (word, each.map(_.get("count").asLong).max)
    }

  private def batches(out: Path): Int = Rows.in(out).map(_.get("batch").asLong).distinct.size

  /** State RDDs in the folders below the checkpoint; its own files come and go while they are listed. */
  private def stateOf(checkpoint: Path): Int =
    names(checkpoint).flatMap(name => names(checkpoint.resolve(name))).count(_.startsWith("rdd-"))

  private def names(folder: Path): Seq[String] = Option(folder.toFile.list).toSeq.flatten

  /** Returns when the driver is writing a checkpoint file, or has not been seen to for ten seconds. */
  private def awaitCheckpointing(checkpoint: Path): Boolean = {
    // What Spark writes first and renames then: DStream's CheckpointWriter, and the logs of a query.
    def isWriting = Files.exists(checkpoint.resolve("temp")) ||
      Seq("offsets", "commits").exists(log => names(checkpoint.resolve(log)).exists(_.endsWith(".tmp")))
    val deadline = System.nanoTime + SECONDS.toNanos(10)
    while (!isWriting && System.nanoTime < deadline) Thread.onSpinWait()
    System.nanoTime < deadline
  }

  // Each run is stopped in each way in turn.
  private def stop(round: Int, at: Int): Stop = stops((round - 1 + at) % stops.size)

  for {
    round <- 1 to rounds
    (name, runs) <- Seq(
      "" -> onOneLine,
      " from Spark 3.5 to 4.2" -> fromTo("3", "4"),
      " from Spark 4.2 to 3.5" -> fromTo("4", "3")
    )
  }
    test(
      s"round $round$name: ${runs.engines.init.indices
          .map(at => s"${runs.engines(at)}, ${stop(round, at).name}, ")
          .mkString}${runs.engines.last}",
      LongRun
    ) {
      TempFolder.use(folder => move(folder, s"moved-$round${name.replace(' ', '-')}", round, runs))
    }

  /** Builds a line of Spark unless it is there. */
  private def build(folder: Path, line: String): Unit = {
    val built = Bin.start(folder, Seq("bin/twinstream", "--version"), Map("TWINSTREAM_SPARK" -> line))
    assert(built.await(limitSeconds = 900).exit == 0)
  }

  private def move(folder: Path, topic: String, round: Int, runs: Runs): Unit = {
    import runs.{engines, lines}
    lines.distinct.filter(_ != here).foreach(build(folder, _))
    val broker = Broker.shared
    broker.create(topic, 2)
    val fed = 1000000
    val file =
      TempFolder.write(folder.resolve("lines"), (1 to fed).map(n => s"w${n % words}\n").mkString)
    val feed = Bin.start(
      folder,
      Seq("bin/twinstream", "feed", file.toString, "--to", s"kafka:${broker.address}/$topic") ++
        Seq("--rate", "1000")
    )
    var started = Seq(feed)
    def out(at: Int) = folder.resolve(s"out-$at")
    def checkpoint(at: Int) = folder.resolve(s"checkpoint-$at")
    def savepoint(at: Int) = folder.resolve(s"savepoint-$at")
    lazy val changedJar =
      Jar.changed(
        folder,
        Jar.built,
        "DStreamRunningWordCount",
        "serialVersionUID = 1L",
        "serialVersionUID = 2L"
      )
    def run(at: Int, more: String*): Bin.Running = {
      val command = Seq("run", "running-word-count", "--engine", engines(at).takeWhile(_ != ' ')) ++
        Seq("--master", "local[2]", "--batch-interval", "500ms") ++
        Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:${out(at)}") ++
        Seq("--checkpoint", checkpoint(at).toString) ++ more ++
        (if (at > 0) Seq("--from-savepoint", savepoint(at - 1).toString) else Seq.empty)
      val running = Bin.start(
        folder,
        if (engines(at) == changed) Jar.command(changedJar, command: _*)
        else "bin/twinstream" +: command,
        Map("TWINSTREAM_SPARK" -> lines(at))
      )
      started :+= running
      running
    }
    // The run after it begins with the savepoint again, or goes on with what this one has begun.
    def killInFirstBatch(running: Bin.Running, at: Int): Unit = {
      val planned = checkpoint(at).resolve("offsets/0")
      Bin.eventually(running)(
        Files.exists(planned) || names(checkpoint(at)).exists(_.startsWith("checkpoint-"))
      )
      running.signal("KILL")
      running.await()
      info(s"killed in its first batches: ${batches(out(at))} had been written")
    }
    def end(running: Bin.Running, at: Int): Unit = {
      val hasState: () => Boolean =
        if (engines(at) == port) () => batches(out(at)) > 2 else () => stateOf(checkpoint(at)) > 0
      Bin.eventually(running)(hasState())
      // The checkpoint of a later batch names the state. The moment is random in batches, so that it does
      // not depend on the machine.
      val more = batches(out(at)) + 2 + random.nextInt(5)
      Bin.eventually(running)(batches(out(at)) >= more)
      if (stop(round, at) == InCheckpoint) {
        info(s"seen to checkpoint: ${awaitCheckpointing(checkpoint(at))}")
      }
      if (stop(round, at) == Anywhere) {
        LockSupport.parkNanos(MILLISECONDS.toNanos(random.nextInt(500).toLong))
      }
      running.signal(if (stop(round, at) == Graceful) "TERM" else "KILL")
      val ended = running.await()
      assert(ended.exit == (if (stop(round, at) == Graceful) 0 else 137), ended)
      val made = Bin
        .start(
          folder,
          Seq("bin/twinstream", "savepoint", checkpoint(at).toString) ++
            Seq("--out", savepoint(at).toString),
          Map("TWINSTREAM_SPARK" -> lines(at))
        )
        .await()
      assert(made.exit == 0, made)
    }

    try {
      val last = engines.size - 1
      for (at <- 0 until last) {
        if (at > 0) killInFirstBatch(run(at), at)
        end(run(at), at)
      }
      feed.signal("TERM")
      feed.await()
      val ended = run(last, "--until", "idle=3s").await()
      assert(ended.exit == 0 && ended.err.contains("starts from savepoint"), ended)

      val expected =
        broker.values(topic).groupBy(identity).map { case (word, all) => word -> all.size.toLong }
      def totals = highest(engines.indices.map(out).flatMap(Rows.in))
      info(s"${expected.values.sum} lines sent, ${totals.values.sum} counted")
      assert(totals == expected)

      val again = run(last, "--until", "idle=1s").await()
      assert(
        again.exit == 0 && again.err.contains("is ignored: the checkpoint already holds a started run"),
        again
      )
      assert(totals == expected)
    } finally started.filter(_.isAlive).foreach(_.kill())
  }
}
