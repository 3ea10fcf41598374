package io.twinstream.endtoend

import io.twinstream.local.servers.LocalKafka
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path
import java.util.Properties
import java.util.concurrent.TimeUnit
import org.apache.kafka.clients.admin.{Admin, NewPartitions, NewTopic, OffsetSpec, RecordsToDelete}
import org.apache.kafka.clients.consumer.{ConsumerRecord, KafkaConsumer}
import org.apache.kafka.clients.producer.{KafkaProducer, ProducerRecord}
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.serialization.{ByteArraySerializer, StringDeserializer}
import scala.collection.JavaConverters._

/** A real broker and what tests do with it. */
final class Broker(kafka: LocalKafka) {
  val address: String = kafka.address

  def admin[A](body: Admin => A): A = {
    val admin = Admin.create(Map[String, AnyRef]("bootstrap.servers" -> address).asJava)
    try body(admin)
    finally admin.close()
  }

  def create(topic: String, partitions: Int, settings: Map[String, String] = Map.empty): Unit = {
    admin(
      _.createTopics(Seq(new NewTopic(topic, partitions, 1.toShort).configs(settings.asJava)).asJava).all
        .get(30, TimeUnit.SECONDS)
    )
    ()
  }

  def addPartitions(topic: String, total: Int): Unit = {
    admin(
      _.createPartitions(Map(topic -> NewPartitions.increaseTo(total)).asJava).all.get(30, TimeUnit.SECONDS)
    )
    ()
  }

  /** What retention does: the records below that offset are gone. */
  def deleteBelow(topic: String, partition: Int, offset: Long): Unit = {
    admin(
      _.deleteRecords(
        Map(new TopicPartition(topic, partition) -> RecordsToDelete.beforeOffset(offset)).asJava
      ).all
        .get(30, TimeUnit.SECONDS)
    )
    ()
  }

  /** Every value of the topic, read by a consumer of its own. */
  def values(topic: String): Seq[String] = read(topic).map(_.value)

  /** The key of every record of the topic. */
  def keys(topic: String): Seq[String] = read(topic).map(_.key)

  private def read(topic: String): Seq[ConsumerRecord[String, String]] = {
    val properties = new Properties
    properties.put("bootstrap.servers", address)
    val consumer = new KafkaConsumer(properties, new StringDeserializer, new StringDeserializer)
    try {
      val partitions =
        consumer.partitionsFor(topic).asScala.map(p => new TopicPartition(topic, p.partition)).asJava
      consumer.assign(partitions)
      consumer.seekToBeginning(partitions)
      val ends = consumer.endOffsets(partitions).asScala
      val records = Seq.newBuilder[ConsumerRecord[String, String]]
      while (ends.exists { case (partition, end) => consumer.position(partition) < end })
        consumer.poll(java.time.Duration.ofMillis(100)).forEach(record => { records += record; () })
      records.result()
    } finally consumer.close()
  }

  /** The offset behind the last record of each partition. */
  def ends(topic: String): Map[Int, Long] = admin { admin =>
    val partitions = admin
      .describeTopics(Seq(topic).asJava)
      .allTopicNames
      .get(30, TimeUnit.SECONDS)
      .get(topic)
      .partitions
      .asScala
      .map(each => new TopicPartition(topic, each.partition))
    admin
      .listOffsets(partitions.map(_ -> OffsetSpec.latest).toMap.asJava)
      .all
      .get(30, TimeUnit.SECONDS)
      .asScala
      .map { case (partition, found) => partition.partition -> found.offset }
      .toMap
  }

  /** Tells whether a consumer group has committed all that a topic holds. */
  def hasCommitted(group: String, topic: String): Boolean = {
    val committed = admin(
      _.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata.get(30, TimeUnit.SECONDS)
    ).asScala
    ends(topic).forall { case (partition, end) =>
      Option(committed.getOrElse(new TopicPartition(topic, partition), null)).exists(_.offset == end)
    }
  }

  def deleteTopic(topic: String): Unit = {
    admin(_.deleteTopics(Seq(topic).asJava).all.get(30, TimeUnit.SECONDS))
    ()
  }

  def producer(more: (String, String)*): KafkaProducer[Array[Byte], Array[Byte]] = {
    val properties = new Properties
    properties.put("bootstrap.servers", address)
    more.foreach { case (name, value) => properties.put(name, value) }
    new KafkaProducer(properties, new ByteArraySerializer, new ByteArraySerializer)
  }

  def record(
      topic: String,
      partition: Int,
      value: String,
      key: Option[String] = None
  ): ProducerRecord[Array[Byte], Array[Byte]] = Broker.record(topic, partition, value, key)

  /** Sends values to a partition and waits for the acknowledgement; null is a tombstone. */
  def send(topic: String, partition: Int, values: String*): Unit = {
    val to = producer()
    try values.map(value => to.send(record(topic, partition, value))).foreach(_.get(30, TimeUnit.SECONDS))
    finally to.close()
  }
}

object Broker {
  val jars: Path = Bin.home.resolve("target/kafka/jars")

  def record(
      topic: String,
      partition: Int,
      value: String,
      key: Option[String] = None
  ): ProducerRecord[Array[Byte], Array[Byte]] =
    new ProducerRecord(
      topic,
      partition,
      key.map(_.getBytes(UTF_8)).orNull,
      Option(value).map(_.getBytes(UTF_8)).orNull
    )

  def use[A](settings: Map[String, String] = Map.empty)(body: Broker => A): A = {
    val kafka = LocalKafka.start(jars, 0, null, settings.asJava)
    try body(new Broker(kafka))
    finally kafka.close()
  }

  /** One for all suites of the process; it ends with the process. */
  lazy val shared: Broker = {
    val kafka = LocalKafka.start(jars, 0, null, Map("log.cleaner.backoff.ms" -> "200").asJava)
    sys.addShutdownHook(kafka.close())
    new Broker(kafka)
  }
}
