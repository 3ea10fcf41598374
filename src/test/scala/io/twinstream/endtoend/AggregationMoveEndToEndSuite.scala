package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.migration.move.{WordTotals, WordTotalsBegun}
import java.nio.file.{Files, Path, Paths}
import java.util.Random
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.locks.LockSupport
import java.util.zip.{ZipEntry, ZipOutputStream}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A classic job on a real broker is killed while its input goes on, and a port that aggregates begins with
  * its savepoint: it is killed in its first micro-batch, and later, and started again. Nothing is lost and
  * nothing counted twice. `TWINSTREAM_AGGREGATION_ROUNDS` says how many rounds of 7 kills: one unless it is
  * set; `TWINSTREAM_AGGREGATION_SEED` takes others.
  */
@EndToEnd
class AggregationMoveEndToEndSuite extends AnyFunSuite {
  private val rounds = sys.env.get("TWINSTREAM_AGGREGATION_ROUNDS").map(_.toInt).getOrElse(1)
  private val random = new Random(
    sys.env.get("TWINSTREAM_AGGREGATION_SEED").map(_.toLong).getOrElse(20261126L)
  )
  private val words = 7

  /** The page's application as a jar of its own. */
  private def jar(folder: Path, program: Class[_]): Path = {
    val classes = Paths.get(program.getProtectionDomain.getCodeSource.getLocation.toURI)
    val name = program.getName.replace('.', '/') + ".class"
    val file = folder.resolve("port.jar")
    val out = new ZipOutputStream(Files.newOutputStream(file))
    try {
      out.putNextEntry(new ZipEntry(name))
      Files.copy(classes.resolve(name), out)
    } finally out.close()
    file
  }

  /** @param first
    *   the number of the first micro-batch that has input
    */
  private final class Round(folder: Path, topic: String, program: Class[_], first: Int) {
    private val broker = Broker.shared
    broker.create(topic, 2)
    private val checkpoint = folder.resolve("port")
    private val out = folder.resolve("rows")
    private lazy val port = jar(folder, program)
    private var started = Seq.empty[Bin.Running]
    private var kills = 0
    private var inFirst = 0
    private var begunTwice = 0

    private def start(command: Seq[String], env: Map[String, String] = Map.empty): Bin.Running = {
      val running = Bin.start(folder, command, env)
      started :+= running
      running
    }

    private def names(of: Path): Seq[String] = Option(of.toFile.list).toSeq.flatten

    private def committed: Seq[String] =
      names(checkpoint.resolve("commits")).filter(_.forall(_.isDigit)).filter(_.toInt >= first)

    private def kill(running: Bin.Running): Unit = {
      running.signal("KILL")
      assert(running.await().exit == 137)
      kills += 1
    }

    private def pause(most: Int): Unit =
      LockSupport.parkNanos(MILLISECONDS.toNanos(random.nextInt(most).toLong))

    private def classic(): Unit = {
      val state = folder.resolve("classic")
      val running = start(
        Seq("bin/twinstream", "run", "running-word-count", "--engine", "dstream", "--master", "local[2]") ++
          Seq("--source", s"kafka:${broker.address}/$topic", "--sink", s"json:${folder.resolve("before")}") ++
          Seq("--batch-interval", "500ms", "--checkpoint", state.toString)
      )
      def states = names(state).flatMap(name => names(state.resolve(name))).count(_.startsWith("rdd-"))
      Bin.eventually(running)(states > 1)
      pause(2000)
      kill(running)
      val made =
        Bin.run(folder, "bin/twinstream", "savepoint", state.toString, "--out", folder.resolve("s").toString)
      assert(made.exit == 0, made)
    }

    private def startPort(): Bin.Running = start(
      Seq("bash", "-c", "source bin/common.sh; find_java; spark_submit \"$@\"", "submit") ++
        Seq("--master", "local[2]", "--class", program.getName, "--jars", Jar.built.toString) ++
        Seq("--conf", "spark.sql.shuffle.partitions=2", "--conf", "spark.ui.enabled=false", port.toString) ++
        Seq(folder.resolve("s").toString, checkpoint.toString, broker.address, topic, out.toString),
      Map("SPARK_HOME" -> "")
    )

