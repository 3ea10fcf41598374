package io.twinstream.endtoend

import io.twinstream.TempFolder
import java.nio.file.Path
import java.util.Random
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.scalatest.Tag
import org.scalatest.funsuite.AnyFunSuite

/** A job from Kafka to PostgreSQL, whose driver is killed while lines come: its table against SQL over the
  * lines that were fed. `TWINSTREAM_CRASH_ROUNDS` says how many kills of each driver: 1 unless it is set.
  *
  * @param marks
  *   the tags of the test of an engine and a place of its offsets
  */
abstract class CrashRounds(job: FedJob, marks: (String, String) => Seq[Tag]) extends AnyFunSuite {
  protected val kills: Int = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(1)

  // So that lines still come when the last kill does: a driver needs some ten seconds to start.
  protected val rate: Int = if (kills == 1) 1000 else 200
  protected val latestKillMillis = 3000
  protected val seed = 20260104L
  protected def batchInterval: String = "500ms"

  /** For the moment of a kill and the length of an outage, which are times. */
  protected def waitFor(millis: Long): Unit = {
    val end = System.nanoTime + TimeUnit.MILLISECONDS.toNanos(millis)
    while (System.nanoTime < end) LockSupport.parkNanos(end - System.nanoTime)
  }

  protected def driver(
      folder: Path,
      engine: String,
      store: String,
      address: String,
      postgres: Postgres,
      more: String*
  ): Bin.Running = driverOf(folder, engine, store, job.source(address), postgres, more: _*)

  /** The same with a source that the job's lines are not all of. */
  protected def driverOf(
      folder: Path,
      engine: String,
      store: String,
      source: String,
      postgres: Postgres,
      more: String*
  ): Bin.Running = {
    val offsets =
      if (store == "checkpoint") Seq("--checkpoint", folder.resolve("checkpoint").toString)
      else Seq("--offsets", store)
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", job.name, "--engine", engine, "--master", "local[2]") ++
        Seq("--source", source, "--sink", s"${postgres.url}#${job.table}") ++
        Seq("--batch-interval", batchInterval, "--conf", "spark.streaming.backpressure.enabled=false") ++
        offsets ++ more
    )
  }

  protected def end(running: Bin.Running): Unit = {
    val result = running.await()
    assert(result.exit == 0, result)
  }

  // What each store promises at each crash point is in OffsetStoresEndToEndSuite; bin/demo orders kills the
  // classic driver with the table.
  for (
    (engine, store) <- Seq(
      "dstream" -> "table",
      "structured" -> "checkpoint",
      "dstream" -> "group",
      "dstream" -> "checkpoint"
    )
  ) {
    test(
      s"${job.name} on $engine, offsets in the $store: what SQL gives, after $kills kills",
      marks(engine, store): _*
    ) {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          Broker.use() { broker =>
            val random = new Random(seed)
            val lines = job.lines(seed, 4000 + 2000 * kills)
            job.createTopic(broker)
            val feeding = job.feed(folder, lines, broker.address, rate)
            try {
              for (_ <- 1 to kills) {
                val running = driver(folder, engine, store, broker.address, postgres)
                Bin.eventually(running)(running.err.contains("started"))
                waitFor(random.nextInt(latestKillMillis).toLong)
                running.signal("KILL")
                assert(running.await().exit == 137)
              }
              end(feeding)
            } finally feeding.kill()
            end(driver(folder, engine, store, broker.address, postgres, "--until", "end"))
            job.load(postgres, lines)
            info(s"$engine, $store, $kills kills: ${lines.size} lines, ${job.verdict(postgres)}")
            assert(postgres.query(job.written) == postgres.query(job.answer))
          }
        }
      }
    }
  }
}
