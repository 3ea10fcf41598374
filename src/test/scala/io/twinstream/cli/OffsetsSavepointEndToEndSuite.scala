package io.twinstream.cli

import io.twinstream.endtoend.{Broker, Postgres}
import io.twinstream.{EndToEnd, TempFolder}
import io.twinstream.savepoint.{Savepoint, Savepoints}
import java.nio.file.{Files, Path}
import java.time.Instant
import java.util.Properties
import java.util.concurrent.TimeUnit
import org.apache.hadoop.conf.Configuration
import org.apache.kafka.clients.consumer.{KafkaConsumer, OffsetAndMetadata}
import org.apache.kafka.clients.producer.ProducerRecord
import org.apache.kafka.common.TopicPartition
import org.apache.kafka.common.serialization.StringDeserializer
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Savepoints of offsets that were in no checkpoint, and groups that are set to where one stands. */
@EndToEnd
class OffsetsSavepointEndToEndSuite extends AnyFunSuite {
  private lazy val broker = Broker.shared

  /** A topic of two partitions with five records in the first and four in the second. */
  private def topic(name: String): String = {
    broker.create(name, 2)
    broker.send(name, 0, "a", "b", "c", "d", "e")
    broker.send(name, 1, "v", "w", "x", "y")
    name
  }

  private def commit(group: String, topic: String, offsets: (Int, Long)*): Unit = {
    broker.admin(
      _.alterConsumerGroupOffsets(
        group,
        offsets.map { case (p, at) => new TopicPartition(topic, p) -> new OffsetAndMetadata(at) }.toMap.asJava
      ).all.get(30, TimeUnit.SECONDS)
    )
    ()
  }

  private def committed(group: String): Map[String, Long] = broker
    .admin(
      _.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata.get(30, TimeUnit.SECONDS)
    )
    .asScala
    .map { case (partition, at) => partition.toString -> at.offset }
    .toMap

  private def kafka = Seq("--kafka", broker.address)

  private def savepoint(args: Seq[String]): (Int, String) =
    Cli.run("savepoint" +: (args ++ kafka): _*)

  /** The offsets and the uncertain ranges of a savepoint that is made with these arguments. */
  private def made(args: String*): (Map[String, Long], Map[String, (Long, Long)], Savepoint) =
    TempFolder.use { folder =>
      val out = folder.resolve("savepoint").toString
      val (exit, text) = savepoint(args ++ Seq("--out", out))
      assert(exit == 0, text)
      val read = Savepoints.read(out, new Configuration)
      val source = read.sources.get(0)
      for (each <- source.offsets.asScala)
        assert(text.contains(s"${each.partition}  from offset ${each.offset}"), text)
      (
        source.offsets.asScala.map(each => each.partition.toString -> each.offset).toMap,
        source.uncertain.asScala.map(each => each.partition.toString -> (each.from -> each.until)).toMap,
        read
      )
    }

  private def refused(exit: Int, message: String)(args: String*): Unit = {
    val (code, text) = savepoint(args :+ "--dry-run")
    assert(code == exit && text.contains(message), text)
  }

  test("a group's offsets, its lag, what is uncertain, and the ids of its topics") {
    val name = topic("of-group")
    commit("of-group", name, 0 -> 3, 1 -> 4)
    val (offsets, uncertain, read) = made("--group", "of-group")
    assert(offsets == Map(s"$name-0" -> 3, s"$name-1" -> 4))
    assert(uncertain == Map(s"$name-0" -> (3L -> 5L)))
    assert(read.states.isEmpty && read.engine == "offsets" && read.job == null)
    assert(read.sources.get(0).description.containsKey(s"topic id of $name"))
    assert(read.checkpoint == "consumer group 'of-group'")
    val (_, text) = savepoint(Seq("--group", "of-group", "--dry-run"))
    assert(text.contains("lag: 2 records") && text.contains("uncertain [3, 5)"), text)
  }

  test("--topics takes some of a group's, and --dry-run writes nothing") {
    val (one, other) = (topic("some-1"), topic("some-2"))
    commit("some", one, 0 -> 1, 1 -> 1)
    commit("some", other, 0 -> 2, 1 -> 2)
    assert(made("--group", "some", "--topics", other)._1 == Map(s"$other-0" -> 2, s"$other-1" -> 2))
    TempFolder.use { folder =>
      val out = folder.resolve("savepoint")
      assert(savepoint(Seq("--group", "some", "--out", out.toString, "--dry-run"))._1 == 0)
      assert(!Files.exists(out))
    }
  }

