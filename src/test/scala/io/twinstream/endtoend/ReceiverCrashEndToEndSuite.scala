package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import java.util.Random
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite

/** Rounds of `feed --ack` into a driver that is killed with SIGKILL at a random moment and started again from
  * its checkpoint. `TWINSTREAM_CRASH_ROUNDS` says how many rounds: 1 unless it is set.
  */
@EndToEnd
class ReceiverCrashEndToEndSuite extends AnyFunSuite {
  private val rounds = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(1)
  private val linesPerRound = 12000
  private val linesPerSecond = 4000
  private val latestKillMillis = 4000
  private val seed = 20260101L

  private def driver(
      folder: Path,
      engine: String,
      port: Int,
      interval: String = "500ms",
      isLogged: Boolean = true,
      root: Option[String] = None
  ): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", "word-count", "--engine", engine, "--master", "local[2]") ++
        Seq("--source", s"receiver:localhost:$port", "--sink", s"json:${folder.resolve("out")}") ++
        Seq("--checkpoint", s"${root.getOrElse(folder)}/checkpoint", "--batch-interval", interval) ++
        Seq("--conf", s"spark.streaming.receiver.writeAheadLog.enable=$isLogged")
    )

  private def feed(folder: Path, port: Int, round: Int): Bin.Running = {
    val numbers = round * linesPerRound until (round + 1) * linesPerRound
    val file = TempFolder.write(folder.resolve(s"lines-$round"), numbers.map(n => s"w$n\n").mkString)
    Bin.start(
      folder,
      Seq("bin/twinstream", "feed", file.toString, "--to", s"socket:$port", "--ack") ++
        Seq("--rate", linesPerSecond.toString)
    )
  }

  private def fedAndAcknowledged(feed: Bin.Running): (Long, Long) = {
    val result = feed.await()
    val said = "fed ([\\d,]+) lines, ([\\d,]+) acknowledged".r.findFirstMatchIn(result.err)
    assert(result.exit == 0 && said.isDefined, result)
    (said.get.group(1).replace(",", "").toLong, said.get.group(2).replace(",", "").toLong)
  }

  /** The moment of the kill is the one thing here that is a time: from the first line to a while after the
    * last.
    */
  private def waitFor(millis: Long): Unit = {
    val end = System.nanoTime + TimeUnit.MILLISECONDS.toNanos(millis)
    while (System.nanoTime < end) LockSupport.parkNanos(end - System.nanoTime)
  }

  private def kill(driver: Bin.Running): Unit = {
    driver.signal("KILL")
    assert(driver.await().exit == 137)
  }

  /** Runs the rounds. The last kill comes when all is just acknowledged. */
  private def figures(folder: Path, engine: String, root: Option[String]): Figures = {
    val random = new Random(seed)
    val out = folder.resolve("out")
    val port = Bin.freePort()
    var running = driver(folder, engine, port, root = root)
    try {
      val sent = (0 until rounds).map { round =>
        val feeding = feed(folder, port, round)
        try {
          Bin.eventually(feeding)(feeding.err.contains("receiver 1 connected"))
          waitFor(random.nextInt(latestKillMillis).toLong)
          kill(running)
          running = driver(folder, engine, port, root = root)
          Bin.eventually(running)(!feeding.isAlive)
          fedAndAcknowledged(feeding)
        } finally feeding.kill()
      }
      kill(running)
      running = driver(folder, engine, port, root = root)
      val all = rounds.toLong * linesPerRound
      Bin.eventually(running)(Rows.totals(Rows.in(out)).size >= all)
      Bin.eventually(running)(running.err.contains(": started"))
      running.signal("TERM")
      val last = running.await()
      assert(last.exit == 0, last)
      val counted = Rows.totals(Rows.in(out))
      Figures(sent.map(_._1).sum, sent.map(_._2).sum, counted.size.toLong, counted.values.sum - counted.size)
    } finally running.kill()
  }

  /** @param root
    *   of the checkpoint and, in it, of the receiver's log; on the local disk unless it is given
    */
  private def checked(engine: String, root: Option[String] = None): Figures = TempFolder.use { folder =>
    val start = System.nanoTime
    val found = figures(folder, engine, root)
    val seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime - start)
    info(
      s"$engine: $rounds rounds, ${rounds + 1} kills in $seconds s: fed ${found.fed}, acknowledged " +
        s"${found.acknowledged}, counted ${found.counted}, duplicates ${found.duplicates}"
    )
    val all = rounds.toLong * linesPerRound
    assert((found.fed, found.acknowledged, found.counted) == ((all, all, all)))
    assert(Files.list(folder.resolve("out")).noneMatch(_.toString.endsWith(".staging")))
    found
  }

  test("dstream, write-ahead log: every acknowledged line is counted at least once") {
    checked("dstream")
  }

  test("dstream, write-ahead log on HDFS: every acknowledged line is counted at least once", LongRun) {
    Hdfs.use { hdfs =>
      checked("dstream", Some(hdfs.address))
      // What the killed drivers were writing, whose leases nobody gave back, has been read too.
      assert(hdfs.names("/checkpoint").contains("receivedData"))
    }
  }

  /** Before the first batch there is no checkpoint; of ten minutes, the first batch never comes. */
  private def fedBeforeTheFirstBatch(folder: Path, isLogged: Boolean)(body: Bin.Running => Unit): Unit = {
    val port = Bin.freePort()
    val running = driver(folder, "dstream", port, "10min", isLogged)
    val feeding = feed(folder, port, 0)
    try {
      body(feeding)
      kill(running)
      assert(Rows.in(folder.resolve("out")).isEmpty)
    } finally {
      running.kill()
      feeding.kill()
    }
  }

  test("dstream without the log: acknowledged lines are lost, so the figures above can be wrong", LongRun) {
    TempFolder.use { folder =>
      fedBeforeTheFirstBatch(folder, isLogged = false) { feeding =>
        assert(fedAndAcknowledged(feeding) == ((linesPerRound, linesPerRound)))
      }
    }
  }

  test("dstream, write-ahead log: before the first checkpoint nothing is acknowledged", LongRun) {
    TempFolder.use { folder =>
      fedBeforeTheFirstBatch(folder, isLogged = true) { feeding =>
        Bin.eventually(feeding)(feeding.err.contains("12,000 lines fed"))
        feeding.signal("TERM")
        assert(fedAndAcknowledged(feeding) == ((linesPerRound, 0)))
      }
    }
  }

  test("structured: every line is counted exactly once", LongRun) {
    assert(checked("structured").duplicates == 0)
  }
}

/** What came of the rounds; `counted` are different lines, `duplicates` those that were counted once more. */
final case class Figures(fed: Long, acknowledged: Long, counted: Long, duplicates: Long)
