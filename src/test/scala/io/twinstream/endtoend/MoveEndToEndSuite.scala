package io.twinstream.endtoend

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{EndToEnd, TempFolder}
import java.nio.file.Path
import java.util.Random
import org.scalatest.funsuite.AnyFunSuite

/** A classic job on a real broker is killed with SIGKILL, moved to the port while its input goes on, the port
  * is killed, and moved back: nothing is lost and nothing counted twice. `TWINSTREAM_MOVE_ROUNDS` says how
  * often: once unless it is set.
  */
@EndToEnd
class MoveEndToEndSuite extends AnyFunSuite {
  private val rounds = sys.env.get("TWINSTREAM_MOVE_ROUNDS").map(_.toInt).getOrElse(1)
  private val words = 7
  private val random = new Random(20260104L)

  private def highest(rows: Seq[JsonNode]): Map[String, Long] =
    rows.groupBy(_.get("word").asText).map { case (word, each) =>
      (word, each.map(_.get("count").asLong).max)
    }

  private def batches(out: Path): Int = Rows.in(out).map(_.get("batch").asLong).distinct.size

  /** State RDDs in the folders below the checkpoint; its own files come and go while they are listed. */
  private def stateOf(checkpoint: Path): Int =
    names(checkpoint).flatMap(name => names(checkpoint.resolve(name))).count(_.startsWith("rdd-"))

  private def names(folder: Path): Seq[String] = Option(folder.toFile.list).toSeq.flatten

  for (round <- 1 to rounds)
    test(s"round $round: classic, killed, the port, killed, and back") {
      TempFolder.use { folder =>
        val broker = Broker.shared
        val topic = s"moved-$round"
        broker.create(topic, 2)
        val lines = 1000000
        val file =
          TempFolder.write(folder.resolve("lines"), (1 to lines).map(n => s"w${n % words}\n").mkString)
        val feed = Bin.start(
          folder,
          Seq("bin/twinstream", "feed", file.toString, "--to", s"kafka:${broker.address}/$topic") ++
            Seq("--rate", "1000")
        )
        val outs = Seq("classic", "port", "back").map(name => folder.resolve(s"out-$name"))
        var started = Seq(feed)
        def run(engine: String, at: Int, more: String*): Bin.Running = {
          val running = Bin.start(
            folder,
            Seq("bin/twinstream", "run", "running-word-count", "--engine", engine, "--master", "local[2]") ++
              Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:${outs(at)}") ++
              Seq("--batch-interval", "500ms", "--checkpoint", checkpoint(at).toString) ++ more
          )
          started :+= running
          running
        }
        def checkpoint(at: Int) = folder.resolve(s"checkpoint-$at")
        def kill(running: Bin.Running, at: Int): Path = {
          // The moment is random in batches, so that it does not depend on the machine.
          val more = batches(outs(at)) + random.nextInt(5)
          Bin.eventually(running)(batches(outs(at)) >= more)
          running.signal("KILL")
          assert(running.await().exit == 137)
          val savepoint = folder.resolve(s"savepoint-$at")
          val made = Bin.run(
            folder,
            "bin/twinstream",
            "savepoint",
            checkpoint(at).toString,
            "--out",
            savepoint.toString
          )
          assert(made.exit == 0, made)
          savepoint
        }

        try {
          val classic = run("dstream", 0)
          Bin.eventually(classic)(stateOf(checkpoint(0)) > 0)
          val first = kill(classic, 0)

          val port = run("structured", 1, "--from-savepoint", first.toString)
          Bin.eventually(port)(batches(outs(1)) > 2)
          val second = kill(port, 1)

          feed.signal("TERM")
          feed.await()
          val back = run("dstream", 2, "--from-savepoint", second.toString, "--until", "idle=3s").await()
          assert(back.exit == 0 && back.err.contains("begins with savepoint"), back)

          val expected =
            broker.values(topic).groupBy(identity).map { case (word, all) => word -> all.size.toLong }
          val totals = highest(outs.flatMap(Rows.in))
          info(s"${expected.values.sum} lines sent, ${totals.values.sum} counted")
          assert(totals == expected)

          val again = run("dstream", 2, "--from-savepoint", second.toString, "--until", "idle=1s").await()
          assert(again.exit == 0 && again.err.contains("is ignored, as the checkpoint was begun"), again)
          assert(highest(outs.flatMap(Rows.in)) == expected)
        } finally started.filter(_.isAlive).foreach(_.kill())
      }
    }
}
