package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.Path
import java.util.Random
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite

/** Both engines on a real YARN, with checkpoints on its HDFS: executors and application masters are killed
  * with SIGKILL. `TWINSTREAM_YARN_ROUNDS` says how often each job is submitted, with two kills each time; 1
  * unless it is set.
  */
@EndToEnd
class YarnEndToEndSuite extends AnyFunSuite {
  private val rounds = sys.env.get("TWINSTREAM_YARN_ROUNDS").map(_.toInt).getOrElse(1)
  private val random = new Random(20261127L)

  /** A job that is fed, and what it has counted. */
  private trait Fed {
    def submit(mode: String): Bin.Running
    def feed(): Unit
    def counted: Long
    def isExact: Boolean
    def told: String
  }

  private final class Words(yarn: Yarn, folder: Path, engine: String) extends Fed {
    private val words = new WordsOnHdfs(yarn.hdfs, folder, random)

    override def submit(mode: String): Bin.Running =
      yarn.submit(
        folder,
        "running-word-count",
        engine,
        mode,
        words.options(engine, "/checkpoint") ++ Seq("--stop-file", s"${yarn.hdfs.address}/stop")
      )

    override def feed(): Unit = words.feed()
    override def counted: Long = words.totals(engine).values.sum
    override def isExact: Boolean = words.isExact(engine)
    override def told: String = words.told
  }

  private final class Revenue(yarn: Yarn, folder: Path, engine: String, broker: Broker, postgres: Postgres)
      extends Fed {
    private var lines = Seq.empty[String]

    Orders.createTopic(broker)

    override def submit(mode: String): Bin.Running =
      yarn.submit(
        folder,
        Orders.name,
        engine,
        mode,
        Seq("--source", Orders.source(broker.address), "--sink", s"${postgres.url}#${Orders.table}") ++
          Seq("--checkpoint", s"${yarn.hdfs.address}/checkpoint", "--batch-interval", "1s") ++
          Seq("--stop-file", s"${yarn.hdfs.address}/stop")
      )

    override def feed(): Unit = {
      val more = Orders.lines(random.nextLong(), 300)
      val fed = Orders.feed(folder, more, broker.address, 1000).await()
      assert(fed.exit == 0, fed)
      Orders.load(postgres, more)
      lines ++= more
    }

    override def counted: Long =
      if (Orders.hasRows(postgres)) postgres.query(Orders.written).map(_(3).toLong).sum else 0
    override def isExact: Boolean = postgres.exists(Orders.table) && Orders.isRight(postgres)
    override def told: String = s"${lines.size} lines, ${Orders.verdict(postgres)}"
  }

  private def fed(running: Bin.Running, job: Fed): Unit = {
    val before = job.counted
    job.feed()
    Bin.eventually(running)(job.counted > before)
    job.feed()
    LockSupport.parkNanos(MILLISECONDS.toNanos(random.nextInt(2000).toLong))
  }

  /** Kills one of the JVMs in containers that run this class, and waits until another does. */
  private def kill(yarn: Yarn, running: Bin.Running, main: String): Unit = {
    val all = yarn.running(main)
    val victim = all(random.nextInt(all.size))
    assert(victim.destroyForcibly())
    Bin.eventually(running)(!victim.isAlive && yarn.running(main).exists(now => !all.contains(now)))
  }

  private def survives(yarn: Yarn, job: Fed): Unit = {
    for (round <- 1 to rounds) {
      val running = job.submit("cluster")
      try {
        fed(running, job)
        kill(yarn, running, Yarn.executor)
        fed(running, job)
        kill(yarn, running, Yarn.applicationMaster)
        fed(running, job)
        Bin.eventually(running)(job.isExact)
        // Both ways to end it where it is not spark-submit that has the driver.
        if (round % 2 == 1) yarn.hdfs.files.create(yarn.hdfs.path("/stop")).close()
        else yarn.running(Yarn.applicationMaster).foreach(_.destroy())
        val ended = running.await()
        assert(ended.exit == 0, ended)
        assert(!yarn.hdfs.files.exists(yarn.hdfs.path("/stop")))
      } finally running.kill()
    }
    info(s"${2 * rounds} kills; ${job.told}; lost 0, counted twice 0")
    assert(job.isExact)
  }

  for ((engine, tags) <- Seq("dstream" -> Nil, "structured" -> Seq(LongRun))) {
    test(s"$engine: running-word-count loses executors and application masters, and is exact", tags: _*) {
      TempFolder.use(folder => Yarn.use(yarn => survives(yarn, new Words(yarn, folder, engine))))
    }

    test(s"$engine: order-revenue loses executors and application masters, and is exact", LongRun) {
      TempFolder.use(folder =>
        Postgres.use(folder)(postgres =>
          Broker.use()(broker =>
            Yarn.use(yarn => survives(yarn, new Revenue(yarn, folder, engine, broker, postgres)))
          )
        )
      )
    }

    test(s"$engine: in client mode SIGTERM stops gracefully, and the next start goes on", LongRun) {
      TempFolder.use(folder =>
        Yarn.use { yarn =>
          val job = new Words(yarn, folder, engine)
          for (_ <- 1 to 2) {
            val running = job.submit("client")
            try {
              fed(running, job)
              Bin.eventually(running)(job.isExact)
              running.signal("TERM")
              val ended = running.await()
              assert(ended.exit == 0 && ended.err.contains("done:"), ended)
            } finally running.kill()
          }
          assert(job.isExact)
        }
      )
    }
  }

  test("a command line that is wrong fails the application, and says so", LongRun) {
    TempFolder.use(folder =>
      Yarn.use { yarn =>
        val refused =
          yarn.submit(folder, "running-word-count", "dstream", "cluster", Seq("--source", "pigeon:1")).await()
        assert(refused.exit != 0 && refused.err.contains("exited with status 2"), refused)
      }
    )
  }
}
