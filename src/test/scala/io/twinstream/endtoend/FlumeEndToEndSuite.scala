package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Path
import java.util.Random
import org.scalatest.funsuite.AnyFunSuite

/** Real Flume agents and both engines; agent and driver are killed with SIGKILL in turn, so many times each
  * as `TWINSTREAM_CRASH_ROUNDS` says: 1 unless it is set.
  */
@EndToEnd
class FlumeEndToEndSuite extends AnyFunSuite {
  private val rounds = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(1)
  private val seed = 20261127L

  private def run(folder: Path, engine: String, source: String, more: String*): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", "word-count", "--engine", engine, "--master", "local[2]") ++
        Seq("--source", source, "--sink", s"json:${folder.resolve("out")}", "--batch-interval", "1s") ++
        Seq("--checkpoint", s"$folder/checkpoint") ++
        Seq("--conf", "spark.streaming.receiver.writeAheadLog.enable=true") ++ more
    )

  private def totals(folder: Path): Map[String, Long] = Rows.totals(Rows.in(folder.resolve("out")))

  private def stop(running: Bin.Running): Unit = {
    running.signal("TERM")
    val ended = running.await()
    assert(ended.exit == 0, ended)
  }

  private def killNow(running: Bin.Running): Unit = {
    running.signal("KILL")
    assert(running.await().exit == 137)
  }

  /** None may be lost. A kill lets the agent send again what it had sent and not heard of, one batch of its
    * sink; other messages may be counted as often as they were put into the agent, and no more.
    */
  private def check(feed: FlumeFeed, counted: Map[String, Long], messages: Int, kills: Int): Unit = {
    val lost = (0 until messages).filterNot(i => counted.contains(s"w$i"))
    assert(lost.isEmpty, s"lost ${lost.size}, first ${lost.headOption}")
    val again = (0 until messages).map(i => math.max(0, counted(s"w$i") - feed.timesSent(i))).sum
    info(s"$messages messages, $kills kills: 0 lost, $again counted again")
    assert(again <= kills * Flume.Batch)
    assert(counted.keySet == (0 until messages).map(i => s"w$i").toSet)
  }

  private def killsInTurn(engine: String, isPolling: Boolean): Unit = TempFolder.use { folder =>
    val random = new Random(seed)
    val port = Bin.freePort()
    val compression = if (engine == "structured") Seq("compression-type = deflate") else Nil
    val flume = if (isPolling) Flume.polled(folder, port) else Flume.pushing(folder, port, compression: _*)
    val source = s"${if (isPolling) "flume-poll" else "flume"}:localhost:$port"
    val feed = new FlumeFeed(flume.port, perSecond = 200)
    var agent = flume.start()
    var driver = run(folder, engine, source)
    try {
      for (kill <- 1 to 2 * rounds) {
        val (before, counted) = (feed.inChannel, totals(folder).size)
        Bin.eventually(driver)(feed.inChannel > before && totals(folder).size > counted)
        Thread.sleep(random.nextInt(1500).toLong)
        if (kill % 2 == 1) {
          killNow(agent)
          agent = flume.start()
        } else {
          killNow(driver)
          driver = run(folder, engine, source)
        }
      }
      val messages = feed.finish()
      Bin.eventually(driver)(totals(folder).size >= messages)
      stop(driver)
      check(feed, totals(folder), messages, 2 * rounds)
    } finally {
      driver.kill()
      agent.kill()
      feed.close()
    }
  }

  for {
    isPolling <- Seq(false, true)
    engine <- Seq("dstream", "structured")
  } {
    val name = if (isPolling) "Spark's old sink is polled" else "an Avro sink pushes"
    test(
      s"$name, $engine: agent and driver are killed in turn; nothing is lost",
      LongRun.unless(isPolling == (engine == "dstream")): _*
    ) {
      killsInTurn(engine, isPolling)
    }
  }
}