    /** Killed between the plan of the first micro-batch and its commit, at once or while it runs. */
    private def killInFirst(most: Int): Unit = {
      val running = startPort()
      while (running.isAlive && !Files.exists(checkpoint.resolve(s"offsets/$first")))
        LockSupport.parkNanos(1000000L)
      assert(running.isAlive, running.err)
      pause(most)
      kill(running)
      if (committed.isEmpty) inFirst += 1
    }

    /** Killed while it makes the checkpoint that it begins with. */
    private def killAsItBegins(): Unit = {
      val running = startPort()
      val beside = checkpoint.resolveSibling(s"${checkpoint.getFileName}.begun")
      while (running.isAlive && !Files.exists(beside)) LockSupport.parkNanos(1000000L)
      assert(running.isAlive, running.err)
      pause(1500)
      kill(running)
      if (!Files.exists(checkpoint)) begunTwice += 1
    }

    private def killLater(): Unit = {
      val running = startPort()
      val before = committed.size
      val more = 2 + random.nextInt(3)
      Bin.eventually(running)(committed.size >= before + more)
      pause(1000)
      kill(running)
    }

    /** Each total that was written, in the order of micro-batches; of those that are whole. */
    private def totals: Map[String, Seq[Long]] = {
      val batches = names(out).map(_.toInt).sorted.map(batch => out.resolve(batch.toString))
      batches
        .filter(batch => Files.exists(batch.resolve("_SUCCESS")))
        .flatMap(Rows.in)
        .groupBy(_.get("word").asText)
        .map { case (word, rows) => word -> rows.map(_.get("count").asLong) }
    }

    private def newest: Map[String, Long] = totals.map { case (word, all) => word -> all.last }

    private def sent: Map[String, Long] =
      broker.values(topic).groupBy(identity).map { case (word, all) => word -> all.size.toLong }

    private def runUntilAllIsCounted(): Unit = {
      val running = startPort()
      val expected = sent
      Bin.eventually(running)(newest.values.sum >= expected.values.sum)
      pause(1000)
      kill(running)
    }

    def run(): String = {
      val lines = (1 to 1000000).map(n => s"w${n % words}\n").mkString
      val feed = start(
        Seq("bin/twinstream", "feed", TempFolder.write(folder.resolve("lines"), lines).toString) ++
          Seq("--to", s"kafka:${broker.address}/$topic", "--rate", "1000")
      )
      try {
        classic()
        if (first > 0) (1 to 3).foreach(_ => killAsItBegins())
        killInFirst(1)
        killInFirst(800)
        killLater()
        killLater()
        feed.signal("TERM")
        feed.await()
        runUntilAllIsCounted()
        // Started again it counts what is new, and the savepoint no more.
        broker.send(topic, 0, (0 until words).map(n => s"w$n"): _*)
        runUntilAllIsCounted()
        val (expected, counted) = (sent, newest)
        val lost = expected.map { case (word, all) => math.max(0, all - counted.getOrElse(word, 0L)) }.sum
        val twice = counted.map { case (word, all) => math.max(0, all - expected.getOrElse(word, 0L)) }.sum
        assert(
          lost == 0 && twice == 0 && inFirst > 0,
          s"$expected sent, $counted counted, $inFirst in the first"
        )
        for ((word, all) <- totals) assert(all == all.sorted, word)
        s"$kills kills, $inFirst in the first micro-batch, $begunTwice as it began; ${expected.values.sum} words, lost $lost, twice $twice"
      } finally started.filter(_.isAlive).foreach(_.kill())
    }
  }

  for {
    round <- 1 to rounds
    (program, how, first) <- Seq(
      (classOf[WordTotals], "a seed", 0),
      (classOf[WordTotalsBegun], "a checkpoint", 1)
    )
  } test(
    s"round $round: a port with groupBy().sum() goes on from a killed classic job by $how",
    LongRun
  ) {
    TempFolder.use { folder =>
      info(new Round(folder, s"aggregated-$round-${folder.getFileName}", program, first).run())
    }
  }
}
