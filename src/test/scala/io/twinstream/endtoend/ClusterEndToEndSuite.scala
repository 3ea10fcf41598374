package io.twinstream.endtoend

import com.fasterxml.jackson.databind.JsonNode
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.net.{InetAddress, ServerSocket}
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** `local cluster` as real processes, and jobs on it that lose an executor by SIGKILL: running-word-count on
  * both engines; in a long run windowed-word-count, access-log, visit-sessions, a receiver and order-revenue
  * too.
  */
@EndToEnd
class ClusterEndToEndSuite extends AnyFunSuite {
  import LocalCluster._

  /** Two executors of one core for each application, and only so many tasks as such a cluster wants. */
  private val small = Seq(
    "spark.cores.max=2",
    "spark.executor.cores=1",
    "spark.executor.memory=512m",
    "spark.sql.shuffle.partitions=2",
    "spark.default.parallelism=2"
  ).flatMap(Seq("--conf", _))

  private def assertNothingIsLeft(folder: Path, processes: Seq[ProcessHandle]): Unit = {
    assert(processes.nonEmpty && processes.forall(!_.isAlive))
    val left = Files.list(folder.resolve("tmp")).iterator.asScala.toList
    assert(left.isEmpty, left)
    val logs = Files.walk(folder.resolve("logs")).iterator.asScala.filter(Files.isRegularFile(_)).toList
    assert(logs.forall(_.getFileName.toString.matches("stdout|stderr|.*\\.log")), logs)
  }

  for (name <- Seq("running-word-count", "windowed-word-count"))
    test(
      s"an executor is killed with SIGKILL under $name on both engines: every total is exact, no row is doubled",
      LongRun
    ) {
      losesExecutors(name)
    }

  private def losesExecutors(name: String): Unit =
    TempFolder.use { folder =>
      val cluster = startCluster(folder, "--port", "0", "--cores", "4", "--memory", "4g")
      try {
        val jobs = new Jobs(folder, master(cluster), name)
        try {
          jobs.feed(1)
          jobs.all.foreach(job => Bin.eventually(job.process)(job.hasSeen(1)))
          val executors = running(cluster, "CoarseGrainedExecutorBackend")
          val victims = executors.groupBy(app).values.map(_.head).toSeq
          assert((executors.size, victims.size) == ((2 * jobs.all.size, jobs.all.size)))
          victims.foreach(_.destroyForcibly())
          jobs.feed(2)
          jobs.all.foreach(job => Bin.eventually(job.process)(job.hasSeen(2)))
          jobs.all.foreach(_.check(jobs.expected))
        } finally jobs.all.foreach(_.process.kill())
        val processes = cluster.descendants
        cluster.signal("TERM")
        val ended = cluster.await()
        assert(ended.exit == 0, ended)
        assertNothingIsLeft(folder, processes)
      } finally cluster.kill()
    }

  for (isLogged <- Seq(true, false)) {
    test(
      s"the receiver's executor is killed, write-ahead log $isLogged: every acknowledged line is counted",
      LongRun
    ) {
      TempFolder.use(receiverLosesItsExecutor(_, isLogged))
    }
  }

