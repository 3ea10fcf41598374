package io.twinstream.endtoend

import io.twinstream.{LongRun, TempFolder}
import java.nio.file.Path
import java.util.Random
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite

/** `order-revenue` into a real system whose driver is killed while lines come, and whose server, where it has
  * one, is restarted twice: what is there then against SQL over the lines that were fed.
  * `TWINSTREAM_CRASH_ROUNDS` says how many kills: 1 unless it is set.
  *
  * @param kind
  *   how people call the system
  * @param inEveryRun
  *   the engine whose test `bin/test` has; `none` of them
  */
abstract class SinkCrashes(kind: String, inEveryRun: String) extends AnyFunSuite {
  private val kills = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(1)
  private val seed = 20261127L
  private val latestKillMillis = 3000

  // So that lines still come when the last kill does: a driver needs some ten seconds to start.
  private val rate = if (kills == 1) 1000 else 200

  /** Starts a server whose data is in the folder; cancels the test where the machine has none. */
  protected def start(folder: Path): SinkServer

  /** More options of the run. */
  protected def options: Seq[String] = Nil

  private def run(folder: Path, engine: String, source: String, sink: String, more: String*): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", Orders.name, "--engine", engine, "--master", "local[2]") ++
        Seq("--source", source, "--sink", sink, "--checkpoint", folder.resolve("checkpoint").toString) ++
        Seq("--batch-interval", "500ms", "--conf", "spark.streaming.backpressure.enabled=false") ++
        options ++ more
    )

  private def end(running: Bin.Running): Unit = {
    val result = running.await()
    assert(result.exit == 0, result)
  }

  for (engine <- Seq("dstream", "structured"))
    test(
      s"$kind, $engine: what SQL gives, after $kills kills and two restarts of the server",
      LongRun.unless(engine == inEveryRun): _*
    ) {
      TempFolder.use { folder =>
        val server = start(folder.resolve("server"))
        try
          Postgres.use(folder) { postgres =>
            Broker.use() { broker =>
              val random = new Random(seed)
              val lines = Orders.lines(seed, 5000 + 2500 * kills)
              Orders.createTopic(broker)
              val feeding = Orders.feed(folder, lines, broker.address, rate)
              def driver(more: String*) =
                run(folder, engine, Orders.source(broker.address), server.sink, more: _*)
              try
                for (kill <- 1 to kills) {
                  val running = driver()
                  Bin.eventually(running)(running.err.contains("started"))
                  if (kill == 1) Bin.eventually(running)(server.hasRows)
                  if (server.isProcess && (kill == 1 || kill == kills / 2)) {
                    for (_ <- 1 to (if (kills == 1) 2 else 1)) {
                      server.stop()
                      Bin.eventually(running)(running.err.contains("is not there, trying again"))
                      server.startAgain()
                      Bin.eventually(running)(running.err.contains("is there again"))
                    }
                  } else
                    LockSupport.parkNanos(
                      TimeUnit.MILLISECONDS.toNanos(random.nextInt(latestKillMillis).toLong)
                    )
                  running.signal("KILL")
                  assert(running.await().exit == 137)
                }
              finally {
                if (feeding.isAlive) end(feeding)
              }
              end(driver("--until", "end"))
              Orders.load(postgres, lines)
              val right = postgres.query(Orders.answer)
              val found = server.revenue()
              info(
                s"$kind, $engine, $kills kills, ${if (server.isProcess) 2 else 0} restarts: ${lines.size} lines, ${found.size} rows, " +
                  s"lost ${(right diff found).size}, wrong ${(found diff right).size}"
              )
              assert(found == right)
            }
          }
        finally server.close()
      }
    }
}
