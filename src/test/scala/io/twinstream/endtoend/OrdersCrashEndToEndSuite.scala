package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.local.servers.LocalKafka

/** Revenue to the cent; also when Kafka and PostgreSQL go away and come back. `TWINSTREAM_OUTAGE_SECONDS`
  * says for how long PostgreSQL is away: 2 unless it is set.
  */
@EndToEnd
class OrdersCrashEndToEndSuite
    extends CrashRounds(
      Orders,
      (engine, store) => LongRun.unless(engine == "dstream" && store == "table")
    ) {
  private val outageSeconds = sys.env.get("TWINSTREAM_OUTAGE_SECONDS").map(_.toLong).getOrElse(2L)

  for ((engine, store) <- Seq("dstream" -> "table", "structured" -> "checkpoint")) {
    test(
      s"$engine: the broker and PostgreSQL restart twice, PostgreSQL after $outageSeconds s, and nothing is lost",
      LongRun
    ) {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          var kafka = LocalKafka.start(Broker.jars, 0, folder.resolve("kafka"))
          try {
            val rate = 1000
            val lines = Orders.lines(seed, 9000 + 2 * rate * outageSeconds.toInt)
            val (before, after) = lines.splitAt(3000)
            Orders.createTopic(new Broker(kafka))
            end(Orders.feed(folder, before, kafka.address, 10 * rate))
            val running = driver(folder, engine, store, kafka.address, postgres)
            var feeding = Option.empty[Bin.Running]
            try {
              Bin.eventually(running)(Orders.hasRows(postgres))
              val rows = postgres.query(Orders.written)
              feeding = Some(Orders.feed(folder, after, kafka.address, rate))
              Bin.eventually(running)(postgres.query(Orders.written) != rows)
              for (_ <- 1 to 2) {
                postgres.stop()
                val stopped = System.nanoTime
                Bin.eventually(running)(running.err.contains("is not there, trying again"))
                kafka.close()
                kafka = LocalKafka.start(Broker.jars, kafka.port, folder.resolve("kafka"))
                waitFor(outageSeconds * 1000 - (System.nanoTime - stopped) / 1000000)
                postgres.startAgain()
              }
              feeding.foreach(end)
              Orders.load(postgres, lines)
              Bin.eventually(running)(Orders.isRight(postgres))
              assert(running.err.contains("is there again"), running.err)
              running.signal("TERM")
              end(running)
              info(s"$engine, PostgreSQL away twice, $outageSeconds s: ${Orders.verdict(postgres)}")
            } finally {
              running.kill()
              feeding.foreach(_.kill())
            }
          } finally kafka.close()
        }
      }
    }
  }
}