  private def receiverLosesItsExecutor(folder: Path, isLogged: Boolean): Unit = {
    val lines = 12000
    val cluster = startCluster(folder, "--port", "0")
    try {
      val file = TempFolder.write(folder.resolve("lines"), (1 to lines).map(i => s"w$i\n").mkString)
      val feed = Bin.start(
        folder,
        Seq("bin/twinstream", "feed", file.toString, "--to", "socket:0", "--ack", "--rate", "1000")
      )
      Bin.eventually(feed)(feed.err.contains("listening on"))
      val port = "localhost:(\\d+)".r.findFirstMatchIn(feed.err).get.group(1)
      val out = folder.resolve("out")
      val command =
        Seq("bin/twinstream", "run", "word-count", "--engine", "dstream", "--master", master(cluster)) ++
          Seq("--source", s"receiver:localhost:$port", "--sink", s"json:$out") ++
          Seq("--checkpoint", folder.resolve("checkpoint").toString) ++
          Seq("spark.executor.cores=2", "spark.executor.memory=512m", "spark.default.parallelism=2")
            .:+(s"spark.streaming.receiver.writeAheadLog.enable=$isLogged")
            .flatMap(Seq("--conf", _))
      val job = Bin.start(folder, command, quick)
      try {
        Bin.eventually(job)(Rows.in(out).nonEmpty)
        receiver(folder, cluster).destroyForcibly()
        val fed = feed.await()
        assert(fed.err.contains("12,000 acknowledged, to 2 receivers"), fed)
        Bin.eventually(job)(Rows.totals(Rows.in(out)).size == lines)
        job.signal("TERM")
        val result = job.await()
        assert(result.exit == 0, result)
        val counted = Rows.totals(Rows.in(out)).values.sum
        info(
          s"write-ahead log $isLogged: $lines acknowledged, $counted counted, ${counted - lines} duplicates"
        )
      } finally {
        job.kill()
        feed.kill()
      }
    } finally cluster.kill()
  }

  for ((engine, store) <- Seq("dstream" -> "table", "structured" -> "checkpoint")) {
    test(
      s"order-revenue on $engine loses an executor between Kafka and PostgreSQL: what SQL gives",
      LongRun
    ) {
      TempFolder.use { folder =>
        Postgres.use(folder)(postgres =>
          Broker.use()(ordersLoseAnExecutor(folder, engine, store, postgres, _))
        )
      }
    }
  }

  private def ordersLoseAnExecutor(
      folder: Path,
      engine: String,
      store: String,
      postgres: Postgres,
      broker: Broker
  ): Unit = {
    val cluster = startCluster(folder, "--port", "0", "--cores", "2", "--memory", "2g")
    try {
      val lines = Orders.lines(20260105L, 10000)
      val (before, after) = lines.splitAt(4000)
      Orders.createTopic(broker)
      val offsets =
        if (store == "table") Seq("--offsets", "table")
        else Seq("--checkpoint", folder.resolve("checkpoint").toString)
      val command =
        Seq("bin/twinstream", "run", Orders.name, "--engine", engine, "--master", master(cluster)) ++
          Seq("--source", Orders.source(broker.address), "--sink", s"${postgres.url}#${Orders.table}") ++
          small ++ offsets
      val first = Orders.feed(folder, before, broker.address, 4000).await()
      assert(first.exit == 0, first)
      val job = Bin.start(folder, command, quick)
      try {
        Bin.eventually(job)(Orders.hasRows(postgres))
        val feeding = Orders.feed(folder, after, broker.address, 400)
        val executors = running(cluster, "CoarseGrainedExecutorBackend")
        assert(executors.size == 2)
        executors.head.destroyForcibly()
        val fed = feeding.await()
        assert(fed.exit == 0, fed)
        Orders.load(postgres, lines)
        Bin.eventually(job)(Orders.isRight(postgres))
        job.signal("TERM")
        val result = job.await()
        assert(result.exit == 0, result)
        info(s"$engine: ${lines.size} lines, ${Orders.verdict(postgres)}")
      } finally job.kill()
    } finally cluster.kill()
  }

