package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.io.PrintStream
import java.net.{InetAddress, ServerSocket}
import java.nio.file.{Files, Path}
import java.util.Random
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Receivers of others, compiled for Spark 2.4.8, in queries: as they are, killed with SIGKILL, and beside
  * the classic engine. `TWINSTREAM_CRASH_ROUNDS` says how often a driver is killed: 2 unless it is set.
  */
@EndToEnd
class HostedReceiverEndToEndSuite extends AnyFunSuite {
  private val kills = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(2)
  private val seed = 20261127L

  private def run(
      folder: Path,
      engine: String,
      receiver: String,
      options: String*
  ): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "--app", Foreign.jar("receivers").toString, "run", "word-count") ++
        Seq("--engine", engine, "--source", s"receiver-class:com.acme.receivers.$receiver") ++
        Seq("--sink", s"json:${folder.resolve("out")}") ++
        (if (options.contains("--checkpoint")) Nil else Seq("--checkpoint", s"$folder/checkpoint")) ++
        (if (options.contains("--master")) Nil else Seq("--master", "local[2]")) ++
        options
    )

  private def totals(folder: Path): Map[String, Long] = Rows.totals(Rows.in(folder.resolve("out")))

  private def stop(running: Bin.Running): Unit = {
    running.signal("TERM")
    val ended = running.await()
    assert(ended.exit == 0, ended)
  }

  /** Runs one on both engines and returns what each has counted when that many words are there. */
  private def onBoth(receiver: => String, words: Int): Map[String, Map[String, Long]] =
    Seq("dstream", "structured").map { engine =>
      engine -> TempFolder.use { folder =>
        val running = run(folder, engine, receiver)
        try {
          Bin.eventually(running)(totals(folder).size >= words)
          stop(running)
          totals(folder)
        } finally running.kill()
      }
    }.toMap

  /** A server that sends these lines to each client, and lets it wait then. */
  private def serving[A](lines: Int)(body: Int => A): A = {
    val server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress)
    val thread = new Thread(() =>
      try
        while (true) {
          val out = new PrintStream(server.accept().getOutputStream)
          (0 until lines).foreach(i => out.print(s"line$i\n"))
          out.flush()
        }
      catch { case _: java.io.IOException => () }
    )
    thread.setDaemon(true)
    thread.start()
    try body(server.getLocalPort)
    finally server.close()
  }

  for ((name, tags) <- Seq("CustomReceiver" -> Nil, "PublishedReceiver" -> Seq(LongRun)))
    test(s"$name: lines one by one, the same on both engines", tags: _*) {
      serving(2000) { port =>
        val found = onBoth(s"$name?localhost,$port", 2000)
        assert(found("dstream") == found("structured"))
        assert(found("structured") == (0 until 2000).map(i => s"line$i" -> 1L).toMap)
      }
    }

  test("HostedReceiver in a program of others, on the plain jar and the libraries that Spark has") {
    TempFolder.use { folder =>
      val (readings, target) = (300, folder.resolve("target"))
      val words = Foreign.line :+ "package"
      val built = PageViews.mavenOf(folder, Foreign.file("readings/pom.xml"), target, words: _*)
      assert(built.exit == 0, built)
      val rows = folder.resolve("rows")
      val running = Foreign.submitWith(
        folder,
        Seq("--jars", Jar.plain.toString),
        target.resolve("readings.jar"),
        "com.soylent.readings.Readings",
        Seq(readings.toString, rows.toString, folder.resolve("checkpoint").toString)
      )
      try {
        Bin.eventually(running)(Rows.in(rows).size >= readings)
        val values = Rows.in(rows).map(row => row.get("sensor").asText -> row.get("value").asInt)
        assert(values.sortBy(_._2) == (0 until readings).map(i => s"s${i % 3}" -> i))
      } finally running.kill()
    }
  }

  test("PulledReceiver: pages of objects, the same on both engines", LongRun) {
    val found = onBoth("PulledReceiver?20", 2000)
    assert(found("dstream") == found("structured"))
    assert(found("structured") == (0 until 2000).map(i => s"pulled$i" -> 1L).toMap)
  }

  test("BytesReceiver: blocks of serialized records, the same on both engines") {
    val found = onBoth("BytesReceiver?50", 100)
    assert(found("dstream") == found("structured"))
    assert(found("structured").size == 100 && found("structured").values.forall(_ == 1))
  }

  test("RestlessReceiver: restarts itself for ever, and each record is there once", LongRun) {
    TempFolder.use { folder =>
      val running = run(folder, "structured", "RestlessReceiver")
      try {
        Bin.eventually(running)(totals(folder).size >= 10)
        stop(running)
        val counted = totals(folder)
        assert(counted == (0 until counted.size).map(i => s"start$i" -> 1L).toMap)
      } finally running.kill()
    }
  }

  test("StuckReceiver: waits in onStop for good, and the run ends") {
    TempFolder.use { folder =>
      val running = run(folder, "structured", "StuckReceiver")
      try {
        Bin.eventually(running)(totals(folder) == Map("stuck" -> 1L))
        stop(running)
        assert(running.err.contains("its onStop has not returned after"), running.err)
      } finally running.kill()
    }
  }

  /** Checks what was counted against what was sent, and says so. */
  private def check(queue: MessageQueue, counted: Map[String, Long], messages: Int): Unit = {
    assert(queue.acknowledged == messages)
    val lost = (0 until messages).filterNot(i => counted.contains(s"w$i"))
    assert(lost.isEmpty, s"acknowledged and not counted: ${lost.size}, first ${lost.headOption}")
    val twice = (0 until messages).filter(i => counted(s"w$i") > queue.timesSent(i))
    assert(twice.isEmpty, s"counted more often than sent: ${twice.size}, first ${twice.headOption}")
    val again = (0 until messages).count(i => queue.timesSent(i) > 1)
    val doubled = (0 until messages).count(i => counted(s"w$i") > 1)
    info(
      s"$messages messages acknowledged: 0 of them lost, 0 counted more often than sent; $again were sent again, as " +
        s"their acknowledgement had not come, and $doubled of those are counted twice"
    )
  }

  /** @param root
    *   of the checkpoint
    */
  private def killsDrivers(folder: Path, root: String, kills: Int): Unit = {
    val random = new Random(seed)
    val queue = new MessageQueue(perSecond = 2000)
    def begin() =
      run(folder, "structured", s"QueueReceiver?localhost,${queue.port}", "--checkpoint", s"$root/checkpoint")
    var running = begin()
    try {
      for (_ <- 1 to kills) {
        val before = queue.acknowledged
        Bin.eventually(running)(queue.acknowledged > before)
        Thread.sleep(random.nextInt(2500).toLong)
        running.signal("KILL")
        assert(running.await().exit == 137)
        running = begin()
      }
      val messages = queue.finish()
      Bin.eventually(running)(totals(folder).size >= messages)
      stop(running)
      info(s"$kills drivers killed")
      check(queue, totals(folder), messages)
    } finally {
      running.kill()
      queue.close()
    }
  }

  test("QueueReceiver: drivers are killed with SIGKILL; nothing acknowledged is lost or counted twice") {
    TempFolder.use(folder => killsDrivers(folder, folder.toString, kills))
  }

  test("QueueReceiver: the same with the checkpoint, and so the blocks, on HDFS", LongRun) {
    Hdfs.use { hdfs =>
      TempFolder.use { folder =>
        killsDrivers(folder, hdfs.address, math.max(1, kills / 4))
        assert(hdfs.names("/checkpoint/sources/0").toSet == Set("blocks", "steps"))
      }
    }
  }

  test(
    "QueueReceiver on executors, which are killed: nothing acknowledged is lost or counted twice",
    LongRun
  ) {
    TempFolder.use { folder =>
      val cluster = LocalCluster.startCluster(folder, "--port", "0", "--cores", "4", "--memory", "4g")
      val kills = math.max(1, this.kills / 2)
      val queue = new MessageQueue(perSecond = 1000)
      val small =
        Seq("executor.cores=2", "executor.memory=512m", "default.parallelism=2", "sql.shuffle.partitions=2")
          .flatMap(setting => Seq("--conf", s"spark.$setting"))
      val running = run(
        folder,
        "structured",
        s"QueueReceiver?localhost,${queue.port}",
        Seq("--master", LocalCluster.master(cluster)) ++ small: _*
      )
      try {
        for (_ <- 1 to kills) {
          // In each a micro-batch is done: a task that fails four times ends a query, whatever it reads.
          val (before, counted) = (queue.acknowledged, totals(folder).size)
          Bin.eventually(running)(queue.acknowledged > before && totals(folder).size > counted)
          val executor = LocalCluster.receiver(folder, cluster)
          executor.destroyForcibly()
          executor.onExit.get()
        }
        val messages = queue.finish()
        Bin.eventually(running)(totals(folder).size >= messages)
        stop(running)
        check(queue, totals(folder), messages)
        info(s"$kills executors killed")
      } finally {
        running.kill()
        queue.close()
        cluster.kill()
      }
    }
  }
}
