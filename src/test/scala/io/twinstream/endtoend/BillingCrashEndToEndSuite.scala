package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.nio.file.{Files, Path}
import java.util.Random

/** Invoices to the cent: of a topic, and of a topic and a directory of extracts that are read as one. */
@EndToEnd
class BillingCrashEndToEndSuite extends CrashRounds(Invoices, (_, _) => Seq(LongRun)) {

  /** Longer, as a directory is listed with each batch. */
  override protected def batchInterval: String = "2s"

  /** Moves an extract into the directory as a whole. */
  private def extract(folder: Path, name: String, lines: Seq[String]): Unit = {
    val written = TempFolder.write(folder.resolve(s".$name"), lines.map(_ + "\n").mkString)
    Files.move(written, folder.resolve("extracts").resolve(name))
    ()
  }

  for (engine <- Seq("dstream", "structured")) {
    test(
      s"$engine, a stream that loses each tenth event, and extracts: what SQL gives, after $kills kills",
      LongRun.unless(engine == "dstream"): _*
    ) {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          Broker.use() { broker =>
            val random = new Random(seed)
            val lines = Invoices.lines(seed, 4000 + 2000 * kills)
            val days = lines.grouped(lines.size / (kills + 1) + 1).toSeq
            Files.createDirectory(folder.resolve("extracts"))
            extract(folder, "day-0", days.head)
            Invoices.createTopic(broker)
            def start(more: String*) = driverOf(
              folder,
              engine,
              "checkpoint",
              s"union:${Invoices.source(broker.address)}+files:${folder.resolve("extracts")}",
              postgres,
              "--conf" +: "spark.streaming.gracefulStopTimeout=240s" +: more: _*
            )
            val sent = lines.zipWithIndex.collect { case (line, n) if n % 10 != 0 => line }
            val feeding = Invoices.feed(folder, sent, broker.address, rate)
            try {
              for (kill <- 1 to kills) {
                val running = start()
                Bin.eventually(running)(running.err.contains("started"))
                waitFor(random.nextInt(latestKillMillis).toLong)
                extract(folder, s"day-$kill", days(kill))
                waitFor(random.nextInt(latestKillMillis).toLong)
                running.signal("KILL")
                assert(running.await().exit == 137)
              }
              end(feeding)
            } finally feeding.kill()
            extract(folder, "day-0-again", days.head)
            end(start("--until", "end"))
            Invoices.load(postgres, lines)
            info(s"$engine, $kills kills: ${lines.size} events, ${Invoices.verdict(postgres)}")
            assert(postgres.query(Invoices.written) == postgres.query(Invoices.answer))
          }
        }
      }
    }
  }
}