  for (engine <- Seq("dstream", "structured")) {
    test(
      s"access-log on $engine loses an executor between two files: each request is counted once",
      LongRun
    ) {
      def requests(statuses: Int*) = (1 to 200).map { i =>
        val status = statuses(i % statuses.size)
        s"""10.0.0.1 - - [01/Jan/2024:00:00:01 +0000] "GET /item/${i % 7} HTTP/1.1" $status 10"""
      }
      val files = Seq(requests(200, 404), requests(200, 500))
      TempFolder.use(filesLoseAnExecutor(_, engine, "access-log", files) { rows =>
        val statuses = rows.filter(_.get("kind").asText == "status")
        statuses.groupBy(_.get("name").asText).map { case (name, each) =>
          (name, each.map(_.get("count").asLong).sum)
        }
      }(Map("200" -> 200L, "404" -> 100L, "500" -> 100L)))
    }

    test(
      s"visit-sessions on $engine loses an executor between two files: each visit is counted once",
      LongRun
    ) {
      val now = System.currentTimeMillis
      val files = Seq(0, 1000).map(later => (1 to 200).map(i => s"${now + later + i}\tu${i % 20}\t/page"))
      TempFolder.use(filesLoseAnExecutor(_, engine, "visit-sessions", files, "--rows", "open") { rows =>
        rows.groupBy(_.get("user").asText).map { case (user, each) =>
          (user, each.map(_.get("visits").asLong).max)
        }
      }((0 until 20).map(i => s"u$i" -> 20L).toMap))
    }
  }

  /** The job reads one file, loses an executor, and reads the other; compares what its rows come to. */
  private def filesLoseAnExecutor(
      folder: Path,
      engine: String,
      job: String,
      files: Seq[Seq[String]],
      options: String*
  )(totals: Seq[JsonNode] => Map[String, Long])(expected: Map[String, Long]): Unit = {
    val cluster = startCluster(folder, "--port", "0", "--cores", "2", "--memory", "2g")
    try {
      val in = Files.createDirectory(folder.resolve("in"))
      val out = folder.resolve("out")
      val command =
        Seq("bin/submit", job, engine, "--master", master(cluster)) ++ small ++ Seq("--") ++
          Seq("--source", s"files:$in", "--sink", s"json:$out", "--batch-interval", "1s") ++
          Seq("--checkpoint", folder.resolve("checkpoint").toString) ++ options
      val running = Bin.start(folder, command, quick)
      def add(lines: Seq[String]): Unit = {
        val file = TempFolder.write(folder.resolve("new"), lines.mkString("", "\n", "\n"))
        Files.move(file, in.resolve(s"${System.nanoTime}.txt"))
        ()
      }
      try {
        add(files.head)
        Bin.eventually(running)(totals(Rows.in(out)).nonEmpty)
        LocalCluster.running(cluster, "CoarseGrainedExecutorBackend").head.destroyForcibly()
        add(files.last)
        Bin.eventually(running)(totals(Rows.in(out)) == expected)
        running.signal("TERM")
        val result = running.await()
        assert(result.exit == 0 && totals(Rows.in(out)) == expected, result)
      } finally running.kill()
    } finally cluster.kill()
  }

  test("a worker that dies is said; without any the cluster ends with 3, and leaves nothing", LongRun) {
    TempFolder.use { folder =>
      val cluster = startCluster(folder, "--port", "0", "--cores", "1", "--memory", "512m")
      try {
        master(cluster)
        val processes = cluster.descendants
        val Seq(first, second) = running(cluster, "worker.Worker")
        first.destroyForcibly()
        Bin.eventually(cluster)(
          cluster.err.contains(s"(process ${first.pid}) was ended by signal 9; its log is")
        )
        assert(cluster.err.contains("workers left: 1"))
        second.destroyForcibly()
        val ended = cluster.await()
        assert(ended.exit == 3 && ended.err.contains("the cluster has no worker left: worker-"), ended)
        assertNothingIsLeft(folder, processes)
      } finally cluster.kill()
    }
  }

  test("a cluster whose own process is killed ends too") {
    TempFolder.use { folder =>
      val cluster = startCluster(folder, "--port", "0", "--workers", "1")
      try {
        master(cluster)
        val processes = cluster.descendants
        cluster.signal("KILL")
        assert(cluster.await().exit == 137)
        processes.foreach(_.onExit.get(20, TimeUnit.SECONDS))
      } finally cluster.kill()
    }
  }

