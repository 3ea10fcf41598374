package io.twinstream.endtoend

import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.ends.recording.RecordingReader
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.apache.kafka.clients.consumer.{ConsumerRecord, KafkaConsumer}
import org.apache.kafka.clients.producer.ProducerRecord
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.header.Header
import org.apache.kafka.common.header.internals.RecordHeader
import org.apache.kafka.common.serialization.ByteArrayDeserializer
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.util.Random

/** Topics that are recorded and replayed, by processes of their own on a real broker. */
@EndToEnd
class RecordEndToEndSuite extends AnyFunSuite {
  private def broker: Broker = Broker.shared

  /** All that a record has, but its offset. */
  private final case class Content(
      partition: Int,
      timestamp: Long,
      timestampType: String,
      key: Option[Seq[Byte]],
      value: Option[Seq[Byte]],
      headers: Seq[(String, Option[Seq[Byte]])]
  )

  private def bytes(array: Array[Byte]): Option[Seq[Byte]] = Option(array).map(_.toVector)

  private def content(record: ConsumerRecord[Array[Byte], Array[Byte]]): Content =
    Content(
      record.partition,
      record.timestamp,
      record.timestampType.name,
      bytes(record.key),
      bytes(record.value),
      record.headers.asScala.map(header => (header.key, bytes(header.value))).toVector
    )

  /** The records of each partition in their order. */
  private def contents(topic: String): Map[Int, Seq[Content]] = {
    val settings =
      Map[String, AnyRef]("bootstrap.servers" -> broker.address, "isolation.level" -> "read_committed")
    val consumer = new KafkaConsumer(settings.asJava, new ByteArrayDeserializer, new ByteArrayDeserializer)
    try {
      val partitions =
        consumer.partitionsFor(topic).asScala.map(p => new TopicPartition(topic, p.partition)).asJava
      consumer.assign(partitions)
      consumer.seekToBeginning(partitions)
      val ends = consumer.endOffsets(partitions).asScala
      val records = Vector.newBuilder[Content]
      while (ends.exists { case (partition, end) => consumer.position(partition) < end })
        consumer.poll(java.time.Duration.ofMillis(100)).forEach(record => { records += content(record); () })
      records.result().groupBy(_.partition)
    } finally consumer.close()
  }

  /** Any bytes, nulls and headers; timestamps in an order of their own. */
  private def anyRecords(
      topic: String,
      partitions: Int,
      count: Int
  ): Seq[ProducerRecord[Array[Byte], Array[Byte]]] = {
    val random = new Random(11)
    def anyBytes(most: Int) = {
      val array = new Array[Byte](random.nextInt(most))
      random.nextBytes(array)
      if (random.nextInt(5) == 0) null else array
    }
    for (i <- 0 until count) yield {
      val headers = Seq.fill(random.nextInt(4))(
        new RecordHeader(s"h${random.nextInt(2)}", anyBytes(9)): Header
      )
      new ProducerRecord(
        topic,
        Integer.valueOf(random.nextInt(partitions)),
        java.lang.Long.valueOf(1700000000000L + 10 * i + random.nextInt(2000)),
        anyBytes(20),
        anyBytes(300),
        headers.asJava
      )
    }
  }

  private def send(records: Seq[ProducerRecord[Array[Byte], Array[Byte]]]): Unit = {
    val to = broker.producer()
    try records.map(record => to.send(record)).foreach(_.get(60, TimeUnit.SECONDS))
    finally to.close()
  }

  private def twinstream(folder: Path, args: String*): Bin.Result =
    Bin.run(folder, "bin/twinstream" +: args: _*)

  private def topic(name: String) = s"kafka:${broker.address}/$name"

  test("a topic that is recorded and replayed is the same, byte for byte") {
    TempFolder.use { folder =>
      broker.create("exact", 3)
      send(anyRecords("exact", 3, 2000))
      val file = folder.resolve("exact.avro").toString
      val recorded = twinstream(folder, "record", topic("exact"), "--until", "latest", "--out", file)
      assert(recorded.exit == 0 && recorded.err.contains("2,000 records"), recorded)
      val replayed = twinstream(folder, "replay", file, "--to", topic("exact-again"), "--speed", "max")
      assert(replayed.exit == 0, replayed)
      val before = contents("exact")
      assert(before.values.map(_.size).sum == 2000 && before.size == 3)
      assert(contents("exact-again") == before)
    }
  }
}