  test("a file: JSON as Spark's startingOffsets has it, and what kafka-consumer-groups exports") {
    val name = topic("of-file")
    TempFolder.use { folder =>
      def file(text: String) = TempFolder.write(folder.resolve("offsets"), text).toString
      assert(
        made("--offsets", file(s"""{"$name":{"0":-1,"1":-2}}"""))._1 == Map(s"$name-0" -> 5, s"$name-1" -> 0)
      )
      assert(
        made("--offsets", file(s"""{"$name":{"0":2,"1":3}}"""))._1 == Map(s"$name-0" -> 2, s"$name-1" -> 3)
      )
      commit("exported", name, 0 -> 1, 1 -> 2)
      for (all <- Seq(Seq("--topic", name), Seq("--all-topics"))) {
        val exported = GroupTool.run(
          broker,
          Seq("--group", "exported", "--reset-offsets", "--to-current", "--export", "--dry-run") ++ all: _*
        )
        assert(made("--offsets", file(exported))._1 == Map(s"$name-0" -> 1, s"$name-1" -> 2), exported)
      }
    }
  }

  test("a table, whose offsets are the next ones or the last that were read") {
    val name = topic("of-table")
    TempFolder.use { folder =>
      Postgres.use(folder) { postgres =>
        postgres.execute("CREATE TABLE positions (t TEXT, p INT, until_offset BIGINT)")
        postgres.execute(s"INSERT INTO positions VALUES ('$name', 0, 3), ('$name', 1, 2)")
        val table = Seq("--offsets-table", postgres.url)
        val named =
          Seq("--query", "SELECT t AS topic, p AS partition, until_offset AS \"OFFSET\" FROM positions")
        val mapped =
          Seq("--query", "SELECT * FROM positions", "--columns", "topic=t,partition=p,offset=until_offset")
        for (query <- Seq(named, mapped)) {
          val next = made(table ++ query ++ Seq("--offset-is", "next"): _*)._1
          assert(next == Map(s"$name-0" -> 3, s"$name-1" -> 2))
          val last = made(table ++ query ++ Seq("--offset-is", "last-read"): _*)._1
          assert(last == Map(s"$name-0" -> 4, s"$name-1" -> 3))
        }
        refused(2, "say what its offset is")(table ++ named: _*)
        refused(2, "has no column 'topic', but t, p, until_offset")(
          table ++ Seq("--query", "SELECT * FROM positions", "--offset-is", "next"): _*
        )
        postgres.execute(s"INSERT INTO positions VALUES ('$name', 1, 4)")
        refused(2, s"names topic '$name', partition 1 twice, with offsets 2 and 4")(
          table ++ mapped ++ Seq("--offset-is", "next"): _*
        )
        postgres.execute("DELETE FROM positions WHERE p = 1")
        postgres.execute(s"INSERT INTO positions VALUES ('$name', 1, NULL)")
        refused(2, "column until_offset has 'null' where a whole number is wanted")(
          table ++ mapped ++ Seq("--offset-is", "next"): _*
        )
        refused(3, "relation \"gone\" does not exist")(
          table ++ Seq("--query", "SELECT * FROM gone", "--offset-is", "next"): _*
        )
      }
    }
  }

  test("a time: the first records that are not older, the end where there is none") {
    broker.create("of-time", 2)
    val start = Instant.parse("2026-11-25T12:00:00Z").toEpochMilli
    val to = broker.producer()
    try
      for (k <- 0 until 5)
        to.send(
          new ProducerRecord("of-time", Int.box(0), Long.box(start + k * 60000L), null, Array[Byte](1))
        ).get(30, TimeUnit.SECONDS)
    finally to.close()
    for ((time, offset) <- Seq("12:00Z" -> 0, "12:01:00.001Z" -> 2, "14:03+02:00" -> 3, "13:00Z" -> 5))
      assert(
        made("--at", s"2026-11-25T$time", "--topics", "of-time")._1 ==
          Map("of-time-0" -> offset, "of-time-1" -> 0),
        time
      )
    refused(2, "is no time: write one with its zone")("--at", "2026-11-25 12:00", "--topics", "of-time")
    refused(2, "add --topics")("--at", "2026-11-25T12:00Z")
  }

  test("a group that is unknown, or whose offsets have expired, of all partitions or of one") {
    val name = topic("expired")
    refused(2, "the cluster knows no such group")("--group", "nobody")
    commit("expired", name, 0 -> 3, 1 -> 4)
    // What expiry does, when it is time.
    def expire(partition: Int): Unit = {
      broker.admin(
        _.deleteConsumerGroupOffsets("expired", Set(new TopicPartition(name, partition)).asJava).all
          .get(30, TimeUnit.SECONDS)
      )
      ()
    }
    expire(1)
    refused(2, s"has no offset for topic '$name', partition 1, which holds [0, 4)")("--group", "expired")
    assert(made("--group", "expired", "--missing", "earliest")._1 == Map(s"$name-0" -> 3, s"$name-1" -> 0))
    assert(made("--group", "expired", "--missing", "latest")._1 == Map(s"$name-0" -> 3, s"$name-1" -> 4))
    expire(0)
    refused(2, "its offsets have expired")("--group", "expired")
  }

