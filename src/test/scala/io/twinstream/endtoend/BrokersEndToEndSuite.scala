package io.twinstream.endtoend

import io.twinstream.endtoend.Faults.Supervised
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import java.util.Properties
import org.apache.kafka.clients.producer.KafkaProducer
import org.apache.kafka.common.serialization.ByteArraySerializer
import org.scalatest.funsuite.AnyFunSuite

/** Order revenue from a Kafka of three nodes, which are restarted one after the other, as for an upgrade.
  * `TWINSTREAM_OUTAGE_SECONDS` says for how long each is away: 2 unless it is set.
  */
@EndToEnd
class BrokersEndToEndSuite extends AnyFunSuite {
  private val awayMillis = sys.env.get("TWINSTREAM_OUTAGE_SECONDS").map(_.toLong).getOrElse(2L) * 1000
  private val limitSeconds = 300L

  for ((engine, store) <- Seq("dstream" -> "checkpoint", "structured" -> "checkpoint")) {
    test(s"$engine: three brokers restart one after the other, and nothing is lost or repeated", LongRun) {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          val brokers = new Brokers(folder)
          try {
            brokers.createTopic("orders", 2)
            val properties = new Properties
            properties.put("bootstrap.servers", brokers.address)
            properties.put("acks", "all")
            val producer = new KafkaProducer(properties, new ByteArraySerializer, new ByteArraySerializer)
            val feeder = Orders.feedBy(producer)
            val driver = new Supervised(() =>
              Bin.start(
                folder,
                Seq("bin/twinstream", "run", Orders.name, "--engine", engine, "--master", "local[2]") ++
                  Seq("--source", Orders.source(brokers.address)) ++
                  Seq("--sink", s"${postgres.url}#${Orders.table}", "--batch-interval", "2s") ++
                  Seq("--conf", "spark.streaming.backpressure.enabled=false") ++
                  Seq("--checkpoint", folder.resolve("checkpoint").toString)
              )
            )
            try {
              driver.eventually(limitSeconds)(Orders.hasRows(postgres))
              for (node <- 0 until 3) {
                brokers.restart(node, "orders", awayMillis)
                val rows = postgres.query(Orders.written)
                driver.eventually(limitSeconds)(postgres.query(Orders.written) != rows)
              }
              feeder.close()
              Orders.load(postgres, feeder.sent)
              driver.eventually(limitSeconds)(Orders.isRight(postgres))
              val result = driver.stop()
              assert(result.exit == 0, result)
              info(s"$engine, 3 brokers: ${feeder.sent.size} lines, ${Orders.verdict(postgres)}")
              info(s"drivers that ended by themselves: ${driver.ended.mkString("; ")}")
            } finally {
              driver.close()
              feeder.close()
            }
          } finally brokers.close()
        }
      }
    }
  }
}
