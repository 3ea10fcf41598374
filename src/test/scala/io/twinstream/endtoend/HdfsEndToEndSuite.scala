package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Files
import java.util.Random
import java.util.concurrent.TimeUnit.{MILLISECONDS, SECONDS}
import java.util.concurrent.locks.LockSupport
import org.apache.hadoop.fs.Path
import org.apache.hadoop.hdfs.protocol.HdfsConstants
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Input, checkpoint, rows and savepoint on a real HDFS: drivers are killed, the job is moved to the other
  * engine, and the name node refuses. `TWINSTREAM_CRASH_ROUNDS` says how often a driver is killed; 2 unless
  * it is set.
  */
@EndToEnd
class HdfsEndToEndSuite extends AnyFunSuite {
  private val kills = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(2)
  private val random = new Random(20261127L)

  for ((engine, other, tags) <- Seq(("dstream", "structured", Nil), ("structured", "dstream", Seq(LongRun))))
    test(
      s"$engine: killed $kills times, then moved to $other: nothing is lost, nothing counted twice",
      tags: _*
    ) {
      TempFolder.use(folder =>
        Hdfs.use { hdfs =>
          val job = new WordsOnHdfs(hdfs, folder, random)
          job.feed()
          for (_ <- 1 to kills) job.killSometime(job.start(engine, "/checkpoint"), engine)
          val last = job.start(engine, "/checkpoint")
          job.counted(last, engine)
          val inspected = Bin.run(folder, "bin/twinstream", "inspect", s"${hdfs.address}/checkpoint")
          assert(inspected.exit == 0 && inspected.out.contains("files"), inspected)
          // The classic engine writes state every ten batches: all of them lie behind what was fed.
          LockSupport.parkNanos(MILLISECONDS.toNanos(if (engine == "dstream") 12000 else 0))
          job.stopped(last)
          val savepoint = s"${hdfs.address}/savepoint"
          val made = Bin.run(
            folder,
            Seq("bin/twinstream", "savepoint", s"${hdfs.address}/checkpoint", "--out", savepoint): _*
          )
          assert(made.exit == 0, made)
          job.feed()
          val moved = job.start(other, "/moved", "--from-savepoint", savepoint)
          try {
            for (_ <- 1 to 3) job.feed()
            job.counted(moved, other)
          } finally moved.kill()
          info(job.told)
        }
      )
    }

  test("a checkpoint on a name service that only HADOOP_CONF_DIR knows is inspected, without Spark") {
    TempFolder.use { folder =>
      Hdfs.use { hdfs =>
        val checkpoint = Bin.home.resolve("src/test/resources/io/twinstream/migration/inspect/spark-3.3")
        hdfs.files.copyFromLocalFile(new Path(checkpoint.toString), hdfs.path("/old"))
        val conf = HadoopSite.of(
          folder,
          "hdfs-site.xml",
          "dfs.nameservices" -> "house",
          "dfs.ha.namenodes.house" -> "one",
          "dfs.namenode.rpc-address.house.one" -> hdfs.address.stripPrefix("hdfs://"),
          "dfs.client.failover.proxy.provider.house" ->
            "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider"
        )
        def inspect(path: String) =
          Bin
            .start(
              folder,
              Seq("bin/twinstream", "inspect", path, "--format", "json"),
              Map("HADOOP_CONF_DIR" -> conf.toString)
            )
            .await()
        val there = inspect("hdfs://house/old")
        assert(there.exit == 0, there)
        assert(there.out.replace("hdfs://house/old", checkpoint.toString) == inspect(checkpoint.toString).out)
      }
    }
  }

  /** What a name node can refuse, and how it takes everything again. */
  private sealed abstract class Refusal(val name: String) {
    def begin(hdfs: Hdfs): Unit
    def end(hdfs: Hdfs): Unit

    def during[A](hdfs: Hdfs)(body: => A): A = {
      begin(hdfs)
      try body
      finally end(hdfs)
    }
  }

