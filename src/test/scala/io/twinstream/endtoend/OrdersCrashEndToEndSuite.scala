package io.twinstream.endtoend

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.local.LocalKafka
import java.nio.file.Path
import java.util.Random
import java.util.concurrent.TimeUnit
import java.util.concurrent.locks.LockSupport
import org.scalatest.funsuite.AnyFunSuite

/** Revenue to the cent, against SQL over the lines that were fed, whatever is killed while it is added up.
  * `TWINSTREAM_CRASH_ROUNDS` says how many kills of each driver: 1 unless it is set.
  */
@EndToEnd
class OrdersCrashEndToEndSuite extends AnyFunSuite {
  private val kills = sys.env.get("TWINSTREAM_CRASH_ROUNDS").map(_.toInt).getOrElse(1)
  private val orders = 4000 + 2000 * kills

  // So that orders still come when the last kill does: a driver needs some ten seconds to start.
  private val rate = if (kills == 1) 1000 else 200
  private val latestKillMillis = 3000
  private val seed = 20260104L

  /** The moment of a kill is the one thing here that is a time. */
  private def waitFor(millis: Long): Unit = {
    val end = System.nanoTime + TimeUnit.MILLISECONDS.toNanos(millis)
    while (System.nanoTime < end) LockSupport.parkNanos(end - System.nanoTime)
  }

  private def feed(folder: Path, lines: Seq[String], address: String): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "feed", Orders.write(folder, lines).toString, "--to", s"kafka:$address/orders") ++
        Seq("--partitions", "2", "--rate", rate.toString)
    )

  private def driver(
      folder: Path,
      engine: String,
      address: String,
      sink: String,
      more: Seq[String]
  ): Bin.Running =
    Bin.start(
      folder,
      Seq("bin/twinstream", "run", "order-revenue", "--engine", engine, "--master", "local[2]") ++
        Seq("--source", s"kafka:$address/orders", "--sink", sink, "--batch-interval", "500ms") ++
        Seq("--conf", "spark.streaming.backpressure.enabled=false") ++ more
    )

  private def sameAsSql(postgres: Postgres, lines: Seq[String], what: String): Unit = {
    Orders.load(postgres, lines)
    val right = postgres.query(Orders.answer)
    val found = postgres.query(Orders.written("revenue"))
    def cents(rows: Seq[Seq[String]]): Long = rows.map(_(4).toLong).sum
    info(
      s"$what: ${lines.size} lines, ${right.size} rows, ${cents(right)} cents; lost ${(cents(right) - cents(found)).max(0)}, " +
        s"double counted ${(cents(found) - cents(right)).max(0)} cents"
    )
    assert(found == right)
  }

  private def end(running: Bin.Running): Unit = {
    val result = running.await()
    assert(result.exit == 0, result)
  }

  /** What the two others promise at each crash point is in OffsetStoresEndToEndSuite too. */
  private val moreStores =
    if (sys.env.contains("TWINSTREAM_CRASH_ROUNDS")) Seq("dstream" -> "group", "dstream" -> "checkpoint")
    else Seq.empty

  for ((engine, store) <- Seq("dstream" -> "table", "structured" -> "checkpoint") ++ moreStores) {
    test(s"$engine, offsets in the $store: revenue is right to the cent after $kills kills") {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          Broker.use() { broker =>
            val random = new Random(seed)
            val lines = Orders.lines(seed, orders)
            val options =
              if (store == "checkpoint") Seq("--checkpoint", folder.resolve("checkpoint").toString)
              else Seq("--offsets", store)
            broker.create("orders", 2)
            val feeding = feed(folder, lines, broker.address)
            try {
              for (_ <- 1 to kills) {
                val running = driver(folder, engine, broker.address, s"${postgres.url}#revenue", options)
                Bin.eventually(running)(running.err.contains("started"))
                waitFor(random.nextInt(latestKillMillis).toLong)
                running.signal("KILL")
                assert(running.await().exit == 137)
              }
              end(feeding)
            } finally feeding.kill()
            end(
              driver(
                folder,
                engine,
                broker.address,
                s"${postgres.url}#revenue",
                options ++ Seq("--until", "end")
              )
            )
            sameAsSql(postgres, lines, s"$engine, $store, $kills kills")
          }
        }
      }
    }
  }

  for ((engine, store) <- Seq("dstream" -> "table", "structured" -> "checkpoint")) {
    test(s"$engine: the broker and PostgreSQL restart twice in one run, and nothing is lost") {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          var kafka = LocalKafka.start(Broker.jars, 0, folder.resolve("kafka"))
          try {
            val lines = Orders.lines(seed, 9000)
            val options =
              if (store == "table") Seq("--offsets", "table")
              else Seq("--checkpoint", folder.resolve("checkpoint").toString)
            new Broker(kafka).create("orders", 2)
            val feeding = feed(folder, lines, kafka.address)
            val running = driver(folder, engine, kafka.address, s"${postgres.url}#revenue", options)
            try {
              Bin.eventually(running)(
                postgres.exists("revenue") && postgres.query(Orders.written("revenue")).nonEmpty
              )
              for (_ <- 1 to 2) {
                postgres.stop()
                kafka.close()
                kafka = LocalKafka.start(Broker.jars, kafka.port, folder.resolve("kafka"))
                postgres.startAgain()
              }
              end(feeding)
              Orders.load(postgres, lines)
              Bin.eventually(running)(
                postgres.query(Orders.written("revenue")) == postgres.query(Orders.answer)
              )
              running.signal("TERM")
              end(running)
            } finally {
              running.kill()
              feeding.kill()
            }
          } finally kafka.close()
        }
      }
    }
  }
}
