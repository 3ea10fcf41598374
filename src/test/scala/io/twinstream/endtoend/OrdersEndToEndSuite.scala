package io.twinstream.endtoend

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import io.twinstream.{EndToEnd, LongRun, TempFolder}
import io.twinstream.api.InputRecord
import io.twinstream.jobs.orderrevenue.OrderRevenueJob
import java.time.Duration
import org.apache.kafka.clients.consumer.KafkaConsumer
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.serialization.StringDeserializer
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Orders to Kafka and dead letters, on both engines; the demonstration. */
@EndToEnd
class OrdersEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared
  private val json = new ObjectMapper

  /** What a topic of one partition holds. */
  private val rejection = OrderRevenueJob.JOB.rejection(OrderRevenueJob.JOB.newOptions)

  private def isBad(line: String, arrivedAt: Long): Boolean =
    rejection.reason(new InputRecord("", 0, 0, arrivedAt, line)).isPresent

  private def read(topic: String): Seq[JsonNode] = {
    val settings = Map[String, AnyRef]("bootstrap.servers" -> broker.address).asJava
    val consumer = new KafkaConsumer(settings, new StringDeserializer, new StringDeserializer)
    try {
      val partition = new TopicPartition(topic, 0)
      consumer.assign(Seq(partition).asJava)
      consumer.seekToBeginning(Seq(partition).asJava)
      val end = consumer.endOffsets(Seq(partition).asJava).get(partition)
      Iterator
        .continually(consumer.poll(Duration.ofSeconds(1)).asScala.toList)
        .takeWhile(batch => batch.nonEmpty || consumer.position(partition) < end)
        .flatten
        .map(each => json.readTree(each.value))
        .toList
    } finally consumer.close()
  }

  for (engine <- Seq("dstream", "structured")) {
    test(s"$engine: good, bad and repeated orders add up to what was fed; bad ones are dead letters") {
      TempFolder.use { folder =>
        val (from, to, dead) = (s"orders-$engine", s"revenue-$engine", s"dead-$engine")
        val now = System.currentTimeMillis
        val lines = Orders.lines(7, 3000)
        broker.create(from, 1)
        broker.send(from, 0, lines :+ null: _*)
        val result = Bin.run(
          folder,
          Seq("bin/twinstream", "run", "order-revenue", "--engine", engine, "--master", "local[2]") ++
            Seq("--source", s"kafka:${broker.address}/$from", "--sink", s"kafka:${broker.address}/$to") ++
            Seq("--dead-letter", s"kafka:${broker.address}/$dead", "--until", "end"): _*
        )
        assert(result.exit == 0, result)
        val letters = read(dead)
        val bad = lines.zipWithIndex.filter { case (line, _) =>
          isBad(line, now + 60000)
        }
        assert(
          letters.map(letter => (letter.get("offset").asLong, letter.get("value").textValue)).sortBy(_._1) ==
            bad.map { case (line, n) => (n.toLong, line) } :+ ((3000L, null))
        )
        assert(letters.forall(l => l.get("topic").asText == from && !l.get("reason").asText.isEmpty))
        val newest = read(to)
          .groupBy(r => (r.get("windowStart").asLong, r.get("windowEnd").asLong, r.get("category").asText))
          .map { case (key, rows) => key -> rows.maxBy(_.get("orders").asLong) }
        val good = newest.collect { case ((s, e, _), row) if e - s == 300000 => row.get("orders").asLong }.sum
        val repeated =
          (lines.size - bad.size) - lines.toSet.count(!isBad(_, now + 60000))
        assert(good + bad.size + repeated == lines.size, s"good $good, bad ${bad.size}, repeated $repeated")
      }
    }
  }

  test("bin/demo orders: both tables are what SQL gives, though the classic driver was killed", LongRun) {
    TempFolder.use { folder =>
      val page = folder.resolve("report.html")
      val result =
        Bin.run(folder, "bin/demo", "orders", "--orders", "6000", "--rate", "500", "--report", page.toString)
      assert(result.exit == 0 && result.out.contains("EQUAL: both tables"), result)
      assert(result.err.contains("killed the driver of dstream by SIGKILL"), result)
      assert(new String(java.nio.file.Files.readAllBytes(page)).contains("EQUAL"))
    }
  }

  test("bin/demo handover: the port of a killed consumer goes on exactly, and its group shows the lag") {
    TempFolder.use { folder =>
      val page = folder.resolve("report.html")
      val result = Bin.run(folder, "bin/demo", "handover", "--rate", "300", "--report", page.toString)
      assert(result.exit == 0 && result.out.contains("EQUAL: the totals of both programs"), result)
      assert(result.err.contains("killed it by SIGKILL"), result)
      val lags = result.err.linesIterator.map(_.trim.split("\\s+").toSeq).filter(_.contains("words")).toSeq
      // Group, topic, partition, committed, end, lag: two partitions while it runs, and two at the end.
      val described = lags.filter(line => line.size >= 6 && line.takeRight(3).forall(_.forall(_.isDigit)))
      assert(described.size == 4 && described.takeRight(2).forall(_.last == "0"), result)
      assert(new String(java.nio.file.Files.readAllBytes(page)).contains("CURRENT-OFFSET"))
    }
  }
}