  private case object SafeMode extends Refusal("safe mode") {
    override def begin(hdfs: Hdfs): Unit = {
      hdfs.files.setSafeMode(SafeModeAction.SAFEMODE_ENTER)
      ()
    }
    override def end(hdfs: Hdfs): Unit = {
      hdfs.files.setSafeMode(SafeModeAction.SAFEMODE_LEAVE)
      ()
    }
  }

  /** Of the checkpoint: no more files there. */
  private case object Quota extends Refusal("quota") {
    override def begin(hdfs: Hdfs): Unit = hdfs.files.setQuota(hdfs.path("/checkpoint"), 1, Long.MaxValue)
    override def end(hdfs: Hdfs): Unit =
      hdfs.files.setQuota(
        hdfs.path("/checkpoint"),
        HdfsConstants.QUOTA_RESET,
        HdfsConstants.QUOTA_RESET
      )
  }

  private def endsWithin(running: Bin.Running, seconds: Int): Boolean = {
    val deadline = System.nanoTime + SECONDS.toNanos(seconds.toLong)
    while (running.isAlive && System.nanoTime < deadline) LockSupport.parkNanos(MILLISECONDS.toNanos(100))
    !running.isAlive
  }

  for (engine <- Seq("dstream", "structured"); refusal <- Seq(SafeMode, Quota))
    test(
      s"$engine: the name node refuses (${refusal.name}): the run ends with a word, and goes on after it",
      LongRun
    ) {
      TempFolder.use(folder =>
        Hdfs.use { hdfs =>
          val job = new WordsOnHdfs(hdfs, folder, random)
          job.feed()
          val running = job.start(engine, "/checkpoint")
          job.counted(running, engine)
          // A micro-batch that was quick had written already; then once more.
          val attempts = Iterator.continually {
            job.feed()
            refusal.during(hdfs)(endsWithin(running, 60))
          }
          assert(attempts.take(4).contains(true), running.err)
          val ended = running.await()
          assert(ended.exit != 0 && ended.err.toLowerCase.contains(refusal.name), ended)
          assert(ended.err.linesIterator.toSeq.last.startsWith("twinstream: "), ended)
          // Spark's own CheckpointWriter warns of a quota with its trace.
          assert(refusal == Quota || !ended.err.contains("\tat "), ended)
          job.feed()
          val again = job.start(engine, "/checkpoint")
          try job.counted(again, engine)
          finally again.kill()
        }
      )
    }

  for (engine <- Seq("dstream", "structured"))
    test(s"$engine: a data node is killed: the run goes on, and so does the next start", LongRun) {
      TempFolder.use(folder =>
        Hdfs.use(2) { hdfs =>
          val node = Hdfs.dataNode(hdfs, folder)
          val job = new WordsOnHdfs(hdfs, folder, random)
          job.feed()
          val running = job.start(engine, "/checkpoint")
          try {
            job.counted(running, engine)
            node.killNow()
            for (_ <- 1 to 3) job.feed()
            job.counted(running, engine)
          } finally {
            running.kill()
            node.kill()
          }
          job.feed()
          val again = job.start(engine, "/checkpoint")
          try job.counted(again, engine)
          finally again.kill()
        }
      )
    }