  test("a port in use is named, and the command ends with 3") {
    TempFolder.use { folder =>
      val taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress)
      try {
        val ended = startCluster(folder, "--port", taken.getLocalPort.toString).await()
        assert(ended.exit == 3 && ended.out.isEmpty, ended)
        assert(ended.err.contains(s"port ${taken.getLocalPort}: cannot listen there"), ended)
      } finally taken.close()
    }
  }

  private def app(executor: ProcessHandle): String =
    "--app-id (\\S+)".r.findFirstMatchIn(executor.info.commandLine.get).get.group(1)

  /** A job on both engines, on the same files. */
  private final class Jobs(folder: Path, master: String, name: String) {
    private val in = Files.createDirectory(folder.resolve("in"))
    private val words = Seq.newBuilder[String]

    val all: Seq[Running] =
      for ((script, engine) <- Seq("bin/twinstream" -> "dstream", "bin/submit" -> "structured"))
        yield
          if (name == "running-word-count") new Totals(start(script, name, engine))
          else new Windows(start(script, name, engine, "--window", "4s", "--slide", "2s"))

    def expected: Map[String, Long] = {
      val file = TempFolder.write(folder.resolve("all"), words.result().mkString("\n"))
      Bin.independentCount(file)
    }

    /** Moves a file in; some of its words are those of the files before. */
    def feed(round: Int): Unit = {
      val lines = (1 to 400).map(i => s"all w${i % 10} r$round-$i")
      words ++= lines
      val file = TempFolder.write(folder.resolve("new"), lines.mkString("\n"))
      Files.move(file, in.resolve(s"$round.txt"))
      ()
    }

    private def start(script: String, job: String, engine: String, options: String*) = {
      val out = folder.resolve(s"$job-$engine")
      val own = Seq("--source", s"files:$in", "--sink", s"json:$out") ++
        Seq("--checkpoint", folder.resolve(s"$job-$engine-checkpoint").toString) ++ options
      val command =
        if (script == "bin/submit") Seq(script, job, engine, "--master", master) ++ small ++ ("--" +: own)
        else Seq(script, "run", job, "--engine", engine, "--master", master) ++ small ++ own
      (Bin.start(folder, command, quick), out)
    }
  }

  private abstract class Running(started: (Bin.Running, Path)) {
    val process: Bin.Running = started._1

    protected def rows: Seq[CountedRow] =
      Rows.in(started._2).map { row =>
        val window = Option(row.get("windowEnd")).map(_.asLong).getOrElse(0L)
        CountedRow(row.get("batch").asLong, window, row.get("word").asText, row.get("count").asLong)
      }

    /** The newest count of each word and window. */
    protected def newest: Seq[CountedRow] =
      rows.groupBy(row => (row.window, row.word)).values.map(_.maxBy(_.batch)).toSeq

    def hasSeen(round: Int): Boolean

    def totals: Map[String, Long]

    /** The job's result after its end is that count, and it has each row once. */
    def check(expected: Map[String, Long]): Unit = {
      process.signal("TERM")
      val result = process.await()
      assert(result.exit == 0, result)
      assert(totals == expected, result)
      assert(rows.map(_.copy(count = 0)).distinct.size == rows.size, result)
    }
  }

  private final class Totals(started: (Bin.Running, Path)) extends Running(started) {
    override def hasSeen(round: Int): Boolean = rows.exists(_.word == s"r$round-1")

    override def totals: Map[String, Long] = newest.map(row => (row.word, row.count)).toMap
  }

  /** Each record is in two windows. */
  private final class Windows(started: (Bin.Running, Path)) extends Running(started) {
    override def hasSeen(round: Int): Boolean = newest.count(_.word == s"r$round-1") == 2

    override def totals: Map[String, Long] =
      newest.groupBy(_.word).map { case (word, windows) => (word, windows.map(_.count).sum / 2) }
  }
}

/** A row of either job; the window is where it ends, 0 for none. */
final case class CountedRow(batch: Long, window: Long, word: String, count: Long)