  test("offsets that are not there: beyond the end, removed by retention, of no partition or topic") {
    val name = topic("not-there")
    TempFolder.use { folder =>
      def file(text: String) = TempFolder.write(folder.resolve("offsets"), text).toString
      def refusedFile(exit: Int, message: String)(text: String): Unit =
        refused(exit, message)("--offsets", file(text))
      refusedFile(3, "partition 1: offset 5 is beyond the end, 4")(s"""{"$name":{"0":5,"1":5}}""")
      broker.deleteBelow(name, 0, 2)
      refusedFile(3, "partition 0: offset 1 is before the beginning, 2")(s"""{"$name":{"0":1,"1":4}}""")
      refusedFile(2, s"there is no partition 2 of topic '$name', which has 2")(
        s"""{"$name":{"0":2,"1":4,"2":0}}"""
      )
      refusedFile(3, "there is no topic 'no-such'")("no-such,0,1")
      refusedFile(2, "has no offset for topic")(s"""{"$name":{"0":2}}""")
      refusedFile(2, "Duplicate field '0'")(s"""{"$name":{"0":2,"0":3,"1":4}}""")
      refusedFile(2, "twice, with offsets 2 and 3")(s"$name,0,2\n$name,0,3")
      refusedFile(2, "are of several groups (g, h)")(s""""g","$name",0,2\n"h","$name",1,3""")
      refusedFile(2, "'hello' is not understood")("hello")
      refusedFile(2, "is not understood")(s"""{"$name":{"0":"2"}}""")
      refusedFile(2, "there are none")("")
    }
  }

  test("a group that is active is refused, both ways") {
    val name = topic("active")
    val properties = new Properties
    properties.put("bootstrap.servers", broker.address)
    properties.put("group.id", "active")
    properties.put("auto.offset.reset", "earliest")
    val consumer = new KafkaConsumer(properties, new StringDeserializer, new StringDeserializer)
    try {
      consumer.subscribe(Seq(name).asJava)
      while (consumer.poll(java.time.Duration.ofMillis(100)).isEmpty) {}
      consumer.commitSync()
      refused(3, "consumer group 'active': is active")("--group", "active", "--wait", "10ms")
      TempFolder.use { folder =>
        val to = saved(folder, s"""{"$name":{"0":1,"1":1}}""")
        val before = committed("active")
        refused(3, "is active")(to, "--to-group", "active", "--wait", "10ms")
        assert(committed("active") == before)
      }
    } finally consumer.close()
    assert(made("--group", "active")._1.values.sum > 0)
  }

  private def saved(folder: Path, json: String): String = {
    val file = TempFolder.write(folder.resolve("offsets.json"), json)
    val out = folder.resolve("savepoint").toString
    assert(savepoint(Seq("--offsets", file.toString, "--out", out))._1 == 0)
    out
  }

  test("back: a group goes to where a savepoint stands, known before or not") {
    val name = topic("back")
    TempFolder.use { folder =>
      val from = saved(folder, s"""{"$name":{"0":2,"1":3}}""")
      commit("back", name, 0 -> 5)
      val (exit, text) = savepoint(Seq(from, "--to-group", "back"))
      assert(exit == 0 && text.contains(s"$name-0  to offset 2; it is at 5"), text)
      assert(text.contains(s"$name-1  to offset 3; it has none") && text.contains("uncertain [2, 5)"), text)
      assert(committed("back") == Map(s"$name-0" -> 2, s"$name-1" -> 3))
      assert(savepoint(Seq(from, "--to-group", "fresh", "--dry-run"))._1 == 0)
      assert(committed("fresh").isEmpty)
      assert(savepoint(Seq(from, "--to-group", "fresh"))._1 == 0)
      assert(committed("fresh") == committed("back"))
      broker.deleteTopic(name)
      topic(name)
      refused(3, s"topic '$name' was recreated since")(from, "--to-group", "back")
    }
  }

  test("options that do not go together") {
    def wrong(message: String)(args: String*): Unit = {
      val (exit, text) = Cli.run("savepoint" +: args: _*)
      assert(exit == 2 && text.contains(message), text)
    }
    wrong("name the CHECKPOINT, or one of")("--out", "x")
    wrong("add --kafka HOST:PORT")("--group", "g", "--out", "x")
    wrong("'kafka:nowhere'")("--group", "g", "--kafka", "nowhere", "--out", "x")
    wrong("name one place to take offsets from")("--group", "g", "--offsets", "f", "--out", "x")
    wrong("name one place to take offsets from")("checkpoint", "--group", "g", "--out", "x")
    wrong("write --out DIR, or --dry-run")("--group", "g", "--kafka", "localhost:1")
    wrong("--to-group: name a savepoint or a checkpoint")("--to-group", "g")
    wrong("writes no savepoint")("dir", "--to-group", "g", "--kafka", "localhost:1", "--out", "x")
    wrong("only with --offsets-table")(
      Seq("--group", "g", "--query", "SELECT 1", "--kafka", "localhost:1", "--out", "x"): _*
    )
    wrong("write next or last-read")("--offset-is", "first")
  }
}
