package io.twinstream.endtoend

import io.twinstream.endtoend.Faults.{lastFor, Supervised}
import io.twinstream.endtoend.TcpProxy.{BlackHole, Good, Latency, Rate}
import io.twinstream.local.servers.LocalKafka
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Order revenue into PostgreSQL while the network between the driver, the broker and the database is bad in
  * each way, one after the other: the table against SQL over the lines that were sent.
  * `TWINSTREAM_FAULT_SECONDS` says how long each lasts: 5 unless it is set.
  */
@EndToEnd
class NetworkFaultsEndToEndSuite extends AnyFunSuite {
  private val faultMillis = sys.env.get("TWINSTREAM_FAULT_SECONDS").map(_.toLong).getOrElse(5L) * 1000

  // A client without an answer waits for 60 s: its socketTimeout, and the broker's default.api.timeout.ms.
  private val limitSeconds = 400L

  private def during(network: TcpProxy, fault: TcpProxy.Network): Unit = {
    network.is(fault)
    lastFor(faultMillis)
    network.is(Good)
  }

  private val faults = Seq[(String, (TcpProxy, String) => Unit)](
    ("latency of 500 ms", (network, _) => during(network, Latency(500))),
    ("1 KB/s", (network, _) => during(network, Rate(1000))),
    ("reset", (network, _) => network.reset()),
    ("black hole", (network, _) => during(network, BlackHole)),
    ("cut in an answer", (network, text) => network.cutBefore(text)),
    ("half open", (network, _) => network.halfOpen())
  )

  private def orders(database: Database): Long =
    if (database.exists(Orders.table)) {
      database.query(s"SELECT coalesce(sum(orders), 0) FROM ${Orders.table}").head.head.toLong
    } else 0L

  for (
    (engine, store) <- Seq("dstream" -> "table", "dstream" -> "checkpoint", "structured" -> "checkpoint")
  ) {
    test(s"$engine, offsets in the $store: no fault of the network loses or repeats a cent", LongRun) {
      TempFolder.use { folder =>
        Postgres.use(folder) { postgres =>
          val behind = Bin.freePort()
          val toBroker = new TcpProxy(() => behind)
          val toDatabase = new TcpProxy(() => postgres.port)
          // Who connects by the proxy is sent back to the proxy.
          val listeners = Map(
            "listeners" -> s"PLAINTEXT://localhost:%d,PROXIED://localhost:$behind",
            "advertised.listeners" -> s"PLAINTEXT://localhost:%d,PROXIED://localhost:${toBroker.port}",
            "listener.security.protocol.map" ->
              "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name" -> "PLAINTEXT"
          )
          val kafka = LocalKafka.start(Broker.jars, 0, folder.resolve("kafka"), listeners.asJava)
          try {
            val broker = new Broker(kafka)
            Orders.createTopic(broker)
            val offsets =
              if (store == "table") Seq("--offsets", "table")
              else Seq("--checkpoint", folder.resolve("checkpoint").toString)
            def start() = Bin.start(
              folder,
              Seq("bin/twinstream", "run", Orders.name, "--engine", engine, "--master", "local[2]") ++
                Seq("--source", Orders.source(s"localhost:${toBroker.port}")) ++
                Seq("--sink", s"${postgres.over(toDatabase.port)}#${Orders.table}") ++
                Seq("--batch-interval", "2s", "--conf", "spark.streaming.backpressure.enabled=false") ++
                offsets
            )
            val feeder = Orders.feedBy(broker.producer())
            val driver = new Supervised(() => start())
            try {
              driver.eventually(limitSeconds)(orders(postgres) > 0)
              for {
                (where, network, text) <- Seq(
                  ("database", toDatabase, "COMMIT"),
                  ("broker", toBroker, "books")
                )
                (name, fault) <- faults
              } {
                val began = System.nanoTime
                fault(network, text)
                driver.eventually(limitSeconds)(!network.isCutPending)
                // What was written may have been sent before the fault; ten batches are behind it.
                val counted = orders(postgres)
                driver.eventually(limitSeconds)(orders(postgres) > counted + 1000)
                info(s"$where, $name: goes on after ${(System.nanoTime - began) / 1000000} ms")
              }
              feeder.close()
              Orders.load(postgres, feeder.sent)
              driver.eventually(limitSeconds)(Orders.isRight(postgres))
              val result = driver.stop()
              assert(result.exit == 0, result)
              info(s"$engine, $store: ${feeder.sent.size} lines, ${Orders.verdict(postgres)}")
              info(s"drivers that ended by themselves: ${driver.ended.mkString("; ")}")
            } finally {
              driver.close()
              feeder.close()
            }
          } finally Seq(kafka, toBroker, toDatabase).foreach(_.close())
        }
      }
    }
  }
}