  test("text: and json: of both engines on HDFS, compared there", LongRun) {
    TempFolder.use(folder =>
      Hdfs.use { hdfs =>
        for (n <- 1 to 3) hdfs.moveIn("/in", Seq(s"a b w$n", "a"))
        def at(name: String) = s"${hdfs.address}/$name"
        for (engine <- Seq("dstream", "structured"); form <- Seq("json", "text")) {
          val ran = Bin.run(
            folder,
            Seq("bin/twinstream", "run", "running-word-count", "--engine", engine, "--master", "local[2]") ++
              Seq("--source", s"files:${at("in")}", "--checkpoint", at(s"checkpoint-$engine-$form")) ++
              Seq(
                "--sink",
                s"$form:${at(s"$form-$engine")}",
                "--batch-interval",
                "1s",
                "--until",
                "idle=4s"
              ): _*
          )
          assert(ran.exit == 0, ran)
        }
        val compared = Bin.run(
          folder,
          Seq("bin/twinstream", "compare", "--rows", s"json:${at("json-dstream")}") ++
            Seq(s"json:${at("json-structured")}", "--as", "table", "--key", "word", "--order", "count") ++
            Seq("--ignore", "batch"): _*
        )
        assert(compared.exit == 0 && compared.out.contains("EQUAL"), compared)
        for (engine <- Seq("dstream", "structured")) {
          val written = Files
            .walk(hdfs.copied(s"/text-$engine", folder))
            .iterator
            .asScala
            .filter(_.getFileName.toString.startsWith("part-"))
            .flatMap(file => Files.readAllLines(file).asScala)
            .toSet
          assert(Seq("a", "b", "w3").forall(word => written.exists(_.contains(word))), written)
        }
      }
    )
  }

  test(
    "a checkpoint that was renamed, its newest file left as a backup: inspected, moved, continued",
    LongRun
  ) {
    TempFolder.use(folder =>
      Hdfs.use { hdfs =>
        val job = new WordsOnHdfs(hdfs, folder, random)
        job.feed()
        val running = job.start("dstream", "/checkpoint")
        job.counted(running, "dstream")
        Bin.eventually(running)(hdfs.below("/checkpoint").exists(_.contains("/rdd-")))
        // The next checkpoint file names that state.
        val seen = hdfs.names("/checkpoint").filter(_.startsWith("checkpoint-")).toSet
        Bin.eventually(running)(hdfs.names("/checkpoint").count(each => !seen(each)) > 4)
        running.killNow()
        running.await()
        assert(hdfs.files.rename(hdfs.path("/checkpoint"), hdfs.path("/moved")))
        val newest = hdfs.names("/moved").filter(_.matches("checkpoint-\\d+")).max
        // A driver that was killed while it wrote: between the two renames of CheckpointWriter.
        hdfs.files.rename(hdfs.path(s"/moved/$newest"), hdfs.path(s"/moved/$newest.bk"))
        val moved = s"${hdfs.address}/moved"
        val inspected = Bin.run(folder, "bin/twinstream", "inspect", moved)
        assert(inspected.exit == 0 && inspected.out.contains(newest), inspected)
        val made = Bin.run(
          folder,
          Seq("bin/twinstream", "savepoint", moved, "--out", s"${hdfs.address}/savepoint"): _*
        )
        assert(made.exit == 0, made)
        job.feed()
        val port = job.start("structured", "/port", "--from-savepoint", s"${hdfs.address}/savepoint")
        try {
          for (_ <- 1 to 3) job.feed()
          job.counted(port, "structured")
        } finally port.kill()
      }
    )
  }

  test("a savepoint into a directory whose quota is used up is refused, with nothing left") {
    TempFolder.use(folder =>
      Hdfs.use { hdfs =>
        val job = new WordsOnHdfs(hdfs, folder, random)
        job.feed()
        val running = job.start("structured", "/checkpoint")
        job.counted(running, "structured")
        job.stopped(running)
        hdfs.files.mkdirs(hdfs.path("/full"))
        hdfs.files.setQuota(hdfs.path("/full"), 2, Long.MaxValue)
        val made = Bin.run(
          folder,
          Seq("bin/twinstream", "savepoint", s"${hdfs.address}/checkpoint") ++
            Seq("--out", s"${hdfs.address}/full/savepoint"): _*
        )
        assert(made.exit != 0 && made.err.contains("quota") && !made.err.contains("\tat "), made)
        assert(hdfs.names("/full/savepoint").isEmpty)
      }
    )
  }
}
