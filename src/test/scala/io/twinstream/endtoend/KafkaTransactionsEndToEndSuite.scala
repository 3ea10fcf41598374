package io.twinstream.endtoend

import com.fasterxml.jackson.databind.ObjectMapper
import io.twinstream.EndToEnd
import io.twinstream.local.servers.LocalKafka
import java.nio.file.Path
import java.time.Duration
import java.util.{Collections, Properties}
import org.apache.kafka.clients.consumer.KafkaConsumer
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.serialization.StringDeserializer
import scala.collection.JavaConverters._

/** Revenue in a topic, a batch in a transaction: a consumer that reads what is committed sees each row once.
  * The topic is in a broker of its own, which is restarted.
  */
@EndToEnd
class KafkaTransactionsEndToEndSuite extends SinkCrashes("kafka transactional", "none") {
  override protected def start(folder: Path): SinkServer = {
    var kafka = LocalKafka.start(Broker.jars, 0, folder)
    new SinkServer {
      override def sink: String = s"kafka:${kafka.address}/revenue?transactional=true"
      override def stop(): Unit = kafka.close()
      override def startAgain(): Unit = kafka = LocalKafka.start(Broker.jars, kafka.port, folder)
      override def revenue(): Seq[Seq[String]] = {
        val rows = KafkaTransactionsEndToEndSuite.committed(kafka.address, "revenue")
        val key = SinkServer.columns.take(3)
        val twice = rows.groupBy(row => (row("batch"), key.map(row))).filter(_._2.size > 1)
        assert(twice.isEmpty, s"rows that are there twice: ${twice.size}")
        val newest = rows.groupBy(row => key.map(row)).values.map(_.maxBy(_("batch").toLong))
        SinkServer.sorted(newest.map(row => SinkServer.columns.map(row)).toSeq)
      }
    }
  }
}

object KafkaTransactionsEndToEndSuite {
  private val json = new ObjectMapper

  /** The rows of partition 0 of a topic that a consumer of committed records gets. */
  def committed(address: String, topic: String): Seq[Map[String, String]] = {
    val settings = new Properties
    settings.put("bootstrap.servers", address)
    settings.put("isolation.level", "read_committed")
    settings.put("auto.offset.reset", "earliest")
    val consumer = new KafkaConsumer[String, String](settings, new StringDeserializer, new StringDeserializer)
    try {
      val partition = new TopicPartition(topic, 0)
      consumer.assign(Collections.singleton(partition))
      consumer.seekToBeginning(Collections.singleton(partition))
      val end = consumer.endOffsets(Collections.singleton(partition)).get(partition)
      Iterator
        .continually(consumer.poll(Duration.ofMillis(100)).asScala.map(_.value).toList)
        .takeWhile(values => values.nonEmpty || consumer.position(partition) < end)
        .flatten
        .map(value => json.readTree(value).fields.asScala.map(f => f.getKey -> f.getValue.asText).toMap)
        .toList
    } finally consumer.close()
  }
}
