package io.twinstream.endtoend

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.local.LocalKafka

/** Revenue to the cent; also when Kafka and PostgreSQL go away and come back. `TWINSTREAM_OUTAGE_SECONDS`
  * says for how long PostgreSQL is away: 2 unless it is set.
  */
@EndToEnd
class OrdersCrashEndToEndSuite extends CrashRounds(Orders) {
  private val outageSeconds = sys.env.get("TWINSTREAM_OUTAGE_SECONDS").map(_.toLong).getOrElse(2L)

  for ((engine, store) <- Seq("dstream" -> "table", "structured" -> "checkpoint")) {
    test(
      s"$engine: the broker and PostgreSQL restart twice, PostgreSQL after $outageSeconds s, and nothing is lost"
    ) {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          var kafka = LocalKafka.start(Broker.jars, 0, folder.resolve("kafka"))
          try {
            val rate = 1000
            val lines = Orders.lines(seed, 9000 + 2 * rate * outageSeconds.toInt)
            Orders.createTopic(new Broker(kafka))
            val feeding = Orders.feed(folder, lines, kafka.address, rate)
            val running = driver(folder, engine, store, kafka.address, postgres)
            try {
              Bin.eventually(running)(Orders.hasRows(postgres))
              for (_ <- 1 to 2) {
                postgres.stop()
                val stopped = System.nanoTime
                kafka.close()
                kafka = LocalKafka.start(Broker.jars, kafka.port, folder.resolve("kafka"))
                waitFor(outageSeconds * 1000 - (System.nanoTime - stopped) / 1000000)
                postgres.startAgain()
              }
              end(feeding)
              Orders.load(postgres, lines)
              Bin.eventually(running)(Orders.isRight(postgres))
              running.signal("TERM")
              end(running)
              val waits = running.err.linesIterator.filter(_.contains("trying again")).size
              assert(waits >= 1 && running.err.contains("is there again"), running.err)
              info(s"$engine, away twice, $outageSeconds s: waited $waits times; ${Orders.verdict(postgres)}")
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
